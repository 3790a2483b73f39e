// The map beside the list, fetched when somebody opens it. Where it looks, and what is open on it, stands after the # of
// the address, to be shared and come back to: #map=7/46.17/1.87/slug.
const HASH = /^#map=(\d{1,2}(?:\.5)?)\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)(?:\/([\w-]+))?$/;

class SpaceMap extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[data-act=toggle]");
    this.panel = this.querySelector("section");
    this.filters = this.closest("live-filters");
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.button.addEventListener("click", () => (this.panel.hidden ? this.open() : this.close()), { signal });
    this.addEventListener("keydown", (event) => this.press(event), { signal });
    this.filters?.addEventListener("shown", () => !this.panel.hidden && this.spaces?.refresh(), { signal });
    addEventListener("popstate", () => this.follow(), { signal });
    document.addEventListener("click", (event) => this.takeAlong(event), { signal });
    this.hidden = false;
    this.follow();
  }

  disconnectedCallback() {
    this.stop?.abort();
  }

  // What the address says after its #.
  get wanted() {
    const [, zoom, latitude, longitude, slug = ""] = HASH.exec(location.hash) ?? [];
    return zoom && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
      ? { zoom: Number(zoom), place: [Number(latitude), Number(longitude)], slug }
      : null;
  }

  follow() {
    if (this.wanted && this.panel.hidden) this.open();
    else if (this.wanted) this.spaces?.goTo(this.wanted);
    else if (!this.panel.hidden) this.close();
  }

  // Another language shows the same part of the map.
  takeAlong(event) {
    const link = event.target.closest(".languages a");
    if (link && !this.panel.hidden) link.hash = location.hash;
  }

  async open() {
    const { wanted } = this;
    this.lay(true);
    this.opening ??= import("../spaces-on-map.js").then(({ SpacesOnMap }) => SpacesOnMap.in(this, this.panel));
    try {
      this.spaces = await this.opening;
      if (!this.panel.hidden) await this.spaces.open(wanted);
    } catch {
      this.opening = null;
      const status = this.querySelector("[role=status]");
      status.textContent = this.dataset.failed;
      this.panel.replaceChildren(status); // without what was laid out half
    }
  }

  close() {
    this.lay(false);
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  }

  lay(isOpen) {
    this.panel.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", isOpen);
    this.button.textContent = isOpen ? this.dataset.hide : this.dataset.show;
  }

  // One key leaves: first what is open on the map, then the map.
  press(event) {
    if (event.key !== "Escape" || !this.panel.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.spaces?.shut()) document.getElementById("found")?.focus();
  }
}

customElements.define("space-map", SpaceMap);
