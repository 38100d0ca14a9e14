// The timeline as a whole: its tools, lanes, plot, overview, legend, and the events that have no date.

function timeline(found) {
  const dated = found.filter((event) => event.dated);
  const undated = found.filter((event) => !event.dated);
  const box = el("section", { class: "timeline", "aria-label": t("view_timeline") });
  if (dated.length) box.append(legend(), chartBody(), overviewStrip(), el("p", { class: "quiet hint" }, t("hint")));
  if (undated.length) box.append(undatedList(undated));
  at("view").replaceChildren(box);
  if (dated.length) at("slot").replaceChildren(chartTools());
  if (!dated.length) return;
  const inside = dated.some((event) => event.until >= chart.a && event.from <= chart.b);
  chart.found = found;
  if (!chart.moved || !inside) [chart.a, chart.b, chart.moved] = [...firstWindow(found), false];
  const open = BY_ID.get(state.event);
  if (open) reveal(open);
  fitChart(found);
}

function fitChart(found) {
  const plot = at("plot");
  layOut(found, Math.max(200, plot.clientWidth));
  plot.setAttribute("height", chart.height);
  plot.setAttribute("viewBox", `0 0 ${chart.width} ${chart.height}`);
  at("axis").setAttribute("viewBox", `0 0 ${chart.width} 24`);
  at("lanes").replaceChildren(...chart.lanes.map(laneLabel));
  at("lanes").style.height = `${chart.height}px`;
  const lines = chart.lanes.map((lane) => svg("rect", { class: `lane ${lane.family}`, x: 0, y: lane.y, width: chart.width, height: lane.height - 2 }));
  at("beds").replaceChildren(...lines);
  drawMarks();
  drawAxis();
  drawOverview();
  drawEdges();
}

function laneLabel(lane) {
  const made = el("div", { class: `lane-label ${lane.family}` }, el("span", { class: "name" }, words().types[DATA.types[lane.type]] || DATA.types[lane.type]), el("span", { class: "number" }, number(lane.events.length)));
  made.style.top = `${lane.y}px`;
  made.style.height = `${lane.height - 2}px`;
  return made;
}

function chartTools() {
  const tool = (id, label, sign, act) => el("button", { type: "button", id, "aria-label": label, title: label, onclick: act }, sign);
  return el("div", { class: "chart-tools" },
    el("button", { type: "button", id: "earlier", class: "edge", onclick: () => towards(-1) }, el("span", { "aria-hidden": "true" }, "‹ "), ""),
    el("span", { class: "joined" }, tool("zoom-out", t("zoom_out"), "−", () => zoom(1 / 0.6)),
      el("button", { type: "button", id: "whole", onclick: showWhole }, t("whole")),
      tool("zoom-in", t("zoom_in"), "+", () => zoom(0.6))),
    el("button", { type: "button", id: "later", class: "edge last", onclick: () => towards(1) }, el("span", { "aria-hidden": "true" }, "› "), ""));
}

function chartBody() {
  const fade = (id, stops) => [
    svg("linearGradient", { id: `${id}-paint` }, stops.map(([offset, opacity]) => svg("stop", { offset, "stop-color": "#fff", "stop-opacity": opacity }))),
    svg("mask", { id, maskContentUnits: "objectBoundingBox" }, svg("rect", { x: -0.5, y: -1, width: 2, height: 3, fill: `url(#${id}-paint)` })),
  ];
  const plot = svg("svg", { id: "plot", role: "group", "aria-label": t("chart") },
    svg("defs", {}, fade("fade-both", [[0.25, 0.1], [0.4, 1], [0.6, 1], [0.75, 0.1]]), fade("fade-start", [[0.25, 0.1], [0.5, 1]]), fade("fade-end", [[0.5, 1], [0.75, 0.1]])),
    svg("g", { id: "beds" }), svg("g", { id: "grid" }), svg("g", { id: "marks" }));
  listen(plot);
  return el("div", { class: "chart" },
    el("div", { class: "corner quiet", id: "era" }),
    svg("svg", { id: "axis", height: 24, "aria-hidden": "true" }, svg("g", { id: "ticks" })),
    el("div", { id: "lanes" }), plot, el("div", { id: "note", hidden: true, "aria-hidden": "true" }));
}

