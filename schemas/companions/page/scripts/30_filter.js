// Which events fit what was chosen, and how many would fit with one thing more.

const PARTS = ["types", "statuses", "actors", "sources", "place", "query", "range"];

function text(event) {
  // Made when first asked for: most visitors never search.
  if (event.text === undefined) {
    const said = event.told.map(([article, pieces]) => [
      DATA.articles[article][2], pieces.map((piece) => (typeof piece === "string" ? piece : piece[1])).join(""),
    ]);
    const type = Object.values(DATA.languages).map((one) => one.types[DATA.types[event.type]]);
    const place = placeOf(event);
    event.text = [
      event.title, event.id, type, place && place[0], event.actors.map((one) => DATA.actors[one]),
      event.by.map((one) => DATA.sources[one]), said,
    ].flat(3).join("\n").toLowerCase();
  }
  return event.text;
}

const TESTS = {
  types: (event, of) => !of.types.size || of.types.has(DATA.types[event.type]),
  statuses: (event, of) => !of.statuses.size || of.statuses.has(event.status),
  actors: (event, of) => !of.actors.size || event.actors.some((one) => of.actors.has(DATA.actors[one])),
  sources: (event, of) => !of.sources.size || event.by.some((one) => of.sources.has(DATA.sources[one])),
  place: (event, of) => of.place === null || (placeOf(event) || [null])[0] === of.place,
  query: (event, of) => of.query.toLowerCase().split(/\s+/).every((word) => !word || text(event).includes(word)),
  range: (event, of) => {
    if (of.from === null && of.to === null) return true;
    if (!event.dated) return false;
    return (of.from === null || event.hi >= dayAt(of.from)) && (of.to === null || event.lo < dayAt(of.to + 1));
  },
};

const fits = (event, of = state, except = null) => PARTS.every((part) => part === except || TESTS[part](event, of));

// What an event has of a thing that can be chosen, as the words that stand in the address.
const HAS = {
  types: (event) => [DATA.types[event.type]],
  statuses: (event) => [event.status],
  actors: (event) => event.actors.map((one) => DATA.actors[one]),
  sources: (event) => event.by.map((one) => DATA.sources[one]),
};

function counts(part) {
  const found = new Map();
  for (const event of EVENTS) {
    if (!fits(event, state, part)) continue;
    for (const value of HAS[part](event)) found.set(value, (found.get(value) || 0) + 1);
  }
  for (const value of state[part]) if (!found.has(value)) found.set(value, 0);
  return found;
}

function wordFor(part, value) {
  if (part === "types") return words().types[value] || value;
  if (part === "statuses") return words().statuses[value] || value;
  return value;
}

// Everything chosen, one by one: its words, and the state without it.
function chosen() {
  const made = [];
  for (const [key, name] of [["type", "types"], ["status", "statuses"], ["actor", "actors"], ["source", "sources"]]) {
    for (const value of state[name]) made.push({ name: `${t(key)}: ${wordFor(name, value)}`, without: () => toggled(name, value) });
  }
  if (state.place !== null) made.push({ name: `${t("place")}: ${state.place}`, without: () => ({ place: null }) });
  if (state.query) made.push({ name: `${t("search")}: ${state.query}`, without: () => ({ query: "" }) });
  if (state.from !== null) made.push({ name: `${t("from")} ${state.from}`, without: () => ({ from: null }) });
  if (state.to !== null) made.push({ name: `${t("to")} ${state.to}`, without: () => ({ to: null }) });
  return made;
}
