// Spaces on the map beside the list: the same question, the same result. Fetched by <space-map> when somebody opens it.
// Of very many spaces the server sends what lies in view, most of it already in clusters.
import { openMap } from "./interactive-map.js";
import { Marks } from "./map-marks.js";
import { OpenCard, linkTo } from "./map-card.js";

const LISTED = 12; // a cluster of at most so many opens as a list
const CLOSE = 9; // the zoom at which the surroundings of a place are seen
const FEW = 4; // spaces nearest to a place, which its view takes in

export class SpacesOnMap {
  // `host` tells where to ask; the first answer brings words, addresses and the markup of the `panel`.
  static async in(host, panel) {
    const spaces = Object.assign(new SpacesOnMap(), { host, panel, status: panel.querySelector("[role=status]"), filters: host.closest("live-filters") });
    spaces.first = await spaces.ask();
    spaces.words = spaces.first.words;
    const markup = new DOMParser().parseFromString(spaces.first.panel, "text/html").body;
    panel.prepend(...markup.querySelector("[data-part=above]").childNodes);
    panel.append(...markup.querySelector("[data-part=below]").childNodes);
    panel.querySelector("[data-act=narrow]").addEventListener("click", () => spaces.narrow());
    const frame = panel.querySelector(".interactive-map");
    Object.assign(spaces, await openMap(frame, {
      ...spaces.first.addresses, zoomIn: spaces.words.zoom_in, zoomOut: spaces.words.zoom_out, isGuest: true, occupied: () => spaces.marks?.taken ?? [],
    }));
    spaces.frame = frame;
    spaces.marks = new Marks(spaces.L, spaces.map, spaces.words, (key, thing) => spaces.activate(key, thing));
    spaces.map.on("moveend", () => spaces.moved());
    spaces.card = new OpenCard(spaces.L, spaces.map, frame, {
      words: spaces.words, onShut: (key) => spaces.closed(key), onLeave: (slug) => spaces.remember((spaces.card.slug = slug)),
    });
    return spaces;
  }

  async open(wanted) {
    this.map.invalidateSize();
    const found = this.first?.question === location.search ? this.first : await this.ask();
    this.first = null;
    if (!found) return;
    this.take(found);
    if (wanted) return this.goTo(wanted);
    this.look();
    if (this.isPartial) await this.refresh();
    this.marks.draw();
    this.remember();
  }

  // To a view that the address names, and what was open there.
  async goTo({ place, zoom, slug }) {
    this.map.setView(place, zoom, { animate: false });
    if (this.isPartial) await this.refresh();
    this.marks.draw();
    if (slug) this.reopen(slug);
    this.remember();
  }

  // After another question or, of very many, another view.
  async refresh() {
    const near = String(this.near);
    const found = await this.ask(this.isPartial);
    if (!found) return;
    this.take(found);
    this.marks.draw();
    if (String(this.near) !== near || (!this.isPartial && this.marks.total && !this.marks.shown.size)) this.look();
    this.marks.draw();
    if (this.card.key && !this.marks.shown.has(this.card.key)) this.shut();
    this.remember();
  }

