// Shows what was chosen, and starts.

function show({ filters: filtered = true, focus = false } = {}) {
  const found = EVENTS.filter((event) => fits(event));
  state.printed = found;
  tellChoice(found);
  const wide = at("page").classList.contains("with-panel");
  // The panel first: it takes its room from the timeline.
  panel(found, focus);
  const turned = at("view").dataset.view !== state.view;
  const resized = wide !== at("page").classList.contains("with-panel") && isWide();
  if (state.view !== "timeline" || !found.length) at("slot").replaceChildren();
  if (!found.length) at("view").replaceChildren(noResult());
  else if (state.view === "table") table(found);
  else if (state.view === "map") map(found);
  else if (filtered || turned || !at("plot")) timeline(found);
  else {
    const open = BY_ID.get(state.event);
    if (open && open.dated) reveal(open);
    if (resized) fitChart(found);
    else redraw();
  }
  at("view").dataset.view = state.view;
}

function refit() {
  if (at("plot") && at("plot").clientWidth !== chart.width) fitChart(chart.found);
}

function follow() {
  const before = lang;
  state = readAddress();
  state.cameFrom = null;
  const successor = state.event && DATA.moved[state.event];
  if (successor && BY_ID.has(successor)) {
    state.cameFrom = state.event;
    state.event = successor;
  }
  if (lang !== before) frame();
}

addEventListener("popstate", () => {
  const [event, before] = [state.event, state];
  follow();
  const same = ["query", "place", "from", "to"].every((key) => before[key] === state[key]) && Object.values(SETS).every((name) => [...before[name]].join() === [...state[name]].join());
  show({ filters: !same, focus: state.event !== null && state.event !== event });
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !at("panel").hidden) closePanel();
});

addEventListener("click", (event) => {
  for (const box of document.querySelectorAll(".facet[open]")) if (!box.contains(event.target)) box.open = false;
});

let resizing = 0;
addEventListener("resize", () => {
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(() => {
    if (!at("panel").hidden) openPanel(false);
    refit();
  });
});

paint(stored("theme"));
lang = firstLanguage();
follow();
frame();
show({ focus: false });
performance.mark("ready");
root.dataset.ready = "yes";
