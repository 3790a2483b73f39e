// Spaces on the map beside the list: the same question, the same result. Fetched by <space-map> when somebody opens it.
// Of very many spaces the server sends what lies in view, most of it already in clusters.
import { openMap } from "./interactive-map.js";
import { Marks } from "./map-marks.js";
import { cardOf, linkTo } from "./map-card.js";

const LISTED = 12; // a cluster of at most so many opens as a list
const CLOSE = 8; // the zoom at which the surroundings of a place are seen

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
      ...spaces.first.addresses, zoomIn: spaces.words.zoom_in, zoomOut: spaces.words.zoom_out, occupied: () => spaces.marks?.taken ?? [],
    }));
    spaces.frame = frame;
    spaces.marks = new Marks(spaces.L, spaces.map, spaces.words, (key, thing) => spaces.activate(key, thing));
    spaces.map.on("moveend", () => spaces.moved());
    spaces.map.on("popupclose", () => spaces.closed());
    return spaces;
  }

  async open(wanted) {
    this.map.invalidateSize();
    const found = this.first ?? (await this.ask());
    this.first = null;
    if (!found) return;
    this.take(found);
    this.look(wanted);
    if (this.isPartial) await this.refresh();
    this.marks.draw();
    this.remember();
    if (wanted?.slug) this.reopen(wanted.slug);
  }

  // After another question or, of very many, another view.
  async refresh() {
    const found = await this.ask(this.isPartial);
    if (!found) return;
    this.take(found);
    if (this.marks.extent && !this.map.getBounds().intersects(this.marks.extent)) this.look();
    this.marks.draw();
    this.remember();
  }

  // What the server has for the question in the address; nothing if a later question overtook it, or it failed.
  async ask(isForView = false) {
    this.request?.abort();
    this.request = new AbortController();
    const url = new URL(this.host.dataset.source, location.href);
    url.search = location.search;
    for (const name of ["page", "sort"]) url.searchParams.delete(name);
    if (isForView) {
      url.searchParams.set("view", this.view(0.1).map((degrees) => degrees.toFixed(3)));
      url.searchParams.set("zoom", Math.floor(this.map.getZoom()));
    }
    try {
      const answer = await fetch(url, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      return await answer.json();
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
    const counts = [["shown", this.marks.total], ["unplaced", without.length], ["twinned", twins.length]];
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

  look(wanted) {
    const still = { animate: false };
    if (wanted) this.map.setView(wanted.place, wanted.zoom, still);
    else if (this.near) this.map.setView(this.near, CLOSE, still);
    else if (this.marks.extent) this.map.fitBounds(this.marks.extent, { maxZoom: 10, padding: [28, 28], ...still });
  }

  moved() {
    if (!this.frame.offsetParent) return; // closed
    if (this.isPartial) this.refresh();
    else this.marks.draw();
    this.remember();
  }

  // Keeps the view in the address, so that it can be shared and come back to.
  remember(slug = this.openSlug) {
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
    if (thing.space) return this.show(key, [thing.space]);
    const isOnePlace = thing.leaves.length && thing.zoom === null;
    if (isOnePlace) return this.show(key, thing.leaves);
    if (thing.leaves.length && thing.count <= LISTED) return this.show(key, thing.leaves, () => this.zoomTo(thing));
    return this.zoomTo(thing);
  }

  zoomTo({ latitude, longitude, zoom, box }) {
    this.map.closePopup();
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
    const card = cardOf(spaces, { label, words: this.words, onNearer, onClose: () => this.map.closePopup(), onLeave: (slug) => this.remember((this.openSlug = slug)) });
    const most = Math.max(160, this.frame.clientHeight - 110);
    this.map.closePopup();
    this.opener = key;
    this.openSlug = spaces.length === 1 ? spaces[0].slug : "";
    this.L.popup({ closeButton: false, maxWidth: 280, minWidth: 200, maxHeight: most, offset: [0, -12], autoPanPadding: [16, 16] })
      .setLatLng(this.marks.placeOf(key)).setContent(card).openOn(this.map);
    card.querySelector("a").focus({ preventScroll: true });
    this.remember();
  }

  closed() {
    const key = this.opener;
    const isOurs = this.host.contains(document.activeElement) || document.activeElement === document.body;
    this.opener = this.openSlug = "";
    this.remember();
    if (isOurs) this.marks.focus(key);
  }

  // Closes what is open on the map; whether there was anything.
  shut() {
    const isOpen = Boolean(this.opener);
    if (isOpen) this.map.closePopup();
    return isOpen;
  }

  // Back from a space's page: its card is open again.
  reopen(slug) {
    const [key, thing] = this.marks.holding(slug) ?? [];
    if (!key) return;
    this.show(key, thing.space ? [thing.space] : thing.leaves);
    this.panel.querySelector(`.space-map__card a[href$="/${slug}/"]`)?.focus({ preventScroll: true });
    this.remember((this.openSlug = slug));
  }
}
