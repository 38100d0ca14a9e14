// Where events happened: points on a grid of degrees and a list with the same. No outline is drawn, as none comes along.

const AREA_KM = { 2: 15, 3: 45 };

function map(found) {
  const places = new Map();
  for (const event of found) {
    if (event.place === undefined) continue;
    const place = placeOf(event);
    const known = places.get(place[0]);
    if (known) known.events.push(event);
    else places.set(place[0], { name: place[0], latitude: place[1], longitude: place[2], exact: place[3], events: [event] });
  }
  const listed = [...places.values()].sort((a, b) => b.events.length - a.events.length || a.name.localeCompare(b.name));
  const nowhere = found.filter((event) => event.place === undefined).length;
  const [west, south, east, north] = DATA.area;
  const inside = (place) => place.latitude !== null && place.longitude !== null && place.longitude >= west - 1 && place.longitude <= east + 1 && place.latitude >= south - 1 && place.latitude <= north + 1;
  const drawn = listed.filter(inside);
  const room = at("view").clientWidth;
  mapWidth = Math.round(Math.max(280, media("(max-width: 999px)") ? room : room * 0.585));
  at("view").replaceChildren(el("section", { class: "map", "aria-label": t("view_map") },
    drawn.length ? el("figure", {}, grid(drawn), el("figcaption", { class: "quiet" }, t("map_caption"))) : null,
    el("div", { class: "places" },
      el("h2", {}, t("map_list")),
      placeList(drawn),
      listed.length > drawn.length ? [el("h3", {}, t("map_outside")), placeList(listed.filter((place) => !inside(place)))] : null,
      nowhere ? el("p", { class: "quiet" }, t("no_place", { n: nowhere })) : null)));
}

function placeList(places) {
  return el("ol", {}, places.map((place) => el("li", {},
    el("button", { type: "button", class: "place", "aria-label": t("place_filter", { n: place.events.length, name: place.name }), onclick: () => change({ place: place.name, view: "table" }) },
      el("span", { lang: DATA.language }, place.name), el("span", { class: "number" }, number(place.events.length))),
    place.exact > 1 ? el("span", { class: "quiet" }, words().geo[String(place.exact)]) : null)));
}

// As wide as it is shown, so that letters keep their size.
let mapWidth = 640;

// So much of the ground that every place is on it, with air, and never less than two degrees.
function ground(places) {
  const around = (values) => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const air = Math.max(0.45, (2 - (most - least)) / 2, (most - least) * 0.12);
    return [least - air, most + air];
  };
  const [south, north] = around(places.map((place) => place.latitude));
  let [west, east] = around(places.map((place) => place.longitude));
  const flat = Math.cos(((north + south) / 2) * (Math.PI / 180));
  const short = (north - south) * 1.4 - (east - west) * flat;
  if (short > 0) [west, east] = [west - short / 2 / flat, east + short / 2 / flat];
  return { west, east, south, north, k: mapWidth / (east - west), ky: mapWidth / (east - west) / flat };
}

function grid(places) {
  const { west, east, south, north, k, ky } = ground(places);
  const height = (north - south) * ky;
  const x = (longitude) => (longitude - west) * k;
  const y = (latitude) => (north - latitude) * ky;
  const lines = [];
  const degrees = east - west > 40 ? 20 : east - west > 12 ? 5 : 1;
  for (let one = Math.ceil(west / degrees) * degrees; one <= east; one += degrees) {
    lines.push(svg("line", { class: "grid", x1: x(one), x2: x(one), y1: 0, y2: height }), svg("text", { class: "tick small", x: x(one) + 4, y: 14 }, `${Math.abs(one)}° ${one < 0 ? "W" : "E"}`));
  }
  for (let one = Math.ceil(south / degrees) * degrees; one <= north; one += degrees) {
    lines.push(svg("line", { class: "grid", x1: 0, x2: mapWidth, y1: y(one), y2: y(one) }), svg("text", { class: "tick small", x: 4, y: y(one) - 4 }, `${Math.abs(one)}° ${one < 0 ? "S" : "N"}`));
  }
  const spots = places.map((place) => spot(place, x(place.longitude), y(place.latitude), ky / 111));
  return svg("svg", { class: "grid-map", viewBox: `0 0 ${mapWidth} ${Math.round(height)}`, role: "img", "aria-label": t("map_chart") }, lines, scale(ky / 111, height), drawSpots(spots, height));
}

// How long some kilometres are.
function scale(pixelsPerKm, height) {
  const km = [1000, 500, 200, 100, 50, 20, 10].find((one) => one * pixelsPerKm < 150) || 5;
  const [x0, y] = [mapWidth - 16 - km * pixelsPerKm, height - 14];
  return svg("g", { class: "scale" }, svg("path", { d: `M${x0} ${y - 5}v5h${km * pixelsPerKm}v-5` }), svg("text", { class: "tick small", x: x0 + (km * pixelsPerKm) / 2, y: y - 5, "text-anchor": "middle" }, `${km} km`));
}

function spot(place, x, y, pixelsPerKm) {
  const count = place.events.length;
  const radius = place.exact > 1 ? AREA_KM[place.exact] * pixelsPerKm : Math.min(20, 4 + 2.2 * Math.sqrt(count));
  return { place, x, y, radius, count };
}

// Discs lie below dots; each name stands where it covers neither a dot nor another name.
function drawSpots(spots, height) {
  spots.sort((a, b) => b.place.exact - a.place.exact || b.count - a.count);
  const dots = spots.filter((one) => one.place.exact === 1).map((one) => ({ x0: one.x - one.radius, x1: one.x + one.radius, y0: one.y - one.radius, y1: one.y + one.radius, of: one }));
  const names = [];
  const labels = spots.slice().reverse().map((one) => {
    const width = `${one.place.name} ${number(one.count)}`.length * 7.4 + 6;
    const sides = [
      [one.x + one.radius + 5, one.y + 4, "start"], [one.x - one.radius - 5, one.y + 4, "end"],
      [one.x, one.y - one.radius - 6, "middle"], [one.x, one.y + one.radius + 15, "middle"],
      [one.x + one.radius + 2, one.y + one.radius + 12, "start"], [one.x + one.radius + 2, one.y - one.radius - 4, "start"],
    ].map(([x, y, anchor]) => {
      const x0 = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
      return { x, y, anchor, x0, x1: x0 + width, y0: y - 13, y1: y + 5 };
    });
    const meets = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
    const free = (side) => side.x0 > 0 && side.x1 < mapWidth && side.y0 > 16 && side.y1 < height && !names.some((name) => meets(name, side)) && !dots.some((dot) => dot.of !== one && meets(dot, side));
    const side = sides.find(free) || sides[0];
    names.push(side);
    return svg("text", { x: side.x, y: side.y, "text-anchor": side.anchor }, one.place.name, svg("tspan", { class: "count", dx: 5 }, number(one.count)));
  });
  const shapes = spots.map((one) => svg("circle", { class: one.place.exact > 1 ? "area" : "dot", cx: one.x, cy: one.y, r: one.radius }));
  return svg("g", { class: "spots", lang: DATA.language }, shapes, labels);
}
