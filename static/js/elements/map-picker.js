// Beside latitude and longitude: a map to choose the position on, and a search for places. The two fields stay what is
// sent; typing in them moves the mark. Without it they are typed.
import { openMap } from "../interactive-map.js";

const PAUSE = 250; // milliseconds without a key before places are searched
const STEP = 8; // pixels that an arrow key moves the mark
const ARROWS = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };
const CLOSE = 11; // the zoom at which a village and its neighbours are seen

class MapPicker extends HTMLElement {
  connectedCallback() {
    if (this.stop && !this.stop.signal.aborted) return;
    const { elements } = this.closest("form");
    this.fields = [elements.latitude, elements.longitude];
    const row = this.fields[1].closest(".form-row");
    if (this.parentElement !== row) return row.append(this); // which connects it anew
    this.about = { place: elements.coordinate_place, precision: elements.coordinate_precision, village: elements.place ?? elements.main_place };
    this.query = this.querySelector("input");
    this.list = this.querySelector(".map-picker__found");
    this.panel = this.querySelector(".map-picker__panel");
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.addEventListener("click", (event) => this[event.target.closest("[data-act]")?.dataset.act]?.(event), { signal });
    this.addEventListener("keydown", (event) => this.press(event), { signal });
    this.query.addEventListener("input", () => this.searchSoon(), { signal });
    for (const field of this.fields) field.addEventListener("input", () => this.mark(), { signal });
    this.hidden = false;
    this.mark();
  }

  disconnectedCallback() {
    this.stop?.abort();
    clearTimeout(this.waiting);
  }

  get position() {
    if (this.fields.some((field) => !field.value.trim() || !Number.isFinite(Number(field.value)))) return null;
    return this.fields.map((field) => Number(field.value));
  }

  say(words) {
    this.querySelector(".map-picker__status").textContent = words;
  }

  async open() {
    const isOpen = this.panel.hidden;
    this.panel.hidden = !isOpen;
    this.querySelector("[data-act='open']").setAttribute("aria-expanded", isOpen);
    if (!isOpen) return;
    this.query.focus();
    if (!this.position && !this.query.value && this.about.village?.value) {
      this.query.value = this.about.village.value;
      this.search();
    }
    const { base, sheet, towns, zoomIn, zoomOut } = this.dataset;
    this.opening ??= openMap(this.querySelector(".map-picker__map"), { base, sheet, towns, zoomIn, zoomOut });
    try {
      Object.assign(this, await this.opening);
    } catch {
      this.opening = null;
      return this.say(this.dataset.failed);
    }
    this.map.invalidateSize();
    this.map.off("click").on("click", ({ latlng }) => this.set(latlng.lat, latlng.lng));
    this.mark({ goThere: true });
  }

  clear() {
    for (const field of this.fields) this.fill(field, "");
    this.mark();
    this.say(this.dataset.removed);
    this.querySelector("[data-act='open']").focus();
  }

  // Writes a position into the fields; five decimals are about a metre.
  set(latitude, longitude, place = "") {
    this.fill(this.fields[0], latitude.toFixed(5));
    this.fill(this.fields[1], longitude.toFixed(5));
    this.mark();
    this.say(this.dataset.set.replace("{place}", place || `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`));
  }

  fill(field, value) {
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Puts the mark where the fields say.
  mark({ goThere = false } = {}) {
    const { position } = this;
    this.querySelector("[data-act='clear']").hidden = !position;
    if (!this.map) return;
    if (!position || Math.abs(position[0]) > 90) {
      this.pin?.remove();
      return;
    }
    this.pin ??= this.makePin(position);
    this.pin.setLatLng(position).addTo(this.map);
    this.pin.getElement().setAttribute("aria-label", this.dataset.mark);
    if (goThere) this.map.setView(position, Math.max(this.map.getZoom(), CLOSE), { animate: false });
    else if (!this.map.getBounds().contains(position)) this.map.panTo(position);
  }

  makePin(position) {
    const icon = this.L.divIcon({ className: "interactive-map__pin", iconSize: [28, 28] });
    const pin = this.L.marker(position, { icon, draggable: true, autoPan: true });
    return pin.on("dragend", () => this.set(pin.getLatLng().lat, pin.getLatLng().lng));
  }

  press(event) {
    const isPin = event.target.matches(".interactive-map__pin");
    if (isPin && ARROWS[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      const { lat, lng } = this.map.unproject(this.map.project(this.pin.getLatLng()).add(ARROWS[event.key]));
      this.set(lat, lng);
    } else if (event.target === this.query && ["Enter", "ArrowDown"].includes(event.key)) {
      event.preventDefault(); // Enter must not send the form
      const [first] = this.list.querySelectorAll("button");
      if (first) first.focus();
      else this.search();
    } else if (event.target.closest(".map-picker__found") && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      const item = event.target.closest("li");
      const next = event.key === "ArrowDown" ? item.nextElementSibling : item.previousElementSibling;
      (next?.querySelector("button") ?? (event.key === "ArrowUp" ? this.query : event.target)).focus();
    }
  }

  searchSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.search(), PAUSE);
  }

  async search() {
    const words = this.query.value.trim();
    if (words.length < 2) return this.offer([]);
    try {
      const answer = await fetch(`${this.dataset.towns}?q=${encodeURIComponent(words)}`);
      const { towns } = await answer.json();
      if (words !== this.query.value.trim()) return; // typed on meanwhile
      this.offer(towns);
      this.say(towns.length ? this.dataset.found.replace("{count}", towns.length) : this.dataset.nothing);
    } catch {
      this.say(this.dataset.failed);
    }
  }

  offer(towns) {
    this.list.replaceChildren(...towns.map((town) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      const name = town.found_as ? `${town.found_as} (${town.name})` : town.name;
      button.append(Object.assign(document.createElement("b"), { textContent: name }), ` ${town.where}`);
      button.addEventListener("click", () => this.choose(town));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    this.list.hidden = !towns.length;
  }

  choose(town) {
    this.set(town.latitude, town.longitude, town.name);
    const { place, precision } = this.about;
    if (place) this.fill(place, town.name);
    if (precision) this.fill(precision, "place-centre");
    this.offer([]);
    this.query.value = town.name;
    if (!this.map) return this.query.focus();
    this.mark({ goThere: true });
    this.pin.getElement().focus({ preventScroll: true });
  }
}

customElements.define("map-picker", MapPicker);
