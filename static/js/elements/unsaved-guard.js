// Says that a form is not saved yet, asks before it is left so, and sends it once only. A form that comes back with
// errors is unsaved from the beginning.
class UnsavedGuard extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.hint = this.querySelector("[role='status']");
    this.saved = "unsaved" in this.dataset ? "" : this.state();
    this.stop = new AbortController();
    const { signal } = this.stop;
    for (const type of ["input", "change", "click"]) this.form.addEventListener(type, () => this.tellSoon(), { signal });
    this.form.addEventListener("submit", (event) => this.send(event), { signal });
    addEventListener("beforeunload", (event) => this.ask(event), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.comeBack(), { signal });
    this.tell();
    if ("unsaved" in this.dataset) this.form.querySelector(".errors :is(input:not([type=hidden]), textarea, select)")?.focus();
  }

  disconnectedCallback() {
    this.stop.abort();
    clearTimeout(this.waiting);
  }

  // What would be sent, files by what tells them apart. A field without a file gives one "modified" just now.
  state() {
    return JSON.stringify([...new FormData(this.form)].map(([name, value]) =>
      value instanceof File ? [name, value.name, value.size, value.name && value.lastModified] : [name, value]));
  }

  get isChanged() {
    return this.state() !== this.saved;
  }

  tellSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.tell(), 200);
  }

  tell() {
    const words = this.isChanged ? this.hint.dataset.text : "";
    if (this.hint.textContent !== words) this.hint.textContent = words;
  }

  send(event) {
    if (event.defaultPrevented || event.submitter?.formTarget === "_blank") return; // a preview saves nothing
    if (this.isSent) event.preventDefault();
    this.isSent = true;
    this.form.setAttribute("aria-busy", "true");
  }

  ask(event) {
    if (!this.isSent && this.isChanged) event.preventDefault();
  }

  comeBack() {
    this.isSent = false;
    this.form.removeAttribute("aria-busy");
  }
}

customElements.define("unsaved-guard", UnsavedGuard);
