// What stands around the views: the first sentence, language and colours, filters, what is chosen, the foot.

function frame() {
  root.lang = lang;
  at("skip").textContent = t("skip");
  document.title = DATA.title;
  top_();
  at("main").replaceChildren(filters(), el("div", { id: "chosen" }), bar(), el("div", { id: "view" }), el("div", { id: "print" }));
  foot();
}

function top_() {
  // The events themselves are named in the dataset's language, whatever the labels are in.
  const [name, ...more] = DATA.title.split(": ");
  const values = { n: DATA.all_events, m: DATA.articles_read, day: dayWords(DATA.day) };
  at("top").replaceChildren(
    el("div", { class: "naming" },
      el("h1", { lang: DATA.language }, name, more.length ? el("span", { class: "subtitle" }, more.join(": ")) : null),
      el("p", { class: "lead" }, el("strong", {}, t("lead", values)), " ", t("lead_2"), " ", el("a", { href: "#accuracy", onclick: toAccuracy }, t("how_good"))),
      DATA.all_events > EVENTS.length ? el("p", { class: "cut" }, t("cut", { n: EVENTS.length, m: DATA.all_events })) : null),
    el("div", { class: "tools" }, languageTool(), themeTool()));
}

// The foot is a place of the page, not something chosen: it does not go into the address.
function toAccuracy(event) {
  event.preventDefault();
  at("accuracy").scrollIntoView();
  at("accuracy").focus({ preventScroll: true });
}

function languageTool() {
  const buttons = Object.entries(DATA.languages).map(([code, labels]) =>
    el("button", { type: "button", lang: code, "aria-pressed": String(code === lang), onclick: () => speak(code) }, labels.name));
  return el("div", { class: "joined", role: "group", "aria-label": t("language") }, buttons);
}

function speak(code) {
  lang = code;
  stored("lang", code);
  writeAddress(true);
  frame();
  show({ filters: true });
  document.querySelector(`.tools [lang="${code}"]`).focus();
}

function themeTool() {
  const now = stored("theme") || "auto";
  const options = ["auto", "light", "dark"].map((one) => el("option", { value: one, selected: one === now }, t("theme_" + one)));
  const choose = (event) => {
    stored("theme", event.target.value);
    paint(event.target.value);
  };
  return el("label", { class: "theme" }, el("span", {}, t("theme")), el("select", { id: "theme", onchange: choose }, options));
}

function paint(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
}

function filters() {
  const typed = (event) => change({ query: event.target.value.trim() }, { replace: true });
  const year = (key) => {
    const set = (event) => change({ [key]: /^\d{1,4}$/.test(event.target.value) ? Number(event.target.value) : null }, { replace: true });
    return el("input", { id: key, type: "text", inputmode: "numeric", maxlength: 4, size: 4, autocomplete: "off", value: state[key] ?? "", oninput: set });
  };
  return el("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
    el("div", { class: "search" },
      el("label", { for: "query", class: "unseen" }, t("search")),
      el("input", { id: "query", type: "search", placeholder: t("search_hint"), autocomplete: "off", value: state.query, oninput: typed })),
    el("button", { type: "button", class: "more", id: "more", "aria-expanded": "false", "aria-controls": "facets", onclick: unfold }, t("filters")),
    el("div", { class: "facets", id: "facets" },
      facet("types", "type"), facet("statuses", "status"), facet("actors", "actor"), facet("sources", "source"),
      el("span", { class: "years" }, el("label", { for: "from" }, t("from")), year("from"), el("label", { for: "to" }, t("to")), year("to"))));
}

function unfold() {
  const open = at("facets").classList.toggle("unfolded");
  at("more").setAttribute("aria-expanded", String(open));
}

// A list of check boxes under a button, with how many events each would show.
function facet(part, label) {
  const list = el("div", { class: "options" });
  const find = el("input", { type: "search", "aria-label": t("find_in_list"), placeholder: t("find_in_list"), autocomplete: "off", oninput: () => options(part, list, find.value) });
  const box = el("details", { class: "facet", "data-part": part },
    el("summary", {}, el("span", {}, t(label)), el("span", { class: "badge" })),
    el("div", { class: "popup" }, part === "actors" || part === "sources" ? find : null, list));
  box.addEventListener("toggle", () => {
    if (!box.open) return;
    for (const other of document.querySelectorAll(".facet[open]")) if (other !== box) other.open = false;
    options(part, list, find.value);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    event.stopPropagation();
    box.open = false;
    box.firstElementChild.focus();
  });
  return box;
}

