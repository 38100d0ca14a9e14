// The same events as a table: sorted by any column, a hundred rows at a time.

const PAGE = 100;
const COLUMNS = {
  date: { label: "col_date", key: (event) => [event.dated ? 0 : 1, event.lo, event.hi] },
  title: { label: "col_title", key: (event) => [0, event.title] },
  type: { label: "col_type", key: (event) => [0, typeWord(event)] },
  status: { label: "col_status", key: (event) => [0, DATA.statuses.indexOf(event.status)] },
  actors: { label: "col_actors", key: (event) => [event.actors.length ? 0 : 1, actorNames(event)] },
  place: { label: "col_place", key: (event) => [placeOf(event) ? 0 : 1, (placeOf(event) || [""])[0]] },
  sources: { label: "col_sources", key: (event) => [0, event.sources || 0] },
};

const actorNames = (event) => event.actors.map((one) => DATA.actors[one]).join(", ");

function compare(a, b) {
  if (typeof a === "string") return a.localeCompare(b, "en");
  return a < b ? -1 : a > b ? 1 : 0;
}

function sorted(found) {
  const down = state.sort.startsWith("-");
  const { key } = COLUMNS[state.sort.replace("-", "")];
  const keyed = found.map((event) => ({ event, key: key(event) }));
  keyed.sort((a, b) => {
    // What has no value stays last, whichever way the rest is turned.
    const empty = a.key[0] - b.key[0];
    if (empty) return empty;
    for (let part = 1; part < a.key.length; part += 1) {
      const order = compare(a.key[part], b.key[part]);
      if (order) return down ? -order : order;
    }
    return a.event.index - b.event.index;
  });
  return keyed.map((one) => one.event);
}

function table(found) {
  const rows = sorted(found);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const page = Math.min(state.page, pages - 1);
  const shown = rows.slice(page * PAGE, (page + 1) * PAGE);
  const caption = t("table_caption", { from: page * PAGE + 1, to: page * PAGE + shown.length, n: rows.length });
  const focused = document.activeElement && document.activeElement.closest("#view [data-keep]");
  const kept = focused && focused.dataset.keep;
  at("view").replaceChildren(el("div", { class: "table" },
    pages > 1 ? pager(page, pages, "above") : null,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("view_table") },
      el("table", {},
        el("caption", {}, caption),
        el("thead", {}, el("tr", {}, Object.entries(COLUMNS).map(head))),
        el("tbody", {}, shown.map(tableRow)))),
    pages > 1 ? pager(page, pages, "below") : null));
  if (kept) document.querySelector(`#view [data-keep="${kept}"]`)?.focus({ preventScroll: true });
}

function head([name, column]) {
  const now = state.sort.replace("-", "") === name;
  const down = state.sort === `-${name}`;
  const turn = () => {
    change({ sort: now && !down ? `-${name}` : name, page: 0 });
    say(`${t(column.label)}, ${t(now && !down ? "sorted_desc" : "sorted_asc")}`);
  };
  return el("th", { scope: "col", class: `c-${name}`, "aria-sort": now ? (down ? "descending" : "ascending") : null },
    el("button", { type: "button", "data-keep": `sort-${name}`, onclick: turn }, t(column.label), el("span", { class: "arrow", "aria-hidden": "true" }, now ? (down ? "▼" : "▲") : "")));
}

function statusBadge(event) {
  return el("span", { class: `status ${event.status}` }, statusWord(event));
}

function tableRow(event) {
  const place = placeOf(event);
  return el("tr", { class: state.event === event.id ? "open" : null },
    el("td", { class: "c-date" }, eventDate(event), event.conflict ? el("span", { class: "conflict" }, t("conflict")) : null),
    el("th", { scope: "row", class: "c-title" }, eventLink(event), el("span", { class: "brief" }, typeWord(event), " · ", statusWord(event))),
    el("td", { class: "c-type" }, typeWord(event)),
    el("td", { class: "c-status" }, statusBadge(event)),
    el("td", { class: "c-actors", lang: DATA.language }, actorNames(event)),
    el("td", { class: "c-place", lang: DATA.language }, place ? place[0] : null),
    el("td", { class: "c-sources" }, number(event.sources || 0)));
}

function pager(page, pages, where) {
  const go = (to) => change({ page: to });
  return el("div", { class: "pager" },
    el("button", { type: "button", "data-keep": `previous-${where}`, disabled: page === 0, onclick: () => go(page - 1) }, t("previous")),
    el("span", {}, t("page_of", { n: page + 1, m: pages })),
    el("button", { type: "button", "data-keep": `next-${where}`, disabled: page === pages - 1, onclick: () => go(page + 1) }, t("next")));
}

// On paper: every event that fits, with where it was read.
function paper() {
  const found = state.printed;
  if (!found) return;
  const source = (event) => event.told.map(([article]) => {
    const [publisher, url, , day] = DATA.articles[article];
    return el("li", {}, [publisher === null ? t("no_publisher") : DATA.sources[publisher], day === null ? null : shortDay(day), url && safeLink(url)].filter(Boolean).join(", "));
  });
  at("print").replaceChildren(el("table", {},
    el("caption", {}, at("count").textContent, chosen().length ? ` (${chosen().map((one) => one.name).join("; ")})` : ""),
    el("thead", {}, el("tr", {}, ["col_date", "col_title", "col_type", "col_status", "sources_print"].map((key) => el("th", { scope: "col" }, t(key))))),
    el("tbody", {}, sorted(found).map((event) => el("tr", {},
      el("td", {}, eventDate(event)), el("th", { scope: "row", lang: DATA.language }, event.title, event.conflict ? ` (${t("conflict")})` : null),
      el("td", {}, typeWord(event)), el("td", {}, statusWord(event)), el("td", {}, el("ul", {}, source(event))))))));
}

addEventListener("beforeprint", paper);
matchMedia("print").addEventListener("change", (event) => event.matches && paper());
