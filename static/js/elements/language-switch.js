// Shows and hides the languages of a form's texts and says how complete each is. Without it all of them are there.
// Shown at first: the source language, the editor's own, any with an error, and what a translator may write.
import { fieldOf, textOf, translatedRows, translatedTexts } from "../translated-rows.js";
import "./translation-tools.js";

class LanguageSwitch extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.boxes = [...this.querySelectorAll("input")];
    this.languages = this.boxes.map((box) => box.value);
    this.chosenSource = this.form.querySelector("select[name='source_language']");
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.addEventListener("change", () => this.show(), { signal });
    this.form.addEventListener("input", () => this.tellSoon(), { signal });
    this.form.addEventListener("change", (event) => (event.target === this.chosenSource ? this.arrange() : this.tellSoon()), { signal });
    document.addEventListener("formset:added", () => this.arrange(), { signal });
    document.addEventListener("formset:removed", () => this.tellSoon(), { signal });
    const first = this.shownAtFirst();
    for (const box of this.boxes) box.checked = first.has(box.value);
    this.querySelector("details").open = matchMedia("(width >= 64rem) and (height >= 44rem)").matches;
    this.hidden = !translatedRows(this.form, this.languages).length;
    this.arrange();
  }

  disconnectedCallback() {
    this.stop.abort();
    cancelAnimationFrame(this.waiting);
  }

  get source() {
    const source = this.chosenSource?.value || this.dataset.source;
    return this.languages.includes(source) ? source : this.languages[0];
  }

  nameOf(language) {
    return this.boxes.find((box) => box.value === language).dataset.name;
  }

  shownAtFirst() {
    const rows = translatedRows(this.form, this.languages);
    const wrong = rows.filter(({ row }) => row.querySelector(".errorlist"));
    const mayWriteSource = rows.some(({ row, language }) => language === this.source && fieldOf(row));
    const own = mayWriteSource ? [] : rows.filter(({ row }) => fieldOf(row) && !row.closest(".empty-form"));
    return new Set([this.source, this.dataset.mine, ...[...wrong, ...own].map(({ language }) => language)]);
  }

  // The source language first, in the list and within each text.
  arrange() {
    const list = this.querySelector("ul");
    const items = this.boxes.map((box) => box.closest("li"));
    list.replaceChildren(items[this.languages.indexOf(this.source)], ...items.filter((_item, i) => this.languages[i] !== this.source));
    for (const rows of translatedTexts(this.form, this.languages)) {
      const source = rows.get(this.source);
      const [first] = rows.values();
      if (source && first !== source && first.compareDocumentPosition(source) & Node.DOCUMENT_POSITION_FOLLOWING) first.before(source);
      for (const [language, row] of rows) {
        row.toggleAttribute("data-translation", language !== this.source);
        this.equip(row, language, source);
      }
    }
    this.show();
  }

  // Each translation that may be written gets its tools.
  equip(row, language, source) {
    let tools = row.querySelector("translation-tools");
    if (language === this.source || !source || !fieldOf(row)) {
      tools?.remove();
      return;
    }
    if (!tools) {
      tools = document.createElement("translation-tools");
      tools.append(this.querySelector("template").content.cloneNode(true));
      row.append(tools);
    }
    tools.from(source, this.source, this.nameOf(this.source));
  }

  show() {
    const shown = new Set(this.boxes.filter((box) => box.checked).map((box) => box.value));
    for (const { row, language } of translatedRows(this.form, this.languages)) row.hidden = !shown.has(language);
    for (const details of this.form.querySelectorAll(".translation__source")) details.hidden = shown.has(this.source);
    this.tell();
  }

  tellSoon() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.tell());
  }

  tell() {
    const written = translatedTexts(this.form, this.languages).filter((rows) => textOf(rows.get(this.source)));
    for (const box of this.boxes) {
      const missing = written.filter((rows) => rows.has(box.value) && !textOf(rows.get(box.value))).length;
      const doubtful = written.filter((rows) => rows.get(box.value)?.querySelector(".translation__state")).length;
      const [state, words] = this.stateOf(box.value, missing, doubtful, written.length);
      const place = box.closest("li").querySelector(".language-switch__state");
      place.textContent = words;
      place.dataset.state = state;
    }
  }

  stateOf(language, missing, doubtful, all) {
    if (language === this.source) return ["source", this.dataset.isSource];
    if (!all) return ["none", ""];
    if (!missing && doubtful) return ["missing", this.dataset.doubtful.replace("{number}", doubtful)];
    if (!missing) return ["complete", this.dataset.complete];
    if (missing === all) return ["empty", this.dataset.empty];
    return ["missing", this.dataset.missing.replace("{missing}", missing).replace("{all}", all)];
  }
}

customElements.define("language-switch", LanguageSwitch);
