// Takes several photos at once: a part of the form for each, with the file in it and a small picture beside it. Files
// that the server would refuse are named before they are sent. Without it each photo is added by itself.
const TYPES = ["image/jpeg", "image/png", "image/webp"];
const THUMBNAIL = 240;

class PhotoDrop extends HTMLElement {
  connectedCallback() {
    this.group = document.getElementById(`${this.dataset.prefix}-group`);
    this.input = this.querySelector("input");
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.input.addEventListener("change", () => this.take(this.input.files), { signal });
    this.addEventListener("dragover", (event) => event.preventDefault(), { signal });
    this.addEventListener("drop", (event) => this.drop(event), { signal });
    // A browser forgets chosen files when a form comes back with an error: what is missing is asked for before.
    document.addEventListener("submit", (event) => this.ask(event), { signal, capture: true });
    this.hidden = false;
  }

  ask(event) {
    if (event.target !== this.closest("form") || event.submitter?.formTarget === "_blank") return;
    const source = document.querySelector("language-switch")?.dataset.source;
    const added = [...this.group.querySelectorAll(".inline-related:not(.has_original, .empty-form)")].filter((row) => row.querySelector("input[type=file]")?.files.length);
    const wanted = added.flatMap((row) => [...row.querySelectorAll(`input[type=text][name$="-alt_${source}"], input[type=text][name$="-credit"]`)]);
    const empty = wanted.find((field) => !field.value.trim());
    if (!empty) return;
    event.preventDefault();
    this.tell(added.length, []);
    empty.focus();
  }

  disconnectedCallback() {
    this.stop.abort();
  }

  drop(event) {
    event.preventDefault();
    this.take(event.dataTransfer.files);
  }

  async take(files) {
    const refused = [];
    const rows = [];
    this.setAttribute("aria-busy", "true");
    for (const file of [...files]) {
      const picture = await this.read(file);
      const smaller = picture && (await this.shrink(file, picture));
      const why = !picture ? "wrong" : smaller.size > +this.dataset.most ? "large" : this.isTooMuch(smaller) ? "together" : "";
      if (why) refused.push(this.dataset[why].replace("{name}", file.name));
      else rows.push(this.add(smaller, picture));
      picture?.close();
    }
    this.input.value = "";
    this.removeAttribute("aria-busy");
    this.tell(rows.length, refused);
    [...(rows[0]?.querySelectorAll("input[name*='-alt_']:not([type='hidden'])") ?? [])].find((field) => !field.closest("[hidden]"))?.focus();
  }

  async read(file) {
    if (!TYPES.includes(file.type)) return null;
    try {
      return await createImageBitmap(file);
    } catch {
      return null;
    }
  }

  // The portal keeps no more pixels than these: a slow line need not carry them.
  async shrink(file, picture) {
    const scale = Math.min(1, this.dataset.widest / Math.max(picture.width, picture.height));
    if (scale === 1) return file;
    const canvas = this.draw(picture, picture.width * scale);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  }

  draw(picture, width) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width);
    canvas.height = Math.round((picture.height * width) / picture.width);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white"; // as the server does with what is transparent
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  isTooMuch(file) {
    const chosen = [...this.closest("form").querySelectorAll("input[type='file']")].filter((input) => input !== this.input);
    const sizes = chosen.flatMap((input) => [...input.files]).map((other) => other.size);
    return sizes.reduce((sum, size) => sum + size, file.size) > +this.dataset.mostTogether;
  }

  // Django's own link adds the part.
  add(file, picture) {
    let row;
    this.group.addEventListener("formset:added", (event) => (row = event.target), { once: true });
    this.group.querySelector(".add-row a").click();
    const input = row.querySelector("input[type='file']");
    const parcel = new DataTransfer();
    parcel.items.add(file);
    input.files = parcel.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const canvas = this.draw(picture, Math.min(THUMBNAIL, picture.width));
    canvas.className = "photo-drop__thumbnail";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", file.name);
    const facts = Object.assign(document.createElement("p"), { className: "help", textContent: this.factsOf(file, picture) });
    input.closest(".form-row").append(canvas, facts);
    return row;
  }

  factsOf(file, picture) {
    const size = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
    return `${file.name}, ${picture.width} × ${picture.height}, ${size.format(file.size / 1e6)}`;
  }

  tell(count, refused) {
    this.querySelector(".photo-drop__status").textContent = count ? this.dataset.added.replace("{count}", count) : "";
    const list = this.querySelector(".photo-drop__errors");
    list.replaceChildren(...refused.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    list.hidden = !refused.length;
  }
}

customElements.define("photo-drop", PhotoDrop);
