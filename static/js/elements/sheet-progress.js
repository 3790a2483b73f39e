// Shows how far a long import is while its form is under way. Without it the page simply takes its time.
class SheetProgress extends HTMLElement {
  connectedCallback() {
    this.onSubmit = (event) => this.begin(event.target);
    this.onShow = (event) => event.persisted && location.reload();
    this.addEventListener("submit", this.onSubmit);
    addEventListener("pageshow", this.onShow);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.onSubmit);
    removeEventListener("pageshow", this.onShow);
    clearInterval(this.timer);
  }

  begin(form) {
    const label = Object.assign(document.createElement("label"), { textContent: this.getAttribute("label") });
    label.setAttribute("role", "status");
    this.bar = document.createElement("progress");
    label.append(document.createElement("br"), this.bar);
    this.append(label);
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    const address = this.getAttribute("address").replace("KEY", form.elements.progress.value);
    this.timer = setInterval(() => this.ask(address), 1000);
  }

  async ask(address) {
    try {
      const answer = await fetch(address);
      const { done, total } = await answer.json();
      if (!total) return;
      this.bar.max = total;
      this.bar.value = done;
    } catch {
      // The next second asks again.
    }
  }
}

customElements.define("sheet-progress", SheetProgress);
