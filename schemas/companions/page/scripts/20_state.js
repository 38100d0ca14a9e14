// What is shown, and the address that leads back to it. Everything that a person chooses stands after the # sign.

const SETS = { type: "types", status: "statuses", who: "actors", source: "sources" };
const nothing = () => ({
  view: "timeline", event: null, types: new Set(), statuses: new Set(), actors: new Set(), sources: new Set(),
  place: null, query: "", from: null, to: null, sort: "date", page: 0,
});
let state = nothing();
const VIEWS = ["timeline", "table", "map"];

function stored(key, value) {
  try {
    if (value === undefined) return localStorage.getItem("datelines." + key);
    localStorage.setItem("datelines." + key, value);
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
  return null;
}

function readAddress() {
  const made = nothing();
  const given = new URLSearchParams(location.hash.slice(1));
  let wanted = null;
  for (const [key, value] of given) {
    if (/^ev-[0-9a-z-]+$/.test(key)) made.event = key;
    else if (key in SETS) made[SETS[key]].add(value);
    else if (key === "view" && VIEWS.includes(value)) made.view = value;
    else if (key === "place") made.place = value;
    else if (key === "q") made.query = value;
    else if (key === "sort" && /^-?(date|title|type|status|actors|place|sources)$/.test(value)) made.sort = value;
    else if ((key === "from" || key === "to") && /^\d{1,4}$/.test(value)) made[key] = Number(value);
    else if (key === "lang" && value in DATA.languages) wanted = value;
  }
  if (wanted) lang = wanted;
  return made;
}

function address(of = state) {
  const given = new URLSearchParams();
  if (of.view !== "timeline") given.append("view", of.view);
  for (const [key, name] of Object.entries(SETS)) for (const value of of[name]) given.append(key, value);
  for (const [key, value] of [["place", of.place], ["q", of.query], ["from", of.from], ["to", of.to]]) {
    if (value !== null && value !== "") given.append(key, value);
  }
  if (of.sort !== "date") given.append("sort", of.sort);
  if (lang !== firstLanguage()) given.append("lang", lang);
  const rest = given.toString();
  return "#" + [of.event, rest].filter(Boolean).join("&");
}

function firstLanguage() {
  const kept = stored("lang");
  if (kept && kept in DATA.languages) return kept;
  return (navigator.languages || []).map((one) => one.slice(0, 2)).find((one) => one in DATA.languages) || "en";
}

function writeAddress(replace) {
  const wanted = address();
  if (wanted === (location.hash || "#")) return;
  try {
    history[replace ? "replaceState" : "pushState"](null, "", wanted === "#" ? location.pathname + location.search + "#" : wanted);
  } catch {
    location.hash = wanted;
  }
}

// Every change of what is shown comes through here.
function change(changes, { replace = false, focus = false } = {}) {
  const filters = Object.keys(changes).some((key) => !["view", "event", "page", "sort"].includes(key));
  state = { ...state, page: filters ? 0 : state.page, ...changes };
  writeAddress(replace);
  show({ filters, focus });
}

const isFiltered = (of = state) =>
  Object.values(SETS).some((name) => of[name].size) || of.place !== null || of.query !== "" || of.from !== null || of.to !== null;

const cleared = () => {
  const { types, statuses, actors, sources, place, query, from, to } = nothing();
  return { types, statuses, actors, sources, place, query, from, to };
};

function toggled(name, value) {
  const made = new Set(state[name]);
  if (!made.delete(value)) made.add(value);
  return { [name]: made };
}