const LONGEST_LIST = 200;
function options(part, list, wanted) {
  const order = part === "types" ? DATA.types : part === "statuses" ? DATA.statuses : null;
  const found = [...counts(part)].filter(([value]) => wordFor(part, value).toLowerCase().includes(wanted.toLowerCase()));
  found.sort((a, b) => (order ? order.indexOf(a[0]) - order.indexOf(b[0]) : b[1] - a[1] || a[0].localeCompare(b[0])));
  const kept = list.contains(document.activeElement) ? document.activeElement.value : null;
  list.replaceChildren(...found.slice(0, LONGEST_LIST).map(([value, count]) =>
    el("label", { class: "option" },
      el("input", { type: "checkbox", value, checked: state[part].has(value), onchange: () => change(toggled(part, value)) }),
      el("span", {}, wordFor(part, value)), el("span", { class: "number" }, number(count)))));
  if (kept !== null) [...list.querySelectorAll("input")].find((one) => one.value === kept)?.focus();
}

function bar() {
  const names = { timeline: "view_timeline", table: "view_table", map: "view_map" };
  return el("div", { class: "bar" },
    el("p", { id: "count" }),
    el("div", { id: "slot" }),
    el("div", { class: "joined views", role: "group", "aria-label": t("view") },
      VIEWS.map((view) => el("button", { type: "button", "data-view": view, onclick: () => change({ view }) }, t(names[view])))));
}

function foot() {
  const link = (name) => el("li", {}, el("a", { href: name, download: name }, words().files[name]));
  at("foot").replaceChildren(
    el("section", {}, el("h2", {}, t("downloads")), el("ul", { class: "downloads" }, DATA.files.map(link))),
    el("section", {}, el("h2", { id: "accuracy", tabindex: "-1" }, t("accuracy")), accuracy()),
    el("section", {}, el("h2", {}, t("about")),
      [DATA.notes, DATA.completeness].filter(Boolean).map((said) => el("p", { lang: DATA.language }, said)),
      el("p", {}, t("made_by", { name: DATA.publisher, day: dayWords(DATA.day) }), " ",
        outside(DATA.license.url, t("license", { name: DATA.license.name }))),
      DATA.copyright ? el("p", { lang: DATA.language }, DATA.copyright) : null));
}

// What to expect, by the articles that no rule was written from; those that rules were written from say less.
function accuracy() {
  if (!DATA.card) return [el("p", {}, t("accuracy_none")), DATA.accuracy ? el("p", { lang: DATA.language }, DATA.accuracy) : null];
  const sum = (tuned, key) => DATA.card.sets.filter((one) => one.tuned === tuned).reduce((total, one) => total + one[key], 0);
  const share = (tuned, of) => Math.round((100 * sum(tuned, "right")) / Math.max(1, sum(tuned, of)));
  const line = (tuned) => sum(tuned, "articles") ? el("p", {}, t(tuned ? "accuracy_tuned" : "accuracy_unseen", { n: share(tuned, "found"), m: share(tuned, "gold"), articles: sum(tuned, "articles"), events: sum(tuned, "gold") })) : null;
  return [line(false), line(true), DATA.card.weak.length ? [el("h3", {}, t("weak")), el("ul", { class: "weak", lang: "en" }, DATA.card.weak.map((one) => el("li", {}, one)))] : null];
}

// What changes with every choice: counts, chips, which view is pressed.
function tellChoice(found) {
  const all = found.length === EVENTS.length;
  const line = all ? t("count_all", { n: found.length }) : t("count", { n: found.length, m: EVENTS.length });
  if (at("count").textContent !== line) {
    at("count").textContent = line;
    say(line);
  }
  for (const button of document.querySelectorAll(".bar [data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  for (const box of document.querySelectorAll(".facet")) {
    const size = state[box.dataset.part].size;
    box.querySelector(".badge").textContent = size ? number(size) : "";
    if (box.open) options(box.dataset.part, box.querySelector(".options"), box.querySelector(".popup > input")?.value || "");
  }
  for (const [id, value] of [["query", state.query], ["from", state.from ?? ""], ["to", state.to ?? ""]]) {
    if (document.activeElement !== at(id)) at(id).value = value;
  }
  const chips = chosen().map((one) =>
    el("button", { type: "button", class: "chip", "aria-label": t("remove_filter", { name: one.name }), onclick: () => { change(one.without()); at("main").focus({ preventScroll: true }); } },
      one.name, el("span", { "aria-hidden": "true", class: "cross" }, "×")));
  at("chosen").replaceChildren(...(chips.length
    ? [el("span", { class: "quiet" }, t("filtered_by")), ...chips, el("button", { type: "button", class: "clear", onclick: () => change(cleared()) }, t("clear"))]
    : []));
}

// Nothing fits: say so, and which single choice stands in the way.
function noResult() {
  const ways = chosen().map((one) => {
    const changes = one.without();
    const count = EVENTS.filter((event) => fits(event, { ...state, ...changes })).length;
    return count ? el("li", {}, el("button", { type: "button", onclick: () => change(changes) }, t("none_without", { name: one.name, n: count }))) : null;
  }).filter(Boolean);
  return el("div", { class: "none" },
    el("p", {}, t("none")),
    ways.length ? el("p", { class: "quiet" }, t("none_hint")) : null,
    ways.length ? el("ul", {}, ways) : null,
    el("button", { type: "button", onclick: () => change(cleared()) }, t("clear")));
}
