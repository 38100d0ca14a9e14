// Moves in the timeline: zoom, drag, pinch, keys. A window is never narrower than ten days.

const NARROWEST = 10;

function limits() {
  const [from, until] = wholeWindow(chart.found);
  const air = (until - from) * 0.5;
  return [from - air, until + air];
}

function setWindow(a, b, moved = true) {
  const [least, most] = limits();
  const size = Math.min(Math.max(b - a, NARROWEST), most - least);
  let start = a + (b - a - size) / 2;
  start = Math.max(least, Math.min(start, most - size));
  chart.a = start;
  chart.b = start + size;
  chart.moved = moved;
}

let waiting = 0;
function redraw(again = true) {
  if (again) chart.stale = true;
  if (waiting) return;
  waiting = requestAnimationFrame(() => {
    waiting = 0;
    if (!at("marks")) return;
    if (chart.stale) repack();
    chart.stale = false;
    drawMarks();
    drawAxis();
    drawOverview();
    drawEdges();
  });
}

function zoom(factor, x = chart.width / 2) {
  const middle = chart.a + x / chart.k;
  setWindow(middle - (middle - chart.a) * factor, middle + (chart.b - middle) * factor);
  redraw();
}

function pan(pixels) {
  const days = pixels / chart.k;
  setWindow(chart.a + days, chart.b + days);
  // While little has moved, what is drawn is pushed along; then it is drawn anew.
  const pushed = (chart.drawn - chart.a) * chart.k;
  if (Math.abs(pushed) < MARGIN * 0.8 && !chart.stale && at("marks")) {
    at("marks").setAttribute("transform", `translate(${pushed} 0)`);
    drawAxis();
    drawOverview();
    drawEdges();
  } else redraw(false);
}

function drawEdges() {
  const before = chart.found.filter((event) => event.dated && event.until < chart.a).length;
  const after = chart.found.filter((event) => event.dated && event.from > chart.b).length;
  const set = (id, key, count) => {
    at(id).hidden = !count;
    if (count) at(id).lastChild.textContent = t(key, { n: count });
  };
  set("earlier", "earlier", before);
  set("later", "later", after);
  const [from, until] = wholeWindow(chart.found);
  at("whole").disabled = chart.a <= from && chart.b >= until;
}

function showWhole() {
  setWindow(...wholeWindow(chart.found), true);
  redraw();
}

// So many days that the nearest event beyond the edge stands well inside.
function towards(side) {
  const size = chart.b - chart.a;
  if (side < 0) {
    const last = Math.max(...chart.found.filter((event) => event.dated && event.until < chart.a).map((event) => event.until));
    setWindow(last - size * 0.8, last + size * 0.2);
  } else {
    const first = Math.min(...chart.found.filter((event) => event.dated && event.from > chart.b).map((event) => event.from));
    setWindow(first - size * 0.2, first + size * 0.8);
  }
  redraw();
}

function reveal(event) {
  if (!event.dated || !chart.found.includes(event)) return;
  const size = chart.b - chart.a;
  const wide = event.until - event.from;
  if (event.until < chart.a + size * 0.03 || event.from > chart.b - size * 0.03) {
    const middle = wide > size ? event.from + size * 0.3 : (event.from + event.until) / 2;
    setWindow(middle - size / 2, middle + size / 2, chart.moved);
  }
}

const allMarks = () => chart.lanes.flatMap((lane) => lane.marks);
const markOf = (key) => allMarks().find((mark) => mark.key === key);
const holding = (event) => allMarks().find((mark) => mark.event === event || (mark.events && mark.events.includes(event)));

// One mark at a time can be reached by Tab; the arrows go to the others.
function rove(key, focus) {
  const layer = at("marks");
  let node = key && layer.querySelector(`[data-key="${key}"]`);
  if (!node && key && key.startsWith("e")) {
    const mark = holding(EVENTS[Number(key.slice(1))]);
    node = mark && layer.querySelector(`[data-key="${mark.key}"]`);
  }
  node = node || [...layer.children].find((one) => one.getBoundingClientRect().left >= layer.ownerSVGElement.getBoundingClientRect().left) || layer.firstElementChild;
  if (!node) return;
  for (const one of layer.querySelectorAll("[tabindex='0']")) one.setAttribute("tabindex", "-1");
  node.setAttribute("tabindex", "0");
  chart.key = node.dataset.key;
  if (focus) node.focus({ preventScroll: true });
}

function step(key, dx, dy) {
  const mark = markOf(key);
  if (!mark) return;
  const lane = chart.lanes.indexOf(mark.lane);
  const middle = (one) => (one.x0 + one.x1) / 2;
  let next = null;
  if (dx) {
    const order = [...mark.lane.marks].sort((a, b) => middle(a) - middle(b));
    next = order[order.indexOf(mark) + dx];
  } else {
    const other = chart.lanes[lane + dy];
    if (other) next = other.marks.reduce((best, one) => (best && Math.abs(middle(best) - middle(mark)) <= Math.abs(middle(one) - middle(mark)) ? best : one), null);
  }
  if (next) goTo(next);
}

function goTo(mark) {
  const x = (mark.x0 + mark.x1) / 2 - left();
  if (x < 20 || x > chart.width - 20) {
    const days = (x - chart.width / 2) / chart.k;
    setWindow(chart.a + days, chart.b + days);
  }
  drawMarks();
  drawAxis();
  drawOverview();
  drawEdges();
  rove(mark.key, true);
  document.activeElement.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function choose(key) {
  const mark = markOf(key);
  if (!mark) return;
  chart.key = key;
  if (mark.event) {
    change({ event: mark.event.id }, { focus: true });
    return;
  }
  if (mark.events.length === 1) {
    change({ event: mark.events[0].id }, { focus: true });
    return;
  }
  const from = Math.min(...mark.events.map((one) => one.from));
  const until = Math.max(...mark.events.map((one) => one.until)) + 1;
  const size = until - from;
  // What zooming cannot tell apart is listed instead.
  if (chart.b - chart.a <= Math.max(size * 1.7, NARROWEST * 2)) list(mark.events);
  else {
    setWindow(from - size * 0.25 - 3, until + size * 0.25 + 3);
    chart.key = `e${mark.events[0].index}`;
    redraw();
    say(t("cluster_title", { n: mark.events.length }));
  }
}

function keys(event) {
  const mark = event.target.closest && event.target.closest("[data-key]");
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "+" || event.key === "=") zoom(0.6);
  else if (event.key === "-" || event.key === "_") zoom(1 / 0.6);
  else if (event.key === "0") showWhole();
  else if (event.shiftKey && moves[event.key] && moves[event.key][0]) pan(moves[event.key][0] * chart.width * 0.25);
  else if (mark && moves[event.key]) step(mark.dataset.key, ...moves[event.key]);
  else if (mark && (event.key === "Enter" || event.key === " ")) choose(mark.dataset.key);
  else if (mark && (event.key === "Home" || event.key === "End")) {
    const marks = markOf(mark.dataset.key).lane.marks;
    goTo(marks[event.key === "Home" ? 0 : marks.length - 1]);
  } else return;
  event.preventDefault();
}
