// Draws the timeline as it was laid out. Shape and line tell exactness and status; colour only repeats the lane's family.

const CROSSED = { cancelled: "M-3 -3L3 3M-3 3L3 -3", suspended: "M-1.6 -3.2V3.2M1.6 -3.2V3.2", denied: "M-3.4 3.4L3.4 -3.4" };

const dot = (x, y, r = 4.8) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

function block(x, y, width, height) {
  const r = Math.min(2.5, width / 2);
  const w = width - 2 * r;
  const h = height - 2 * r;
  return `M${x + r} ${y}h${w}a${r} ${r} 0 0 1 ${r} ${r}v${h}a${r} ${r} 0 0 1 ${-r} ${r}h${-w}a${r} ${r} 0 0 1 ${-r} ${-r}v${-h}a${r} ${r} 0 0 1 ${r} ${-r}z`;
}

const kindOf = (event) => (event.precision === "day" ? "day" : event.precision === "interval" ? "span" : "within");

function shapeOf(event, x0, x1, y) {
  const kind = kindOf(event);
  if (kind === "day") return dot((x0 + x1) / 2, y);
  // Nothing is drawn far outside of the window: browsers are slow with dashes of a million pixels.
  const first = Math.max(x0, -60);
  const last = Math.min(x1, chart.width + 60);
  return kind === "span" ? block(first, y - 5.5, last - first, 11) : block(first, y - 3.5, last - first, 7);
}

function fading(event) {
  const open = [event.lo === FIRST_KNOWN, event.hi === LAST_KNOWN];
  if (event.loose || (open[0] && open[1])) return "url(#fade-both)";
  if (open[0]) return "url(#fade-start)";
  return open[1] ? "url(#fade-end)" : null;
}

// What a reader of screens hears of a mark.
function spoken(event) {
  const parts = [event.title, eventDate(event), statusWord(event), typeWord(event)];
  if (event.conflict) parts.push(t("conflict"));
  return parts.join(", ");
}

function drawMark(mark, y, room) {
  const { event } = mark;
  const x0 = mark.x0 - left();
  const x1 = mark.x1 - left();
  const centre = Math.max(6, Math.min(chart.width - 6, (Math.max(x0, 0) + Math.min(x1, chart.width)) / 2));
  const open = state.event === event.id;
  const made = svg("g", {
    class: `mark ${kindOf(event)} ${event.status} ${mark.lane.family}${open ? " open" : ""}`, role: "button", tabindex: "-1",
    "data-key": mark.key, "aria-label": spoken(event), "aria-current": open ? "true" : null,
  });
  made.append(svg("path", { class: "shape", d: shapeOf(event, x0, x1, y), mask: kindOf(event) === "day" ? null : fading(event) }));
  if (event.loose && kindOf(event) === "day") made.append(svg("path", { class: "halo", d: dot(centre, y, 7.5) }));
  if (CROSSED[event.status]) made.append(svg("path", { class: "cross", d: CROSSED[event.status], transform: `translate(${centre} ${y})` }));
  if (event.conflict) {
    made.append(svg("path", { class: "alarm", d: `M${x1 + 1} ${y - 9.5}l4.5 8h-9z` }), svg("path", { class: "alarm-mark", d: `M${x1 + 1} ${y - 7}v2.6m0 1.2v.9` }));
  }
  const from = Math.max(x1, 0) + (event.conflict ? 9 : 5);
  const letters = Math.floor((room - from) / 6.1);
  if (letters >= 11 && x1 > -4) {
    const label = event.title.length > letters ? event.title.slice(0, letters - 1).trimEnd() + "…" : event.title;
    made.append(svg("text", { class: "label", x: from, y: y + 3.8, lang: DATA.language, "aria-hidden": "true" }, label));
  }
  return made;
}

function drawCrowd(mark, y) {
  const x0 = mark.x0 - left();
  const width = mark.x1 - mark.x0;
  const [from, until] = [Math.min(...mark.events.map((one) => one.from)), Math.max(...mark.events.map((one) => one.until))];
  const label = t("cluster", { n: mark.events.length, from: shortDay(from), to: shortDay(until) });
  const open = mark.events.some((one) => one.id === state.event);
  return svg("g", { class: `mark crowd ${mark.lane.family}${open ? " open" : ""}`, "aria-current": open ? "true" : null, role: "button", tabindex: "-1", "data-key": mark.key, "aria-label": `${words().types[DATA.types[mark.lane.type]]}: ${label}` },
    svg("rect", { class: "shape", x: x0, y: y - 7.5, width, height: 15, rx: 7.5 }),
    svg("text", { class: "many", x: x0 + width / 2, y: y + 3.8, "text-anchor": "middle", "aria-hidden": "true" }, String(mark.events.length)));
}

const MARGIN = 400;
function drawMarks() {
  const layer = at("marks");
  const held = layer.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const made = [];
  for (const lane of chart.lanes) {
    const next = new Array(lane.rows).fill(chart.width + MARGIN);
    const nodes = [];
    // From the right, so that each mark knows how much room its label has.
    for (let index = lane.marks.length - 1; index >= 0; index -= 1) {
      const mark = lane.marks[index];
      const x0 = mark.x0 - left();
      const y = lane.y + chart.head + mark.row * ROW + ROW / 2 + 3;
      if (x0 < chart.width + MARGIN && mark.x1 - left() > -MARGIN) nodes.push(mark.events ? drawCrowd(mark, y) : drawMark(mark, y, Math.min(next[mark.row] - 6, chart.width)));
      next[mark.row] = x0;
    }
    made.push(...nodes.reverse());
  }
  layer.replaceChildren(...made);
  layer.setAttribute("transform", "translate(0 0)");
  chart.drawn = chart.a;
  rove(held || chart.key, held !== null);
}