  // What the server has for the question in the address; nothing if a later question overtook it, or it failed.
  async ask(isForView = false) {
    this.request?.abort();
    this.request = new AbortController();
    const url = new URL(this.host.dataset.source, location.href);
    const question = url.search = location.search;
    for (const name of ["page", "sort"]) url.searchParams.delete(name);
    if (isForView) {
      url.searchParams.set("view", this.view(0.1).map((degrees) => degrees.toFixed(3)));
      url.searchParams.set("zoom", Math.floor(this.map.getZoom()));
    }
    try {
      const answer = await fetch(url, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      return { question, ...(await answer.json()) };
    } catch (error) {
      if (error.name === "AbortError") return null;
      this.status.textContent = this.host.dataset.failed;
      if (!this.map) throw error;
      return null;
    }
  }

  take(found) {
    this.base = found.base;
    this.near = found.near;
    this.isPartial = found.is_partial;
    const spaceOf = ([slug, name, language, state, place]) => {
      const [operation, mark, sentence, use] = found.states[state];
      const [where, approximate] = found.places[place];
      const approximation = approximate ? this.words.approximate.replace("{place}", approximate) : "";
      return { href: `${found.base}${slug}/`, slug, name, language, operation, mark, state: use ? `${sentence} · ${use}` : sentence, where, approximation };
    };
    this.marks.take(found.points.map(([latitude, longitude, ...rest]) => ({ latitude, longitude, space: spaceOf(rest) })), found.clusters);
    const without = found.without.map(spaceOf), twins = found.twins.map(spaceOf);
    this.name("without", without);
    this.name("twins", twins);
    const { located = this.marks.total, unplaced = without.length, twinned = twins.length } = found;
    const counts = [["shown", located], ["in_view", found.is_partial ? this.marks.total : 0], ["unplaced", unplaced], ["twinned", twinned]];
    this.status.textContent = counts.filter(([word, count]) => count || word === "shown").map(([word, count]) => this.marks.fill(word, count)).join(" · ")
      + (found.is_more ? `. ${this.words.more}` : "");
  }

  name(part, spaces) {
    const box = this.panel.querySelector(`[data-part=${part}]`);
    box.hidden = !spaces.length;
    box.querySelector("ul").replaceChildren(...spaces.map((space) => {
      const item = document.createElement("li");
      item.append(linkTo(space), space.where && `, ${space.where}`);
      return item;
    }));
  }

  // Where the map looks

  view(pad = 0) {
    const bounds = this.map.getBounds().pad(pad);
    const side = (value, most) => Math.min(Math.max(value, -most), most);
    return [side(bounds.getWest(), 180), side(bounds.getSouth(), 90), side(bounds.getEast(), 180), side(bounds.getNorth(), 90)];
  }

  look() {
    const still = { animate: false, padding: [28, 28] };
    if (this.near) this.map.fitBounds([this.near, ...this.marks.nearest(this.near, FEW)], { maxZoom: CLOSE, ...still });
    else if (this.marks.extent) this.map.fitBounds(this.marks.extent, { maxZoom: 10, ...still });
  }

  moved() {
    if (!this.frame.offsetParent) return; // closed
    if (this.isPartial) this.refresh();
    else this.marks.draw();
    this.remember();
  }

  // Keeps the view in the address, so that it can be shared and come back to.
  remember(slug = this.card.slug) {
    const { lat, lng } = this.map.getCenter();
    const hash = `#map=${this.map.getZoom()}/${lat.toFixed(3)}/${lng.toFixed(3)}${slug ? `/${slug}` : ""}`;
    if (hash !== location.hash) history.replaceState(history.state, "", hash);
  }

  narrow() {
    const url = new URL(location.href);
    url.searchParams.delete("page");
    url.searchParams.set("bbox", this.view().map((degrees) => degrees.toFixed(3)));
    if (this.filters) this.filters.go(url.href);
    else location.assign(url);
  }

  // What a mark opens

  activate(key, thing) {
    const isOnePlace = thing.space || thing.zoom === null;
    const spaces = thing.space ? [thing.space] : thing.leaves;
    if (isOnePlace || (spaces.length && thing.count <= LISTED)) this.show(key, spaces, isOnePlace ? null : () => this.zoomTo(thing));
    else this.zoomTo(thing);
  }

  zoomTo({ latitude, longitude, zoom, box }) {
    this.shut();
    this.map.once("moveend", async () => {
      if (this.isPartial) await this.refresh();
      this.marks.focusNearest([latitude, longitude]);
    });
    const closer = Math.max(zoom ?? 0, this.map.getZoom() + 1);
    if (box && (box[0] !== box[2] || box[1] !== box[3])) this.map.fitBounds([[box[1], box[0]], [box[3], box[2]]], { maxZoom: this.map.getMaxZoom() });
    else this.map.setView([latitude, longitude], Math.min(closer, this.map.getMaxZoom()));
  }

  show(key, spaces, onNearer = null) {
    const label = spaces.length === 1 ? spaces[0].name : this.marks.fill("cluster", spaces.length);
    this.card.open(key, this.marks.placeOf(key), spaces, { label, onNearer });
    this.remember();
  }

  closed(key) {
    const isOurs = this.host.contains(document.activeElement) || document.activeElement === document.body;
    this.remember();
    if (isOurs) this.marks.focus(key);
  }

  shut() { return this.card.shut(); }

  // Back from a space's page: its card is open again.
  reopen(slug) {
    const [key, thing] = this.marks.holding(slug) ?? [];
    if (!key) return;
    this.show(key, thing.space ? [thing.space] : thing.leaves);
    this.panel.querySelector(`.space-map__card a[href$="/${slug}/"]`)?.focus({ preventScroll: true });
    this.remember((this.card.slug = slug));
  }
}
