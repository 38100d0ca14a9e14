// Where every mark of the timeline stands: a lane for each type, rows in a lane, and what has no room is counted together.

const ROW = 18;
const GAP = 4;
const CROWD = 36;

// The window in days, the pixels a day, and what was laid out for them.
const chart = { a: 0, b: 1, width: 800, k: 1, lanes: [], height: 0, moved: false, key: null, found: [], head: 0 };

function extents(found) {
  const dated = found.filter((event) => event.dated);
  const from = Math.min(...dated.map((event) => event.from), DATA.day);
  const until = Math.max(...dated.map((event) => event.until), DATA.day) + 1;
  return [from, until, dated];
}

// All of it, with some air; a few early ones do not squeeze the rest, they are counted at the edge.
function firstWindow(found) {
  const [from, until, dated] = extents(found);
  const air = (a, b) => [a - Math.max(15, (b - a) * 0.025), b + Math.max(15, (b - a) * 0.04)];
  if (dated.length < 20 || until - from < 40 * 365) return air(from, until);
  const starts = dated.map((event) => event.from).sort((a, b) => a - b);
  const early = starts[Math.floor(starts.length * 0.15)];
  return air(dayAt(yearOf(early)), until);
}

function wholeWindow(found) {
  const [from, until] = extents(found);
  const air = Math.max(15, (until - from) * 0.025);
  return [from - air, until + air];
}

// The pixels that a mark takes, counted from day 0: never so few that it cannot be seen.
function span(event, k) {
  let x0 = event.from * k;
  let x1 = (event.until + 1) * k;
  const least = event.precision === "day" ? 11 : 9;
  if (event.precision === "day" || x1 - x0 < least) {
    const middle = (x0 + x1) / 2;
    x0 = middle - least / 2;
    x1 = middle + least / 2;
  }
  return [x0, x1];
}

// First row with room; null where there is none.
function place(ends, x0) {
  const row = ends.findIndex((end) => end + GAP <= x0);
  return row < 0 ? null : row;
}

function packed(marks, rows) {
  const ends = new Array(rows).fill(-Infinity);
  const left = [];
  for (const mark of marks) {
    mark.row = place(ends, mark.x0);
    if (mark.row === null) left.push(mark);
    else ends[mark.row] = mark.x1;
  }
  return left;
}

const marksOf = (events, k) => events
  .map((event) => { const [x0, x1] = span(event, k); return { event, x0, x1, row: 0 }; })
  .sort((a, b) => a.x0 - b.x0 || b.x1 - a.x1);

function pack(events, k, rows) {
  const marks = marksOf(events, k);
  let left = packed(marks, rows);
  if (!left.length) return marks;
  if (rows > 1) left = packed(marks, rows - 1);
  const kept = marks.filter((mark) => mark.row !== null);
  return [...kept, ...crowds(left, rows - 1, rows === 1 ? kept : [])].sort((a, b) => a.x0 - b.x0);
}

// Neighbours without room become one mark with their number.
function crowds(left, row, taken) {
  const middle = (mark) => (mark.x0 + mark.x1) / 2;
  const made = [];
  // A lane of one row gives up its single marks where others crowd them.
  if (taken.length) {
    left = [...left, ...taken].sort((a, b) => a.x0 - b.x0);
    for (const mark of taken) mark.dropped = true;
  }
  left.sort((a, b) => middle(a) - middle(b));
  let group = [];
  const close = () => {
    if (group.length === 1) made.push({ ...group[0], row, dropped: false });
    else if (group.length) made.push(crowd(group, row, middle));
    group = [];
  };
  for (const mark of left) {
    if (group.length && middle(mark) - middle(group[0]) > CROWD) close();
    group.push(mark);
  }
  close();
  return made;
}

function crowd(group, row, middle) {
  const events = group.map((mark) => mark.event);
  const centre = group.reduce((sum, mark) => sum + middle(mark), 0) / group.length;
  const half = 8 + 3.6 * String(events.length).length;
  return { events, x0: centre - half, x1: centre + half, row };
}

function lanesOf(found) {
  const byType = new Map();
  for (const event of found) {
    if (!event.dated) continue;
    if (!byType.has(event.type)) byType.set(event.type, []);
    byType.get(event.type).push(event);
  }
  return [...byType.keys()].sort((a, b) => a - b).map((type) => ({ type, events: byType.get(type), family: familyOf(type) }));
}

// Lanes get the rows that they need, and where all cannot have them, each in turn one more.
function share(lanes, k, budget) {
  const needs = lanes.map((lane) => {
    const marks = marksOf(lane.events, k);
    let rows = 1;
    while (rows < 7 && packed(marks, rows).length) rows += 1;
    return rows;
  });
  // A lane that needs two rows has them: in a single one, what has no room would lie on what has.
  const given = needs.map((need) => Math.min(2, need));
  let rest = budget - given.reduce((sum, rows) => sum + rows, 0);
  for (let round = 3; round <= 7 && rest > 0; round += 1) {
    for (let lane = 0; lane < lanes.length && rest > 0; lane += 1) {
      if (needs[lane] < round) continue;
      given[lane] = round;
      rest -= 1;
    }
  }
  return given;
}

function layOut(found, width) {
  chart.found = found;
  chart.width = width;
  chart.k = width / (chart.b - chart.a);
  chart.head = isPhone() ? 20 : 0;
  chart.lanes = lanesOf(found);
  const room = isPhone() ? 64 : Math.max(30, Math.min(44, Math.floor((innerHeight - 330) / ROW)));
  const rows = share(chart.lanes, chart.k, room);
  let y = 0;
  chart.lanes.forEach((lane, index) => {
    // The first lane of a family stands a little apart.
    if (index && chart.lanes[index - 1].family !== lane.family) y += 8;
    lane.rows = rows[index];
    lane.y = y;
    lane.height = chart.head + lane.rows * ROW + 6;
    y += lane.height;
  });
  chart.height = y;
  repack();
}

function repack() {
  chart.k = chart.width / (chart.b - chart.a);
  for (const lane of chart.lanes) {
    lane.marks = pack(lane.events, chart.k, lane.rows).filter((mark) => !mark.dropped);
    lane.marks.forEach((mark) => { mark.lane = lane; mark.key = mark.events ? `c${lane.type}-${mark.events[0].index}` : `e${mark.event.index}`; });
  }
}

const left = () => chart.a * chart.k;
const xOf = (day) => (day - chart.a) * chart.k;
