// Applies a choice at once: the same address, fetched, and the parts marked data-live put in place. Without it the forms
// are sent as ever. What else shows the same result listens to "shown" on this element.
class LiveFilters extends HTMLElement {
  connectedCallback() {
    this.announcer = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.announcer.setAttribute("role", "status");
    document.body.append(this.announcer);
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.addEventListener("change", (event) => {
      const form = event.target.closest("form.filters");
      if (form) this.go(this.addressOf(form));
    }, { signal });
    this.addEventListener("submit", (event) => {
      if (!event.target.matches("form.filters, form.find")) return;
      event.preventDefault();
      this.go(this.addressOf(event.target));
    }, { signal });
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a.chip, .pagination a, .ways a, #results .notice a");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      if (link.origin + link.pathname !== location.origin + location.pathname) return;
      event.preventDefault();
      this.go(link.href, link.closest(".pagination, .ways") ? "#results" : "");
    }, { signal });
    this.shown = this.questionOf(location);
    this.served = new Map(this.fields.map((field) => [field.id, field.value]));
    addEventListener("popstate", () => this.goBack(), { signal });
  }

  disconnectedCallback() {
    this.stop?.abort();
    this.announcer.remove();
  }

  get fields() {
    return [...this.querySelectorAll("form.find .field")];
  }

  // Another step of the history; where only the map has moved, nothing is to be shown anew.
  async goBack() {
    this.request?.abort();
    this.removeAttribute("aria-busy");
    if (this.questionOf(location) !== this.shown && (await this.show(location.href))) this.tell();
  }

  questionOf({ pathname, search }) {
    return pathname + search;
  }

  // What the browser itself would send, without empty fields.
  addressOf(form) {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) url.searchParams.append(name, value);
    return url.href;
  }

  // Goes on to another question; the part after # (the map's) stays.
  async go(href, scrollTo = "") {
    const url = new URL(href);
    const isNew = this.questionOf(url) !== this.questionOf(location); // a button pressed again is no further step back
    if (!(await this.show(url.href))) return;
    url.hash = location.hash;
    if (isNew) history.pushState(null, "", url);
    if (scrollTo) document.querySelector(scrollTo)?.scrollIntoView();
    this.tell();
  }

  tell() {
    this.dispatchEvent(new CustomEvent("shown"));
  }

  // A later choice overtakes an earlier answer. If anything fails, the browser simply goes there.
  async show(href) {
    this.request?.abort();
    this.request = new AbortController();
    this.setAttribute("aria-busy", "true");
    let page;
    try {
      const answer = await fetch(href, { signal: this.request.signal });
      if (!answer.ok) throw new Error(answer.status);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("live-filters")) throw new Error("another page");
    } catch (error) {
      if (error.name === "AbortError") return false;
      this.removeAttribute("aria-busy");
      if (this.questionOf(new URL(href)) === this.questionOf(location)) location.reload();
      else location.assign(href);
      return false;
    }
    this.put(page);
    this.shown = this.questionOf(new URL(href));
    this.removeAttribute("aria-busy");
    return true;
  }

  put(page) {
    const folds = new Map([...this.querySelectorAll("details")].map((fold) => [fold.firstElementChild.textContent, fold.open]));
    const focused = document.activeElement;
    const place = focused?.matches("main input, main select")
      ? `[name="${focused.name}"]` + (focused.type === "checkbox" ? `[value="${CSS.escape(focused.value)}"]` : `#${focused.id}`)
      : "#found";
    for (const fold of page.querySelectorAll("main details")) {
      const words = fold.firstElementChild.textContent;
      if (folds.has(words)) fold.open = folds.get(words);
    }
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = page.getElementById(part.id);
      if (other) part.replaceChildren(...other.childNodes);
    }
    for (const field of this.fields) {
      const other = page.getElementById(field.id);
      if (field.value === this.served.get(field.id) || field.value.trim() === other.value) field.value = other.value; // else it was typed and is not sent yet
      this.served.set(field.id, other.value);
    }
    document.title = page.title;
    if (!focused?.isConnected) (this.querySelector(`${place}:not([type="hidden"])`) ?? this.querySelector("#found"))?.focus({ preventScroll: true });
    this.announcer.textContent = this.querySelector(".register__heading")?.textContent.trim() ?? "";
  }
}

customElements.define("live-filters", LiveFilters);
