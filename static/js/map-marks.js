// The marks on the map: one for each space, or one for several that lie close together. Each is a button with a name.
import "../vendor/supercluster-9.1.0/supercluster.js";
import { sign } from "./map-card.js";

const OPERATIONS = ["open", "planned", "ended", "closed", "unknown"];
const RADIUS = 46; // pixels within which marks become one
const HALF = 17; // pixels: half a mark
const LETTER = 7.5; // pixels, roughly
const LONGEST = 28; // letters of a name beside a mark
const NAMED_FROM = 6; // the zoom from which names stand beside marks

// As the server writes numbers: four digits are parted in every language.
const inWords = (count) => count.toLocaleString(document.documentElement.lang, { useGrouping: "always" });

export class Marks {
  constructor(L, map, words, onActivate) {
    Object.assign(this, { L, map, words, onActivate, layer: L.layerGroup().addTo(map), shown: new Map(), taken: [] });
  }

  // Points are { latitude, longitude, space }; clusters are the server's rows.
  take(points, clusters) {
    const features = points.map(({ latitude, longitude, space }) => ({
      type: "Feature", geometry: { type: "Point", coordinates: [longitude, latitude] }, properties: space,
    }));
    this.index = new window.Supercluster({ radius: RADIUS, maxZoom: this.map.getMaxZoom() }).load(features);
    this.clusters = clusters;
    this.total = points.length + clusters.reduce((sum, [, , count]) => sum + count, 0);
    this.places = [...points.map(({ latitude, longitude }) => [latitude, longitude]), ...clusters.map(([latitude, longitude]) => [latitude, longitude])];
    const corners = [
      ...this.places,
      ...clusters.flatMap(([, , , , [west, south, east, north]]) => [[south, west], [north, east]]),
    ];
    this.extent = corners.length ? this.L.latLngBounds(corners) : null;
  }

  fill(word, count) {
    return this.words[word].replace("{count}", inWords(count));
  }

  // What is to be seen now, by a key that stays while a mark stays the same.
  things() {
    const bounds = this.map.getBounds().pad(0.05);
    const things = new Map();
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    for (const { geometry, properties } of this.index.getClusters(box, Math.floor(this.map.getZoom()))) {
      const [longitude, latitude] = geometry.coordinates;
      if (!properties.cluster) {
        things.set(properties.slug, { latitude, longitude, space: properties });
        continue;
      }
      const leaves = this.index.getLeaves(properties.cluster_id, Infinity).map((leaf) => leaf.properties);
      const zoom = this.index.getClusterExpansionZoom(properties.cluster_id);
      things.set(leaves.map((leaf) => leaf.slug).join(), {
        latitude, longitude, leaves, count: leaves.length,
        counts: OPERATIONS.map((operation) => leaves.filter((leaf) => leaf.operation === operation).length),
        where: new Set(leaves.map((leaf) => leaf.where)).size === 1 ? leaves[0].where : "",
        zoom: zoom > this.map.getMaxZoom() ? null : zoom, // null: one place, which no zoom parts
      });
    }
    for (const [latitude, longitude, count, counts, extent] of this.clusters) {
      things.set(`${latitude},${longitude},${count}`, { latitude, longitude, count, counts, box: extent, leaves: [] });
    }
    return things;
  }

  draw() {
    const things = this.things();
    for (const [key, { mark }] of this.shown) if (!things.has(key)) mark.remove();
    // From north to south, as one reads: the Tab key goes the same way.
    const inOrder = [...things].sort(([, a], [, b]) => b.latitude - a.latitude || a.longitude - b.longitude);
    for (const [key, thing] of inOrder) thing.mark = this.shown.get(key)?.mark ?? this.add(key, thing);
    this.shown = new Map(inOrder);
    const places = inOrder.map(([, { mark }]) => this.map.latLngToContainerPoint(mark.getLatLng()));
    this.taken = places.map(({ x, y }) => [x - HALF, y - HALF, x + HALF, y + HALF]);
    inOrder.forEach(([, thing], number) => this.label(thing, places[number]));
  }

  add(key, thing) {
    const face = document.createElement("span");
    face.className = "space-map__face";
    if (thing.space) face.append(sign(thing.space));
    else face.append(inWords(thing.count));
    face.classList.toggle("space-map__face--cluster", !thing.space);
    face.classList.toggle("space-map__face--approximate", Boolean(thing.space?.approximation));
    const name = Object.assign(document.createElement("span"), { className: "space-map__name" });
    name.setAttribute("aria-hidden", "true");
    const html = document.createElement("span");
    html.append(face, name);
    const icon = this.L.divIcon({ className: "space-map__mark", iconSize: [2 * HALF, 2 * HALF], html });
    const mark = this.L.marker([thing.latitude, thing.longitude], { icon, riseOnHover: true, bubblingMouseEvents: false }).addTo(this.layer);
    const node = mark.getElement();
    node.setAttribute("aria-label", this.describe(thing));
    node.title = this.describe(thing);
    mark.on("click", () => this.onActivate(key, this.shown.get(key) ?? thing));
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      this.onActivate(key, this.shown.get(key) ?? thing);
    });
    return mark;
  }

  describe({ space, count, counts, where }) {
    if (space) return [space.name, space.where, space.state, space.approximation].filter(Boolean).join(". ");
    const parts = OPERATIONS.map((operation, number) => counts[number] && this.fill(operation, counts[number])).filter(Boolean);
    return `${where ? `${where}. ` : ""}${this.fill("cluster", count)} (${parts.join(", ")})`;
  }

  // A name beside each mark that has room for it.
  label({ mark, space, where }, { x, y }) {
    const name = space?.name ?? where?.split(",")[0] ?? "";
    const box = [x + HALF + 1, y - 9, x + HALF + 5 + Math.min(name.length, LONGEST) * LETTER, y + 9];
    const isFree = this.map.getZoom() >= NAMED_FROM && !this.taken.some(([a, b, c, d]) => box[0] < c && box[2] > a && box[1] < d && box[3] > b);
    if (isFree && name) this.taken.push(box);
    mark.getElement().querySelector(".space-map__name").textContent = !isFree ? "" : name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
  }

  placeOf(key) {
    return this.shown.get(key).mark.getLatLng();
  }

  focus(key) {
    this.shown.get(key)?.mark.getElement()?.focus({ preventScroll: true });
  }

  focusNearest(place) {
    const here = this.L.latLng(place);
    const [nearest] = [...this.shown].sort(([, a], [, b]) => here.distanceTo(a.mark.getLatLng()) - here.distanceTo(b.mark.getLatLng()));
    if (nearest) this.focus(nearest[0]);
  }

  // Where the spaces nearest to a place are.
  nearest(place, most) {
    const here = this.L.latLng(place);
    return this.places.map((other) => [here.distanceTo(other), other]).sort(([a], [b]) => a - b).slice(0, most).map(([, other]) => other);
  }

  // The mark that stands for a space, alone or with others.
  holding(slug) {
    return [...this.shown].find(([, { space, leaves }]) => (space ? space.slug === slug : leaves.some((leaf) => leaf.slug === slug)));
  }
}
