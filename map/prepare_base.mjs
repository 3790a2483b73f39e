// Makes static/map/europe.json, the base of the interactive maps (static/js/base-map.js reads it), from npm world-atlas
// (Natural Earth 1:10m, public domain). Run: npm i world-atlas@2 topojson-client topojson-simplify d3-geo, then:
// node prepare_base.mjs > ../static/map/europe.json
//
// Lists of steps in thousandths of a degree: [longitude, latitude, step east, step north, …]. "land" are rings: holes
// (lakes and seas inland) are told by drawing all rings as one shape under the even-odd rule; "borders" are lines.
import { createRequire } from "node:module";
import { geoIdentity, geoPath } from "d3-geo";
import { feature, merge, mesh } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const WEST = -25, SOUTH = 34, EAST = 40, NORTH = 71.5;
const DETAIL = Number(process.env.DETAIL ?? 0.0002); // square degrees (of longitude at 52° N) below which a bend is dropped
const SPECK = Number(process.env.SPECK ?? 0.0004); // islands smaller than this, in the same unit, are left out

const world = createRequire(import.meta.url)("world-atlas/countries-10m.json");
const squeeze = Math.cos(52 * Math.PI / 180);
const area = ([[ax, ay], [bx, by], [cx, cy]]) =>
  Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) * squeeze / 2;
const topology = simplify(presimplify(world, area), DETAIL);
const countries = topology.objects.countries;

// Clipped as on a sheet of longitudes and latitudes; the path's commands are read back.
const path = geoPath(geoIdentity().clipExtent([[WEST, SOUTH], [EAST, NORTH]]));

function parts(shape) {
  return (path(shape) ?? "").split("M").filter(Boolean).map((part) =>
    part.replace("Z", "").split("L").map((point) => point.split(",").map((value) => Math.round(value * 1000))));
}

function steps(points) {
  let [x, y] = points[0];
  const out = [x, y];
  for (const [a, b] of points.slice(1)) {
    if (a === x && b === y) continue;
    out.push(a - x, b - y);
    [x, y] = [a, b];
  }
  return out;
}

const size = (ring) => Math.abs(ring.reduce((sum, [x, y], i) => {
  const [a, b] = ring[(i + 1) % ring.length];
  return sum + x * b - a * y;
}, 0)) / 2e6 * squeeze;

const land = parts(merge(topology, countries.geometries)).filter((ring) => ring.length > 3 && size(ring) > SPECK).map(steps);
const borders = parts(mesh(topology, countries, (a, b) => a !== b)).filter((line) => line.length > 1).map(steps);
process.stdout.write(JSON.stringify({ source: "Natural Earth 1:10m, public domain", land, borders }) + "\n");
