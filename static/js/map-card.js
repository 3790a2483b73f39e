// What a mark on the map opens: the spaces that it stands for, each with its name, its state in words, and its place.
const SVG = "http://www.w3.org/2000/svg";

const element = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};

// The sign of an operation and stage, as the page's sprite has it. Decoration: the word stands beside it.
export function sign({ mark, operation }) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.classList.add("mark");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(document.createElementNS(SVG, "use"));
  drawing.firstChild.setAttribute("href", `#mark-${mark}`);
  const box = element("span", { className: "space-map__sign" }, drawing);
  box.dataset.operation = operation;
  return box;
}

export function linkTo({ href, name, language }) {
  return element("a", { href, textContent: name, ...(language && { lang: language }) });
}

export function cardOf(spaces, { label, words, onNearer, onClose, onLeave }) {
  const items = spaces.map((space) => {
    const link = linkTo(space);
    link.addEventListener("click", () => onLeave(space.slug)); // so that the way back ends here
    return element("li", {},
      element("p", { className: "space-map__title" }, link),
      element("p", { className: "status" }, sign(space), element("span", {}, space.state)),
      ...[space.where, space.approximation].filter(Boolean).map((text) => element("p", { className: "quiet small", textContent: text })),
    );
  });
  const button = (text, act) => {
    const made = element("button", { type: "button", className: "link-button", textContent: text });
    made.addEventListener("click", act);
    return made;
  };
  const buttons = [...(onNearer ? [button(words.nearer, onNearer)] : []), button(words.close, onClose)];
  const card = element("div", { className: "space-map__card" }, element("ul", { className: "plain" }, ...items), ...buttons);
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", label);
  return card;
}

const NARROW = 480; // pixels: on a smaller map a card would not fit, and stands below it

// The card that is open, in a bubble on the map or below it; one at a time. `slug` names its space where it has but one.
export class OpenCard {
  constructor(L, map, frame, { words, onShut, onLeave }) {
    Object.assign(this, { L, map, frame, words, onShut, onLeave, key: "", slug: "" });
    map.on("popupclose", () => this.leave());
  }

  open(key, place, spaces, { label, onNearer }) {
    this.shut();
    this.card = cardOf(spaces, { label, words: this.words, onNearer, onClose: () => this.shut(), onLeave: this.onLeave });
    this.key = key;
    this.slug = spaces.length === 1 ? spaces[0].slug : "";
    const isNarrow = this.frame.clientWidth < NARROW;
    if (isNarrow) this.frame.after(this.card);
    else {
      const maxHeight = Math.max(160, this.frame.clientHeight - 110);
      this.L.popup({ closeButton: false, maxWidth: 280, minWidth: 200, maxHeight, offset: [0, -12], autoPanPadding: [16, 16] })
        .setLatLng(place).setContent(this.card).openOn(this.map);
    }
    this.card.querySelector("a").focus({ preventScroll: !isNarrow });
  }

  // Whether there was anything to close.
  shut() {
    if (!this.key) return false;
    if (this.card.closest(".leaflet-popup")) this.map.closePopup();
    else {
      this.card.remove();
      this.leave();
    }
    return true;
  }

  leave() {
    const { key } = this;
    this.key = this.slug = "";
    this.onShut(key);
  }
}
