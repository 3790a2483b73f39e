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
