// The parts of a card with which something is put right.

import { type Child, h } from "./dom.ts";

let n = 0;

/** A folded part for what can be put right; it stays open once it was opened. */
export function right(...children: Child[]): HTMLElement {
  const details = h("details", { class: "right", open: localStorage.getItem("right") === "open" },
    h("summary", {}, "Put right"), children);
  details.addEventListener("toggle", () => localStorage.setItem("right", details.open ? "open" : ""));
  return details;
}

/** A field with a name and a button. */
export function field(label: string, verb: string, done: (name: string) => void, value = "", hasCast = true): HTMLElement {
  const id = `field-${++n}`;
  const input = h("input", { id, type: "text", value, list: hasCast ? "people" : undefined, autocomplete: "off", spellcheck: "false", maxlength: 200, required: true });
  // What stands there already would hide the names that are offered.
  if (hasCast) input.addEventListener("focus", () => input.select());
  return h("form", { class: "field", onsubmit: (event: Event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (name) done(name);
  } }, h("label", { for: id }, label), h("span", { class: "in" }, input, h("button", { type: "submit", "aria-label": `${verb}: ${label}` }, verb)));
}

/** A button that puts something right at once. */
export function action(words: string, done: () => void, label?: string, isOn = false): HTMLElement {
  return h("button", { type: "button", class: "choice", "aria-label": label, "aria-pressed": isOn ? "true" : undefined, onclick: done }, words);
}
