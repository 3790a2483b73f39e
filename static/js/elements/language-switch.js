// Shows and hides the language columns of a form. Without it all of them are there.
// Languages shown at first: the source's, the editor's own, and any with an error.
class LanguageSwitch extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.boxes = [...this.querySelectorAll("input")];
    const first = new Set([this.dataset.source, this.dataset.mine, ...this.languagesWithErrors()]);
    for (const box of this.boxes) box.checked = first.has(box.value);
    if (!this.boxes.some((box) => box.checked)) this.boxes[0].checked = true;
    this.show = () => this.apply();
    this.addEventListener("change", this.show);
    document.addEventListener("formset:added", this.show);
    this.hidden = false;
    this.apply();
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.show);
    document.removeEventListener("formset:added", this.show);
  }

  apply() {
    const shown = new Set(this.boxes.filter((box) => box.checked).map((box) => box.value));
    for (const [row, language] of this.rows()) row.hidden = !shown.has(language);
  }

  languagesWithErrors() {
    return this.rows().filter(([row]) => row.querySelector(".errorlist")).map(([, language]) => language);
  }

  // Each row that holds one language of a text, by the name of its field: summary_de.
  rows() {
    const languages = this.boxes.map((box) => box.value);
    return [...this.form.querySelectorAll(".form-row")].flatMap((row) => {
      const language = languages.find((code) => [...row.classList].some((name) => /^field-\w+_/.test(name) && name.endsWith(`_${code}`)));
      return language ? [[row, language]] : [];
    });
  }
}

customElements.define("language-switch", LanguageSwitch);
