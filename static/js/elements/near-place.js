// Beside the field for a place: towns that begin as typed, and the device's position, rounded before it leaves the device.
const PAUSE = 200; // milliseconds without a key before towns are asked for
const STEP = 0.05; // degrees: about five kilometres

class NearPlace extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.list = this.querySelector("datalist");
    this.button = this.querySelector("button");
    this.field.addEventListener("input", () => this.suggestSoon());
    this.button.addEventListener("click", () => this.locate());
    this.button.hidden = !("geolocation" in navigator);
  }

  disconnectedCallback() {
    clearTimeout(this.waiting);
  }

  suggestSoon() {
    clearTimeout(this.waiting);
    const words = this.field.value.trim();
    if (words.length > 1 && !words.includes(",")) this.waiting = setTimeout(() => this.suggest(words), PAUSE);
  }

  async suggest(words) {
    try {
      const answer = await fetch(`${this.dataset.towns}?q=${encodeURIComponent(words)}`);
      const { towns } = await answer.json();
      if (words !== this.field.value.trim()) return; // typed on meanwhile
      this.list.replaceChildren(...towns.map((town) => new Option(`${town.found_as || town.name}, ${town.where}`)));
    } catch {
      // the field works without suggestions
    }
  }

  locate() {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const [latitude, longitude] = [coords.latitude, coords.longitude].map((degrees) => (Math.round(degrees / STEP) * STEP).toFixed(2));
        this.field.value = `${latitude},${longitude}`;
        this.field.form.requestSubmit();
      },
      () => { this.querySelector("[role=status]").textContent = this.dataset.failed; },
      { timeout: 20000, maximumAge: 600000 },
    );
  }
}

customElements.define("near-place", NearPlace);
