// One event, whole: when and how that was read, from which sentences, what others say, what changed, how to cite it.

function panel(found, focus) {
  const event = state.event && BY_ID.get(state.event);
  const box = at("panel");
  if (!state.event) {
    hidePanel();
    return;
  }
  const inner = event ? panelBody(event, found) : panelMissing(state.event);
  box.replaceChildren(...inner);
  openPanel(focus);
}

// Beside the events where there is room; over them, and closed to all else, where there is none.
function openPanel(focus) {
  const box = at("panel");
  box.hidden = false;
  at("page").classList.add("with-panel");
  const over = !isWide();
  for (const id of ["top", "main", "foot"]) at(id).inert = over;
  if (over) {
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
  } else {
    box.removeAttribute("role");
    box.removeAttribute("aria-modal");
  }
  box.setAttribute("aria-labelledby", "panel-title");
  if (focus) {
    box.scrollTop = 0;
    at("panel-title").focus({ preventScroll: true });
  }
}

function hidePanel() {
  at("panel").hidden = true;
  at("page").classList.remove("with-panel");
  for (const id of ["top", "main", "foot"]) at(id).inert = false;
}

function closePanel() {
  const event = state.event;
  change({ event: null });
  const known = BY_ID.get(event);
  const mark = known && known.dated && at("marks") ? holding(known) : null;
  if (mark) rove(mark.key, true);
  else (document.querySelector(`#view [data-event="${event}"]`) || at("main")).focus();
}

function panelHead(title, more) {
  return el("div", { class: "panel-head" }, more, el("button", { type: "button", class: "close", "aria-label": t("close"), title: t("close"), onclick: closePanel }, "×"), title);
}

function panelMissing(id) {
  const text = id in DATA.moved ? t("gone", { id }) : t("unknown", { id });
  return [panelHead(null, null), el("h2", { id: "panel-title", tabindex: "-1" }, text)];
}

function neighbours(event, found) {
  const order = sorted(found);
  const place = order.indexOf(event);
  const go = (to, key, sign) => el("button", { type: "button", disabled: !to, "aria-label": t(key), title: t(key), onclick: () => change({ event: to.id }, { focus: true }) }, sign);
  return place < 0 ? null : el("div", { class: "joined" }, go(order[place - 1], "earlier_event", "‹"), el("span", { class: "quiet" }, t("position", { n: place + 1, m: order.length })), go(order[place + 1], "later_event", "›"));
}

function panelBody(event, found) {
  const section = (key, ...inner) => el("section", {}, el("h3", {}, t(key)), inner);
  const place = placeOf(event);
  return [
    panelHead(null, neighbours(event, found)),
    state.cameFrom ? el("p", { class: "quiet" }, t("moved")) : null,
    el("p", { class: "kind" }, el("span", { class: `swatch ${familyOf(event.type)}`, "aria-hidden": "true" }), typeWord(event), " · ", statusBadge(event)),
    el("h2", { id: "panel-title", tabindex: "-1", lang: DATA.language }, event.title),
    el("p", { class: "date" }, event.dated ? eventDate(event) : t("undated_long")),
    event.dated ? el("p", { class: "exact" }, capital(words().precisions[event.precision] || ""), " · ", el("code", {}, DATA.dates[event.date][0])) : null,
    el("p", { class: "exact" }, capital(words().told[event.status]), t("stop")),
    conflict(event),
    (event.corrected || []).length ? section("corrected", el("ul", { lang: "en" }, event.corrected.map((one) => el("li", {}, one)))) : null,
    event.told.length ? section("told", el("ol", { class: "quotes" }, event.told.map((one) => quote(one, event))), more(event)) : null,
    event.others.length && !event.conflict ? section("alternatives", alternatives(event)) : null,
    event.actors.length ? section("who", el("ul", { class: "plain", lang: DATA.language }, event.actors.map((one) => el("li", {}, DATA.actors[one])))) : null,
    place ? section("where", el("p", {}, el("span", { lang: DATA.language }, place[0]), place[3] ? el("span", { class: "quiet" }, ` (${words().geo[String(place[3])]})`) : null)) : null,
    event.sure === undefined ? null : section("confidence", el("p", {}, t("confidence_text", { n: event.sure }))),
    section("history", historyOf(event)),
    section("cite", citation(event)),
  ].filter(Boolean);
}

const capital = (said) => said.charAt(0).toUpperCase() + said.slice(1);

function alternatives(event) {
  const line = ([date, mentions, sources]) => {
    const key = mentions === 1 ? (sources === 1 ? "alternative_1_1" : "alternative_one") : sources === 1 ? "alternative_n_1" : "alternative";
    return el("li", {}, t(words().ui[key] ? key : "alternative", { date: dateWords(date), n: mentions, m: sources }));
  };
  return el("ul", { class: "plain" }, event.others.map(line));
}

