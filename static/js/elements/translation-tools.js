// Beneath a translation: copies the text of the source language into it, and shows that text where its own row is hidden.
// <language-switch> puts one into each row that may be written.
import { fieldOf, textOf } from "../translated-rows.js";

class TranslationTools extends HTMLElement {
  connectedCallback() {
    this.onClick = (event) => this[event.target.dataset.act]?.();
    this.addEventListener("click", this.onClick);
    this.details = this.querySelector("details");
    this.onToggle = () => this.read();
    this.details.addEventListener("toggle", this.onToggle);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.onClick);
    this.details.removeEventListener("toggle", this.onToggle);
  }

  // The source language may be chosen anew while the form is open.
  from(row, language, name) {
    this.source = row;
    for (const element of this.querySelectorAll("[data-text]")) element.textContent = element.dataset.text.replace("{language}", name);
    this.querySelector("p").lang = language;
    this.read();
  }

  read() {
    this.querySelector("p").textContent = textOf(this.source);
  }

  copy() {
    const text = textOf(this.source);
    const field = fieldOf(this.closest(".form-row"));
    if (!text || field.value === text) return field.focus();
    this.former = field.value;
    this.put(field, text);
  }

  undo() {
    this.put(fieldOf(this.closest(".form-row")), this.former);
    this.querySelector("[data-act='copy']").focus();
    this.querySelector("[data-act='undo']").hidden = true;
  }

  put(field, text) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    this.querySelector("[data-act='undo']").hidden = false;
    field.focus();
  }
}

customElements.define("translation-tools", TranslationTools);
