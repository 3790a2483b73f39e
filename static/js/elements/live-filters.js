// Applies a choice at once: the same address, fetched and put in place. Without it the form is sent as ever.
class LiveFilters extends HTMLElement {
  connectedCallback() {
    this.announcer = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.announcer.setAttribute("role", "status");
    document.body.append(this.announcer);
    this.onChange = (event) => {
      const form = event.target.closest("form.filters");
      if (form) this.go(this.addressOf(form));
    };
    this.onSubmit = (event) => {
      if (!event.target.matches("form.filters")) return;
      event.preventDefault();
      this.go(this.addressOf(event.target));
    };
    this.onClick = (event) => {
      const link = event.target.closest("a.chip, .pagination a");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.go(link.href, link.closest(".pagination") ? "#results" : "");
    };
    this.onBack = () => this.show(location.href);
    this.addEventListener("change", this.onChange);
    this.addEventListener("submit", this.onSubmit);
    this.addEventListener("click", this.onClick);
    addEventListener("popstate", this.onBack);
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.onChange);
    this.removeEventListener("submit", this.onSubmit);
    this.removeEventListener("click", this.onClick);
    removeEventListener("popstate", this.onBack);
    this.announcer.remove();
  }

  // What the browser itself would send, without empty fields.
  addressOf(form) {
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) url.searchParams.append(name, value);
    return url.href;
  }

  async go(href, scrollTo = "") {
    const isNew = href !== location.href; // a button pressed again is no further step back
    if ((await this.show(href)) && isNew) history.pushState(null, "", href);
    if (scrollTo) document.querySelector(scrollTo)?.scrollIntoView();
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
      if (error.name !== "AbortError") location.assign(href);
      return false;
    }
    this.put(page);
    this.removeAttribute("aria-busy");
    return true;
  }

  put(page) {
    const head = document.querySelector(".page-head");
    const open = new Set([...document.querySelectorAll("main details[open] > summary")].map((summary) => summary.textContent));
    const focused = document.activeElement;
    const place = focused?.matches("main input, main select")
      ? `[name="${focused.name}"]` + (focused.type === "checkbox" ? `[value="${CSS.escape(focused.value)}"]` : `#${focused.id}`)
      : "";
    for (const summary of page.querySelectorAll("main details > summary")) {
      if (open.has(summary.textContent)) summary.parentElement.open = true;
    }
    this.replaceChildren(...page.querySelector("live-filters").childNodes);
    head.replaceChildren(...page.querySelector(".page-head").childNodes);
    document.title = page.title;
    if (place) document.querySelector(`main ${place}:not([type="hidden"])`)?.focus({ preventScroll: true });
    this.announcer.textContent = this.querySelector(".register__heading")?.textContent.trim() ?? "";
  }
}

customElements.define("live-filters", LiveFilters);
