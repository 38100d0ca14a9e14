// Wheel, mouse and fingers on the timeline and on its overview; the small note beside the pointer.

const fingers = new Map();
let pinch = null;
let dragged = 0;

function wheel(event) {
  const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
  // The wheel alone scrolls the page, as everywhere.
  if (sideways || event.shiftKey) pan(sideways ? event.deltaX : event.deltaY);
  else if (event.ctrlKey || event.metaKey) {
    zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004), event.clientX - at("plot").getBoundingClientRect().left);
  } else return;
  event.preventDefault();
}

function down(event) {
  if (event.button) return;
  fingers.set(event.pointerId, event.clientX);
  dragged = 0;
  if (fingers.size === 2) {
    const [one, two] = [...fingers.values()];
    pinch = { distance: Math.abs(one - two), a: chart.a, b: chart.b };
  }
}

function move(event) {
  if (!fingers.has(event.pointerId)) return;
  const before = fingers.get(event.pointerId);
  fingers.set(event.pointerId, event.clientX);
  if (fingers.size === 2 && pinch) {
    const [one, two] = [...fingers.values()];
    const x = (one + two) / 2 - at("plot").getBoundingClientRect().left;
    const middle = pinch.a + (x / chart.width) * (pinch.b - pinch.a);
    const factor = Math.max(24, pinch.distance) / Math.max(24, Math.abs(one - two));
    dragged = 99;
    setWindow(middle - (middle - pinch.a) * factor, middle + (pinch.b - middle) * factor);
    redraw();
    return;
  }
  dragged += Math.abs(event.clientX - before);
  if (dragged < 4) return;
  at("plot").setPointerCapture(event.pointerId);
  note(null);
  pan(before - event.clientX);
}

function up(event) {
  fingers.delete(event.pointerId);
  if (fingers.size < 2) pinch = null;
  if (dragged >= 4) redraw(false);
}

function click(event) {
  if (dragged >= 4) return;
  const mark = event.target.closest("[data-key]");
  if (mark) choose(mark.dataset.key);
}

// The note is for eyes only: readers of screens have the same in the mark's name.
function note(mark, x = 0, y = 0) {
  const box = at("note");
  if (!box) return;
  box.hidden = !mark;
  if (!mark) return;
  const events = mark.events || [mark.event];
  const lines = events.slice(0, 4).map((event) =>
    el("div", {}, el("b", { lang: DATA.language }, event.title), el("br"), eventDate(event), event.status === "occurred" ? null : ` · ${statusWord(event)}`, event.conflict ? ` · ${t("conflict")}` : null));
  box.replaceChildren(...(mark.events ? [el("div", { class: "quiet" }, t("cluster_title", { n: events.length }))] : []), ...lines, events.length > 4 ? "…" : "");
  const width = box.offsetWidth;
  box.style.left = `${Math.max(8, Math.min(innerWidth - width - 12, x + 14))}px`;
  box.style.top = `${y + 18 + box.offsetHeight > innerHeight ? y - box.offsetHeight - 10 : y + 18}px`;
}

function hover(event) {
  if (event.pointerType !== "mouse" || fingers.size) return;
  const node = event.target.closest("[data-key]");
  note(node ? markOf(node.dataset.key) : null, event.clientX, event.clientY);
}

function listen(plot) {
  plot.addEventListener("wheel", wheel, { passive: false });
  plot.addEventListener("pointerdown", down);
  plot.addEventListener("pointermove", move);
  plot.addEventListener("pointermove", hover);
  for (const name of ["pointerup", "pointercancel"]) plot.addEventListener(name, up);
  plot.addEventListener("pointerleave", () => note(null));
  plot.addEventListener("click", click);
  plot.addEventListener("keydown", keys);
  plot.addEventListener("focusin", (event) => {
    const node = event.target.closest("[data-key]");
    if (!node || !node.matches(":focus-visible")) return;
    const place = node.getBoundingClientRect();
    note(markOf(node.dataset.key), Math.max(place.left, 0), place.bottom - 10);
  });
  plot.addEventListener("focusout", () => note(null));
}

function listenOverview(strip) {
  const jump = (event) => {
    if (!event.buttons) return;
    const middle = chart.overview.from + (event.clientX - strip.getBoundingClientRect().left) / chart.overview.k;
    const half = (chart.b - chart.a) / 2;
    setWindow(middle - half, middle + half);
    redraw(false);
  };
  strip.addEventListener("pointerdown", (event) => {
    strip.setPointerCapture(event.pointerId);
    jump(event);
  });
  strip.addEventListener("pointermove", jump);
}
