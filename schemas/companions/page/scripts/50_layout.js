// Where every mark of the timeline stands: a lane for each type, rows in a lane, and what has no room is counted together.

const ROW = 18;
const GAP = 4;
const CROWD = 40;

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
  const early = starts[Math.floor(starts.length * 0.18)];
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
  if (!packed(marks, rows).length) return marks;
  // The last row is for the numbers; a lane of a single row has nothing else.
  const left = rows > 1 ? packed(marks, rows - 1) : marks;
  const kept = rows > 1 ? marks.filter((mark) => mark.row !== null) : [];
  return [...kept, ...crowds(left, rows - 1)].sort((a, b) => a.x0 - b.x0);
}

// What has no room stands in bins of one width, so that no number covers another; a lone mark is shown where it covers none.
function crowds(left, row) {
  const bins = new Map();
  for (const mark of left) {
    const bin = Math.floor((mark.x0 + mark.x1) / 2 / CROWD);
    if (!bins.has(bin)) bins.set(bin, []);
    bins.get(bin).push(mark);
  }
  const made = [];
  for (const [bin, group] of [...bins].sort((a, b) => a[0] - b[0])) {
    const before = made[made.length - 1];
    const mark = crowd(group, row, bin * CROWD, (bin + 1) * CROWD);
    // A lone one beside a number is counted there.
    if (before && mark.x0 - before.x1 < CROWD / 2 && (group.length === 1 || before.events.length === 1)) made[made.length - 1] = joinedCrowd(before, mark);
    else made.push(mark);
  }
  return made.map((mark, index) => {
    if (mark.events.length > 1) return mark;
    const [x0, x1] = span(mark.events[0], chart.k);
    const free = (!made[index - 1] || made[index - 1].x1 + 2 < x0) && (!made[index + 1] || made[index + 1].x0 - 2 > x1);
    return free ? { event: mark.events[0], x0, x1, row } : mark;
  });
}

function joinedCrowd(one, two) {
  const larger = one.events.length >= two.events.length ? one : two;
  return { ...larger, events: [...one.events, ...two.events] };
}

function crowd(group, row, least, most) {
  const events = group.map((mark) => mark.event);
  const half = 8 + 3.6 * String(events.length).length;
  const mean = group.reduce((sum, mark) => sum + (mark.x0 + mark.x1) / 2, 0) / group.length;
  const centre = Math.max(least + half, Math.min(mean, most - half));
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
function share(lanes, k, budget, most) {
  const needs = lanes.map((lane) => {
    const marks = marksOf(lane.events.filter((event) => event.until >= chart.a && event.from <= chart.b), k);
    let rows = 1;
    while (rows < most && packed(marks, rows).length) rows += 1;
    // What lies outside of the window may need a second row later on.
    return lane.events.length > 3 ? Math.max(2, rows) : rows;
  });
  // A lane that needs two rows has them: in a single one, what has no room would lie on what has.
  const given = needs.map((need) => Math.min(2, need));
  let rest = budget - given.reduce((sum, rows) => sum + rows, 0);
  for (let round = 3; round <= most && rest > 0; round += 1) {
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
  chart.head = isPhone() ? 16 : 0;
  chart.lanes = lanesOf(found);
  const room = found.length > 1500 ? 64 : Math.max(34, Math.min(46, Math.floor((innerHeight - 330) / ROW)));
  const most = chart.lanes.length <= 3 ? 14 : isPhone() ? 4 : 6;
  const rows = share(chart.lanes, chart.k, room, most);
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
    lane.marks = pack(lane.events, chart.k, lane.rows);
    lane.marks.forEach((mark) => { mark.lane = lane; mark.key = mark.events ? `c${lane.type}-${mark.events[0].index}` : `e${mark.event.index}`; });
  }
}

const left = () => chart.a * chart.k;
const xOf = (day) => (day - chart.a) * chart.k;
