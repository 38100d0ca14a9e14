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
  at("view").replaceChildren(el("section", { class: "map", "aria-label": t("view_map") },
    drawn.length ? el("figure", {}, grid(drawn, [west, south, east, north]), el("figcaption", { class: "quiet" }, t("map_caption"))) : null,
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

function grid(places, [west, south, east, north]) {
  const middle = ((north + south) / 2) * (Math.PI / 180);
  const [a, b, c, d] = [west - 0.4, east + 0.4, north + 0.3, south - 0.3];
  const width = 640;
  const k = width / (b - a);
  const ky = k / Math.cos(middle);
  const height = (c - d) * ky;
  const x = (longitude) => (longitude - a) * k;
  const y = (latitude) => (c - latitude) * ky;
  const lines = [];
  const degrees = b - a > 40 ? 20 : b - a > 12 ? 5 : 1;
  for (let one = Math.ceil(a / degrees) * degrees; one <= b; one += degrees) {
    lines.push(svg("line", { class: "grid", x1: x(one), x2: x(one), y1: 0, y2: height }), svg("text", { class: "tick small", x: x(one) + 3, y: height - 5 }, `${Math.abs(one)}° ${one < 0 ? "W" : "E"}`));
  }
  for (let one = Math.ceil(d / degrees) * degrees; one <= c; one += degrees) {
    lines.push(svg("line", { class: "grid", x1: 0, x2: width, y1: y(one), y2: y(one) }), svg("text", { class: "tick small", x: 4, y: y(one) - 4 }, `${Math.abs(one)}° ${one < 0 ? "S" : "N"}`));
  }
  const marks = spread(places.map((place) => spot(place, x(place.longitude), y(place.latitude), ky / 111)), height);
  return svg("svg", { class: "grid-map", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": t("map_chart") }, lines, marks);
}

function spot(place, x, y, pixelsPerKm) {
  const count = place.events.length;
  const radius = place.exact > 1 ? AREA_KM[place.exact] * pixelsPerKm : 4 + 2.2 * Math.sqrt(count);
  return { place, x, y, radius, count, labelY: y + 4 };
}

// Labels that would lie on each other move down a line.
function spread(spots, height) {
  const done = [];
  spots.sort((a, b) => a.y - b.y);
  const made = spots.map((one) => {
    const long = `${one.place.name} ${one.count}`;
    const right = one.x + one.radius + 6 + long.length * 7 < 640;
    const x0 = right ? one.x + one.radius + 6 : one.x - one.radius - 6 - long.length * 7;
    const x1 = x0 + long.length * 7;
    while (done.some((other) => Math.abs(other.labelY - one.labelY) < 16 && other.x0 < x1 && other.x1 > x0) && one.labelY < height - 20) one.labelY += 4;
    done.push({ labelY: one.labelY, x0, x1 });
    return svg("g", { class: one.place.exact > 1 ? "spot area" : "spot" },
      svg("circle", { cx: one.x, cy: one.y, r: one.radius }),
      Math.abs(one.labelY - one.y) > 9 ? svg("line", { class: "leader", x1: one.x, y1: one.y, x2: right ? x0 - 2 : x1 + 2, y2: one.labelY - 4 }) : null,
      svg("text", { x: right ? x0 : x1, y: one.labelY, "text-anchor": right ? "start" : "end" }, one.place.name, svg("tspan", { class: "count", dx: 5 }, number(one.count))));
  });
  return made;
}
