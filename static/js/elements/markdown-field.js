// Beside a text written in Markdown: buttons for what is rarely typed right, and a preview made by the server with the
// filter of the public page. Without it the text is written as ever.
import "../../vendor/markdown-toolbar-2.2.3/markdown-toolbar.js";

const PAUSE = 400; // milliseconds without a key before the preview follows

class MarkdownField extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    this.toggle = this.querySelector(".markdown__toggle");
    this.place = this.querySelector(".markdown__preview");
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.toggle.addEventListener("click", () => this.switch(), { signal });
    this.field.addEventListener("input", () => this.refreshSoon(), { signal });
    this.querySelector("markdown-toolbar").hidden = this.toggle.hidden = false;
  }

  disconnectedCallback() {
    this.stop.abort();
    this.request?.abort();
    clearTimeout(this.waiting);
  }

  switch() {
    const isOn = this.place.hidden;
    this.place.hidden = !isOn;
    this.toggle.setAttribute("aria-pressed", isOn);
    if (isOn) this.refresh();
  }

  refreshSoon() {
    clearTimeout(this.waiting);
    if (!this.place.hidden) this.waiting = setTimeout(() => this.refresh(), PAUSE);
  }

  async refresh() {
    this.request?.abort();
    this.request = new AbortController();
    const body = new URLSearchParams({
      text: this.field.value,
      language: this.field.lang,
      csrfmiddlewaretoken: this.closest("form").elements.csrfmiddlewaretoken.value,
    });
    try {
      const answer = await fetch(this.dataset.preview, { method: "POST", body, signal: this.request.signal });
      const text = await answer.text();
      if (answer.ok && !answer.redirected) this.show(text);
      else this.say(answer.status === 400 ? text : this.dataset.failed);
    } catch (error) {
      if (error.name !== "AbortError") this.say(this.dataset.failed);
    }
  }

  // The fragment is clean; parsed as a document of its own it could run nothing anyway.
  show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const link of page.querySelectorAll("a")) link.target = "_blank"; // what is being written stays open
    this.place.lang = this.field.lang;
    this.place.replaceChildren(...page.body.childNodes);
    if (!this.field.value.trim()) this.say(this.dataset.nothing);
  }

  say(words) {
    this.place.replaceChildren(Object.assign(document.createElement("p"), { className: "help", textContent: words }));
  }
}

customElements.define("markdown-field", MarkdownField);
