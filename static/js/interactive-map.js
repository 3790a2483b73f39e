// A map of our own data for Leaflet: coast and borders of Europe, and the names of places from the gazetteer. Nothing is
// loaded before a map is opened, and nothing from elsewhere.

const WHOLE = [[36, -10], [60, 28]]; // where the partners are
const LABEL_HEIGHT = 18; // pixels, with the room around it
const LETTER = 7; // pixels, roughly
const CONTROLS = [0, 0, 56, 88]; // left, top, right, bottom of what lies over the map

// The sheet is awaited: Leaflet measures its container.
function loadSheet(href) {
  const present = document.querySelector(`link[href="${href}"]`);
  if (present) return present.ready;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  link.ready = new Promise((done, failed) => {
    link.onload = done;
    link.onerror = () => { link.remove(); failed(new Error(href)); };
  });
  document.head.append(link);
  return link.ready;
}

async function loadBase(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(address);
  return answer.json();
}

// Steps in thousandths of a degree, as map/prepare_base.mjs writes them.
function points(steps) {
  let x = 0, y = 0;
  const out = [];
  for (let i = 0; i < steps.length; i += 2) out.push([(y += steps[i + 1]) / 1000, (x += steps[i]) / 1000]);
  return out;
}

// Opens a map in an element. Addresses: base, sheet, towns (may be empty: no names), tiles (in place of the base, if the
// operator has a server of them). As a guest in a long page the map leaves one finger to it. `occupied` gives the boxes that names must leave free. Returns Leaflet and the map.
export async function openMap(element, { base, sheet, towns, tiles, zoomIn, zoomOut, isGuest = false, occupied = () => [] }) {
  const [shapes] = await Promise.all([tiles ? null : loadBase(base), loadSheet(sheet), import("../vendor/leaflet-1.9.4/leaflet.js")]);
  const L = window.L;
  const map = L.map(element, {
    attributionControl: false, // the credit stands below the map, with links
    zoomControl: false,
    minZoom: 3,
    maxZoom: 14,
    zoomSnap: 0.5, // so that all of Europe fits a telephone
    maxBounds: [[25, -35], [74, 50]],
    dragging: !isGuest || !L.Browser.mobile, // one finger scrolls the page, two move the map
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  map.fitBounds(WHOLE);
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  if (tiles) {
    L.tileLayer(tiles, { maxZoom: 14 }).addTo(map);
    return { L, map };
  }
  const plain = { interactive: false, stroke: false, fillRule: "evenodd", className: "interactive-map__land", smoothFactor: 0.7 };
  L.polygon(shapes.land.map(points), plain).addTo(map);
  L.polyline(shapes.borders.map(points), { interactive: false, className: "interactive-map__border", smoothFactor: 0.7 }).addTo(map);
  if (towns) label(L, map, towns, occupied);
  return { L, map };
}

// The biggest places in view, as many as have room.
function label(L, map, address, occupied) {
  const names = L.layerGroup().addTo(map);
  let request;
  const refresh = async () => {
    request?.abort();
    request = new AbortController();
    const view = map.getBounds().pad(-0.02);
    const side = (value, most) => Math.min(Math.max(value, -most), most).toFixed(3);
    const bbox = [side(view.getWest(), 180), side(view.getSouth(), 90), side(view.getEast(), 180), side(view.getNorth(), 90)];
    let found = [];
    try {
      const answer = await fetch(`${address}?bbox=${bbox}`, { signal: request.signal });
      if (answer.ok) found = (await answer.json()).towns;
    } catch {
      return; // a later view has overtaken this one, or the names stay away: the map is of use without them
    }
    names.clearLayers();
    const taken = [CONTROLS, ...occupied()];
    for (const town of found) {
      const { x, y } = map.latLngToContainerPoint([town.latitude, town.longitude]);
      const box = [x - 4, y - LABEL_HEIGHT / 2, x + 10 + town.name.length * LETTER, y + LABEL_HEIGHT / 2];
      if (taken.some(([a, b, c, d]) => box[0] < c && box[2] > a && box[1] < d && box[3] > b)) continue;
      taken.push(box);
      const html = Object.assign(document.createElement("span"), { textContent: town.name });
      const icon = L.divIcon({ className: "interactive-map__town", iconSize: null, html });
      names.addLayer(L.marker([town.latitude, town.longitude], { icon, interactive: false, keyboard: false }));
    }
  };
  map.on("moveend", refresh);
  refresh();
}