function conflict(event) {
  if (!event.conflict) return null;
  return el("div", { class: "box" }, el("h3", {}, el("span", { "aria-hidden": "true" }, "⚠ "), t("conflict")), el("p", {}, t("conflict_text")), alternatives(event));
}

function quote([article, pieces, how, rule, date], event) {
  const [publisher, url, title, day] = DATA.articles[article];
  const words_ = pieces.map((piece) => (typeof piece === "string" ? piece : piece[0] === 2 ? el("mark", { title: t("mark_date") }, piece[1]) : el("em", { title: t("mark_event") }, piece[1])));
  const other = date !== undefined || false;
  return el("li", {},
    el("blockquote", { lang: DATA.language }, "“", words_, "”"),
    el("p", { class: "from" },
      el("b", {}, publisher === null ? t("no_publisher") : DATA.sources[publisher]), ", ",
      day === null ? t("unpublished") : t("published", { day: shortDay(day) }),
      title || url ? [el("br"), url ? outside(url, title || url, { lang: DATA.language }) : title] : null),
    el("p", { class: "how" }, el("b", {}, t("how"), ": "), el("span", { lang: "en" }, DATA.texts[how]),
      rule === null ? null : [" ", el("code", {}, DATA.texts[rule])],
      other ? [" ", el("span", { class: "other" }, t("told_as", { date: date === null ? t("undated_word") : dateWords(date) }))] : null));
}

function more(event) {
  const rest = event.mentions - event.told.length;
  if (rest <= 0) return null;
  const said = t("told_more", { n: rest });
  return el("p", { class: "quiet" }, DATA.files.includes("mentions.csv") ? el("a", { href: "mentions.csv", download: "mentions.csv" }, said) : said);
}

function historyOf(event) {
  const value = (column, text) => {
    if (text === null || text === undefined || text === "") return t("nothing");
    if (column === "event_status") return words().statuses[text] || text;
    if (column === "event_type") return words().types[text] || text;
    if (column === "date_conflict") return t(text === "true" ? "yes" : "no");
    return text.replaceAll(";", ", ");
  };
  const line = ([day, op, column, before, after, reason]) => {
    const what = op === "change"
      ? t("history_change", { column: words().columns[column] || column, old: value(column, before), new: value(column, after) })
      : t(op === "merge" ? "history_merge" : "history_retract");
    return el("li", {}, el("time", {}, shortDay(day)), " ", what, " ", el("span", { class: "quiet" }, t("history_reason", { reason: words().reasons[reason] || reason })));
  };
  const changes = event.changes || [];
  return [el("p", {}, t("first_seen", { day: dayWords(event.seen) }), changes.length ? null : ` ${t("no_changes")}`), changes.length ? el("ul", { class: "plain" }, changes.map(line)) : null];
}

function linkTo(event) {
  return location.href.split("#")[0] + "#" + event.id;
}

function citation(event) {
  const web = location.protocol.startsWith("http") ? ` ${linkTo(event)}` : "";
  const english = DATA.languages.en;
  const day = dayWords(DATA.day, english.months, english.day_format);
  const said = filled(english.ui.citation, { author: DATA.author, year: String(yearOf(DATA.day)), title: event.title, id: event.id, dataset: DATA.title, day }) + web;
  return el("div", { class: "cite" },
    el("p", { lang: "en", id: "citation" }, said),
    el("div", { class: "actions" },
      copier(t("copy"), said),
      el("a", { href: `#${event.id}`, onclick: (click) => { click.preventDefault(); copy(linkTo(event), click.target); } }, t("permalink")),
      el("a", { href: reportAddress(event), rel: "noopener noreferrer" }, t("report"))));
}

const copier = (label, said) => el("button", { type: "button", onclick: (click) => copy(said, click.target) }, label);

async function copy(said, button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(said);
    button.textContent = t("copied");
    say(t("copied"));
    setTimeout(() => (button.textContent = before), 2000);
  } catch {
    getSelection().selectAllChildren(at("citation"));
    say(t("copy_failed"));
  }
}

// A letter, or the form of whoever runs this copy, with the event already named.
function reportAddress(event) {
  const subject = t("report_subject", { id: event.id, title: event.title });
  const body = `${t("report_body")}\n\n\n${event.id}\n${event.dated ? DATA.dates[event.date][0] : "undated"}\n${linkTo(event)}`;
  if (DATA.report.startsWith("mailto:")) return `${DATA.report}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  return safeLink(filled(DATA.report, { event_id: encodeURIComponent(event.id), title: encodeURIComponent(event.title) })) || `#${event.id}`;
}

// Events that stand so close that the timeline cannot tell them apart.
function list(events) {
  const box = at("panel");
  box.replaceChildren(panelHead(null, null), el("h2", { id: "panel-title", tabindex: "-1" }, t("cluster_title", { n: events.length })),
    el("ul", { class: "events" }, events.map((event) => el("li", {}, eventLink(event), el("span", { class: "quiet" }, `${eventDate(event)} · ${statusWord(event)}`)))));
  openPanel(true);
  refit();
}
