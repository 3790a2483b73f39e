// Which rows of a form hold which language of which text. A row is told by the name of its field: summary_de.

export function translatedRows(form, languages) {
  return [...form.querySelectorAll(".form-row")].flatMap((row) => {
    for (const name of row.classList) {
      const language = languages.find((code) => name.startsWith("field-") && name.endsWith(`_${code.replaceAll("-", "_")}`));
      if (language) return [{ row, language, text: name.slice(0, -language.length) }];
    }
    return [];
  });
}

// The rows of one text, by language, in the order of the form. Parts that are only patterns or are deleted do not count.
export function translatedTexts(form, languages) {
  const texts = new Map();
  for (const { row, language, text } of translatedRows(form, languages)) {
    const part = row.closest(".inline-related");
    if (part?.matches(".empty-form") || part?.querySelector("[name$='-DELETE']:checked")) continue;
    const group = row.parentElement;
    if (!texts.has(group)) texts.set(group, new Map());
    const found = texts.get(group);
    if (!found.has(text)) found.set(text, new Map());
    found.get(text).set(language, row);
  }
  return [...texts.values()].flatMap((found) => [...found.values()]);
}

export const fieldOf = (row) => row.querySelector("textarea, input:not([type='hidden'])");

export function textOf(row) {
  if (!row) return "";
  const field = fieldOf(row);
  const text = (field ? field.value : row.querySelector(".readonly")?.textContent ?? "").trim();
  return !field && text === "-" ? "" : text; // what Django shows for nothing
}
