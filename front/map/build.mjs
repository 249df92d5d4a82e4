// Draws the outlines of the countries once, at build time: `npm install && npm run build`.
//
// In: countries-50m.json of world-atlas (Natural Earth, public domain).  Out: one JSON file with a path for
// each country by its ISO 3166-1 numeric code, in whole units of a picture 1000 wide, and a dot for
// each country that is too small to be seen or to be pointed at.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoArea, geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { filter, filterWeight, presimplify, simplify, sphericalRingArea, sphericalTriangleArea } from "topojson-simplify";

const WIDE = 1000;
// Points that span less than this (steradians; 1e-6 is about 40 square kilometres) are left out.
const SMOOTH = 1.2e-5;
// Islands below this are left out of countries that have larger parts.
const ISLAND = 4e-5;
// Countries below this get a dot: on a picture 1000 wide they cover less than about 20 units.
const DOT = 2e-4;
const ANTARCTICA = "010";
// In world-atlas Kosovo has a name and no code; XK is the code that the World Bank and others give it.
const NAMED = { Kosovo: "XK" };
// Not in world-atlas at this scale: longitude and latitude.
// Also where the middle of far-flung islands would lie off the picture: the capital.
const ABSENT = { 296: [173.0, 1.4], 798: [179.2, -8.5], 292: [-5.35, 36.14], 772: [-171.85, -9.2] };

const source = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
const atlas = JSON.parse(readFileSync(source, "utf8"));
const features = feature(atlas, atlas.objects.countries).features;
const sizes = new Map(features.map((one) => [key(one), geoArea(one)]));
// Some far islands carry the code of the country they belong to: the largest part stands for it.
const whole = features.filter((one) => features.every((other) =>
  !coded(one) || coded(other) !== coded(one) || sizes.get(key(other)) <= sizes.get(key(one))));
const main = new Set(whole.map(key));

let drawn = presimplify(atlas, sphericalTriangleArea);
drawn = simplify(drawn, SMOOTH);
drawn = filter(drawn, filterWeight(drawn, ISLAND, sphericalRingArea));

// A turn of 11 degrees keeps the eastern end of Asia in one piece.
const projection = geoEqualEarth().rotate([-11, 0]);
const shown = { type: "FeatureCollection", features: whole.filter((one) => one.id !== ANTARCTICA) };
projection.fitWidth(WIDE, shown);
const high = Math.ceil(geoPath(projection).bounds(shown)[1][1]);

const paths = {};
const plain = [];
for (const one of feature(drawn, drawn.objects.countries).features) {
  if (one.id === ANTARCTICA || !one.geometry || !main.has(key(one))) continue;
  const line = outline(one);
  if (!line) continue;
  if (coded(one)) paths[coded(one)] = line;
  else plain.push(line);
}
const dots = {};
for (const one of whole) {
  if (!coded(one) || one.id === ANTARCTICA) continue;
  if (paths[coded(one)] && sizes.get(key(one)) >= DOT) continue;
  delete paths[coded(one)];
  if (ABSENT[coded(one)]) continue;
  dots[coded(one)] = projection(geoCentroid(one)).map(Math.round);
}
for (const [code, place] of Object.entries(ABSENT)) {
  if (!paths[code] && !dots[code]) dots[code] = projection(place).map(Math.round);
}

writeFileSync(process.argv[2], JSON.stringify({
  source: "Natural Earth 1:50m (public domain), by world-atlas 2.0.2 (ISC); Equal Earth projection",
  width: WIDE, height: high, paths: sorted(paths), dots: sorted(dots), plain,
}, null, 0).replaceAll('","', '",\n"') + "\n");
console.log(`${Object.keys(paths).length} outlines, ${Object.keys(dots).length} dots, ${plain.length} without a code`);

function key(one) { return `${one.id ?? ""} ${one.properties.name}`; }

function coded(one) { return NAMED[one.properties.name] ?? one.id; }

function sorted(object) { return Object.fromEntries(Object.entries(object).sort()); }

// Return the rings in whole units, each step told from the last point: short to send.
function outline(one) {
  const rings = [];
  let ring = [];
  geoPath(projection, {
    moveTo(x, y) { ring = [[Math.round(x), Math.round(y)]]; },
    lineTo(x, y) {
      const next = [Math.round(x), Math.round(y)], last = ring.at(-1);
      if (next[0] !== last[0] || next[1] !== last[1]) ring.push(next);
    },
    closePath() { if (ring.length > 2) rings.push(ring); },
    arc() {},
  })(one);
  return rings.map((points) => {
    const steps = points.slice(1).map(([x, y], n) => `${x - points[n][0]},${y - points[n][1]}`);
    return `M${points[0]}l${steps.join(" ").replaceAll(" -", "-").replaceAll(",-", "-")}z`;
  }).join("");
}
