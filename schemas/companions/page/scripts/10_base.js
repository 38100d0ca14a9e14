// What everything else stands on: the data, the words, and how elements are made. No text is ever read as markup.

const DATA = JSON.parse(document.getElementById("data").textContent);
const EVENTS = DATA.events;
const DAY_MS = 86400000;
const SVG = "http://www.w3.org/2000/svg";
const root = document.documentElement;

const at = (id) => document.getElementById(id);
const media = (query) => matchMedia(query).matches;
const isPhone = () => media("(max-width: 640px)");
const isWide = () => media("(min-width: 1000px)");

function fill(node, props, children) {
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "checked" || key === "value" || key === "open") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const el = (name, props, ...children) => fill(document.createElement(name), props, children);
const svg = (name, props, ...children) => fill(document.createElementNS(SVG, name), props, children);

// The words of the language that is shown.
let lang = "en";
const words = () => DATA.languages[lang];
const number = (value) => value.toLocaleString(lang === "km" ? "km-u-nu-latn" : "en");

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, key) => {
    const value = values[key];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

function t(key, values = {}) {
  const labels = words().ui;
  const one = values.n === 1 && labels[key + "_one"];
  return filled(one || labels[key], values);
}

// Days are counted from 1 January 1970, as the data has them.
const dateOf = (day) => new Date(day * DAY_MS);
const yearOf = (day) => dateOf(day).getUTCFullYear();
function dayAt(year, month = 0, day = 1) {
  const made = new Date(0);
  made.setUTCFullYear(year, month, day);
  return Math.round(made.getTime() / DAY_MS);
}

function dayWords(day, months = words().months, form = words().day_format) {
  const date = dateOf(day);
  const values = { day: String(date.getUTCDate()), month: months[date.getUTCMonth()], year: String(date.getUTCFullYear()) };
  return filled(form, values);
}

const shortDay = (day) => dayWords(day, words().months_short, "{day} {month} {year}");
const dateWords = (index) => DATA.dates[index][4][lang];
const eventDate = (event) => (event.dated ? dateWords(event.date) : t("undated_word"));
const typeWord = (event) => words().types[DATA.types[event.type]] || DATA.types[event.type];
const statusWord = (event) => words().statuses[event.status] || event.status;
const placeOf = (event) => (event.place === undefined ? null : DATA.places[event.place]);
const familyOf = (type) => Object.keys(DATA.families).find((name) => DATA.families[name].includes(DATA.types[type])) || "discord";

// Only addresses of the web become links; anything else in their place is shown as text.
function safeLink(address) {
  try {
    const parsed = new URL(address);
    return parsed.protocol === "http:" || parsed.protocol === "https:" ? parsed.href : null;
  } catch {
    return null;
  }
}

function outside(address, text, props = {}) {
  const href = safeLink(address);
  return href ? el("a", { href, rel: "noopener noreferrer", target: "_blank", ...props }, text) : el("span", props, text);
}

let telling = 0;
function say(text) {
  // A moment later, so that a reader of screens hears the last of several at once.
  clearTimeout(telling);
  telling = setTimeout(() => (at("live").textContent = text), 150);
}

const BY_ID = new Map();
const FIRST_KNOWN = -1e9;
const LAST_KNOWN = 1e9;
EVENTS.forEach((event, index) => {
  event.index = index;
  event.dated = event.date !== undefined;
  event.others = event.others || [];
  event.actors = event.actors || [];
  event.told = event.told || [];
  event.by = event.by || [];
  if (event.dated) {
    const [, first, last, loose] = DATA.dates[event.date];
    event.lo = first === null ? FIRST_KNOWN : first;
    event.hi = last === null ? LAST_KNOWN : last;
    event.loose = loose;
    // Where a side is open, the mark ends somewhere: at the day of the release, or a year before the other side.
    event.from = first === null ? last - 365 : first;
    event.until = last === null ? Math.max(DATA.day, first) : last;
  }
  BY_ID.set(event.id, event);
});