// Ticks as far apart as can be read: days, months, or years.
const STEPS = [["day", 1], ["day", 7], ["month", 1], ["month", 3], ["year", 1], ["year", 2], ["year", 5], ["year", 10], ["year", 20], ["year", 50]];
const LENGTH = { day: 1, month: 30.4, year: 365.25 };

function ticks() {
  const [unit, step] = STEPS.find(([name, count]) => LENGTH[name] * count * chart.k >= (name === "year" ? 46 : 62)) || ["year", 100];
  const first = dateOf(chart.a);
  const made = [];
  let year = first.getUTCFullYear();
  let month = unit === "year" ? 0 : first.getUTCMonth();
  if (unit === "year") year = Math.floor(year / step) * step;
  if (unit === "month") month = Math.floor(month / step) * step;
  let day = unit === "day" ? Math.floor(chart.a) : dayAt(year, month);
  if (unit === "day" && step === 7) day -= (((day + 3) % 7) + 7) % 7; // Mondays: 1 January 1970 was a Thursday
  for (let count = 0; day < chart.b && count < 400; count += 1) {
    if (day >= chart.a - LENGTH[unit] * step) made.push({ day, unit, label: tickLabel(day, unit) });
    if (unit === "day") day += step;
    else {
      if (unit === "month") month += step;
      else year += step;
      day = dayAt(year, month);
    }
  }
  return made;
}

function tickLabel(day, unit) {
  const date = dateOf(day);
  const year = String(date.getUTCFullYear());
  const month = words().months_short[date.getUTCMonth()];
  if (unit === "year") return year;
  if (unit === "month") return date.getUTCMonth() === 0 ? year : month;
  return `${date.getUTCDate()} ${month}`;
}

function drawAxis() {
  const lines = [];
  const labels = [];
  for (const tick of ticks()) {
    const x = Math.round(xOf(tick.day)) + 0.5;
    const strong = tick.unit !== "year" && /^\d{4}$/.test(tick.label);
    lines.push(svg("line", { class: strong ? "grid strong" : "grid", x1: x, x2: x, y1: 0, y2: chart.height }));
    if (x > -2 && x < chart.width - 7 * tick.label.length) labels.push(svg("text", { class: strong ? "tick strong" : "tick", x: x + 4, y: 15 }, tick.label));
    labels.push(svg("line", { class: "grid", x1: x, x2: x, y1: 4, y2: 22 }));
  }
  // What unit the labels leave out stands at the edge.
  const first = dateOf(chart.a);
  at("era").textContent = ticks()[0] && ticks()[0].unit !== "year" ? String(first.getUTCFullYear()) : "";
  const today = Math.round(xOf(DATA.day)) + 0.5;
  if (today < chart.width) {
    const start = Math.max(0, today);
    lines.unshift(svg("rect", { class: "future", x: start, y: 0, width: Math.max(0, chart.width - start), height: chart.height }));
    if (today > 0) lines.push(svg("line", { class: "today", x1: today, x2: today, y1: 0, y2: chart.height }));
  }
  at("grid").replaceChildren(...lines);
  at("ticks").replaceChildren(...labels);
}

function drawOverview() {
  const [from, until] = wholeWindow(chart.found);
  const width = at("overview").clientWidth || chart.width;
  const k = width / (until - from);
  const years = Math.max(1, Math.ceil((until - from) / 365.25));
  const step = width / years < 5 ? Math.ceil((5 * years) / width) * 365.25 : 365.25 / (width / years > 40 ? 12 : 1);
  const bins = new Map();
  for (const event of chart.found) {
    if (!event.dated) continue;
    const bin = Math.floor(((event.from + event.until) / 2 - from) / step);
    bins.set(bin, (bins.get(bin) || 0) + 1);
  }
  const most = Math.max(1, ...bins.values());
  const bars = [...bins].map(([bin, count]) => {
    const height = Math.max(2, (count / most) * 26);
    return svg("rect", { class: "bin", x: bin * step * k, y: 30 - height, width: Math.max(1, step * k - 1), height });
  });
  const x0 = Math.max(0, (chart.a - from) * k);
  const x1 = Math.min(width, (chart.b - from) * k);
  const decade = svg("g", {});
  const every = 3652.5 * k > 46 ? 10 : 20;
  for (let year = Math.ceil(yearOf(from) / every) * every; year <= yearOf(until); year += every) {
    decade.append(svg("text", { class: "tick small", x: (dayAt(year) - from) * k, y: 43, "text-anchor": "middle" }, String(year)));
  }
  chart.overview = { from, k };
  at("overview").replaceChildren(
    svg("line", { class: "base", x1: 0, x2: width, y1: 30.5, y2: 30.5 }), ...bars, decade,
    svg("rect", { class: "frame", x: x0, y: 1, width: Math.max(4, x1 - x0), height: 30, rx: 3 }));
}
