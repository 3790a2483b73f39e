// Around the field of a translation: keeps what is typed as a draft, tells what a machine finds in it, finishes it by
// Control and Enter. What the server did not take stays in the browser and is sent as soon as it answers again.
const PAUSE = 800; // milliseconds without a key
const AGAIN = 4000; // milliseconds after a failure

class TranslationField extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.field = this.querySelector("textarea");
    this.status = this.querySelector("[data-status]");
    this.remarks = this.form.querySelector("[data-remarks]");
    this.seen = this.form.elements.text_seen;
    this.name = `translation:${this.dataset.name}`;
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.field.addEventListener("input", () => this.typed(), { signal });
    this.form.addEventListener("submit", (event) => this.send(event), { signal });
    document.addEventListener("keydown", (event) => this.finishByKey(event), { signal });
    addEventListener("pagehide", () => this.isWaiting && !this.isSent && this.keep({ keepalive: true }), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.comeBack(), { signal });
    addEventListener("online", () => this.isWaiting && this.keep(), { signal });
    this.recover();
    if (!document.getElementById("problems") && matchMedia("(width >= 60rem)").matches) this.field.focus();
  }

  disconnectedCallback() {
    this.stop.abort();
    clearTimeout(this.timer);
  }

  // What a former visit could not send. If the text was finished since by somebody else, both are shown when this one
  // is to be finished; if it was sent to be finished and is, it is here already.
  recover() {
    const { text, seen, isSent } = this.stored();
    if (text === undefined || text === this.field.value || (isSent && seen !== this.seen.value)) return this.store(null);
    this.field.value = text;
    this.seen.value = seen;
    this.typed();
    this.say(this.dataset.recovered);
  }

  typed() {
    this.comeBack();
    this.isWaiting = true;
    this.store({ text: this.field.value, seen: this.seen.value });
    this.soon(PAUSE);
  }

  // The browser may have no room, or forbid it: the server's draft does not depend on it.
  stored() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  store(what) {
    try {
      if (what) localStorage.setItem(this.name, JSON.stringify(what));
      else localStorage.removeItem(this.name);
    } catch {
      // See above.
    }
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), wait);
  }

  // One at a time: of two, the older could arrive last.
  async keep(how = {}) {
    if (this.isSent || (this.request && !how.keepalive)) return;
    const text = this.field.value;
    const body = new URLSearchParams(new FormData(this.form));
    body.set("do", "save");
    this.request = new AbortController();
    const { signal } = this.request;
    let wait = PAUSE;
    try {
      const answer = await fetch(this.form.action, {
        method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", signal, ...how,
      });
      if (answer.ok) this.show(await answer.json(), text);
      else this.say([0, 403].includes(answer.status) ? this.dataset.signedOut : this.dataset.failed);
      if (!answer.ok) wait = AGAIN;
    } catch (error) {
      if (error.name === "AbortError") return;
      this.say(this.dataset.failed);
      wait = AGAIN;
    } finally {
      this.request = null;
    }
    if (this.isWaiting) this.soon(wait);
  }

  show({ saved, remarks }, text) {
    if (text !== this.field.value) return; // typed on meanwhile: the next answer tells
    this.isWaiting = false;
    this.store(null);
    this.say(saved);
    const lines = remarks.map((words) => Object.assign(document.createElement("li"), { textContent: words }));
    this.remarks.replaceChildren(...lines);
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  send(event) {
    if (event.submitter?.formTarget === "_blank") return;
    if (this.isSent) return event.preventDefault();
    this.isSent = true;
    clearTimeout(this.timer);
    this.request?.abort();
    const { text, seen } = this.stored();
    if (event.submitter?.value === "discard") this.store(null);
    else if (text !== undefined) this.store({ text, seen, isSent: true });
  }

  // After a page that did not come, or the way back.
  comeBack() {
    this.isSent = false;
  }

  finishByKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.form.requestSubmit(this.form.querySelector("button[value='done']"));
  }
}

customElements.define("translation-field", TranslationField);