function overviewStrip() {
  const strip = svg("svg", { id: "overview", height: 46, role: "img", "aria-label": t("overview") });
  listenOverview(strip);
  return el("div", { class: "overview" }, strip);
}

// Each sign of the timeline beside its word.
function legend() {
  const sign = (classes, ...shapes) => svg("svg", { class: "sign", width: 30, height: 18, viewBox: "0 0 30 18", "aria-hidden": "true" }, svg("g", { class: `mark ${classes}` }, shapes));
  const shape = (d, more = {}) => svg("path", { class: "shape", d, ...more });
  const round = (status) => sign(`day ${status}`, shape(dot(15, 9)), CROSSED[status] ? svg("path", { class: "cross", d: CROSSED[status], transform: "translate(15 9)" }) : null);
  const items = [
    ["leg_day", sign("day occurred", shape(dot(15, 9)))],
    ["leg_within", sign("within occurred", shape(block(2, 5.5, 26, 7)))],
    ["leg_span", sign("span occurred", shape(block(2, 3.5, 26, 11)))],
    ["leg_approx", sign("within occurred", shape(block(2, 5.5, 26, 7), { mask: "url(#fade-both)" }))],
    ...["planned", "proposed", "cancelled", "suspended", "denied"].map((one) => [`leg_${one}`, round(one)]),
    ["leg_conflict", sign("day", svg("path", { class: "alarm", d: "M15 3.5l5.5 10h-11z" }), svg("path", { class: "alarm-mark", d: "M15 7v3.2m0 1.3v1" }))],
    ["as_of", svg("svg", { class: "sign", width: 12, height: 18, viewBox: "0 0 12 18", "aria-hidden": "true" }, svg("rect", { class: "future", x: 6, y: 0, width: 6, height: 18 }), svg("line", { class: "today", x1: 6, x2: 6, y1: 0, y2: 18 }))],
    ["leg_cluster", sign("crowd", svg("rect", { class: "shape", x: 4, y: 1.5, width: 22, height: 15, rx: 7.5 }), svg("text", { class: "many", x: 15, y: 13, "text-anchor": "middle" }, "12"))],
  ];
  return el("details", { class: "legend", open: !isPhone() }, el("summary", {}, t("legend")),
    el("ul", {}, items.map(([key, drawn]) => el("li", {}, drawn, t(key, { day: shortDay(DATA.day) })))));
}

const FEW = 24;
function undatedList(events) {
  const link = (event) => el("li", {}, eventLink(event), toldInTitle(event) ? null : el("span", { class: "quiet" }, ` (${statusWord(event)})`));
  return el("section", { class: "undated" },
    el("h2", {}, t("undated", { n: events.length })),
    el("p", { class: "quiet" }, t("undated_hint")),
    el("ul", {}, events.slice(0, FEW).map(link)),
    events.length > FEW ? el("button", { type: "button", onclick: () => change({ view: "table", sort: "-date" }) }, t("more_undated", { n: events.length })) : null);
}

// Titles say in their own language what did not simply happen.
const toldInTitle = (event) => event.status === "occurred" || (lang === DATA.language && event.title.includes(`(${event.status})`));

// A link that can be copied, and opens the event without leaving the page.
function eventLink(event) {
  const open = (click) => {
    if (click.ctrlKey || click.metaKey || click.shiftKey || click.button) return;
    click.preventDefault();
    change({ event: event.id }, { focus: true });
  };
  return el("a", { href: `#${event.id}`, lang: DATA.language, "data-event": event.id, onclick: open }, event.title);
}
