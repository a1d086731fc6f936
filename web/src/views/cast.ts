// The cast, as far as it is known.

import { h, show } from "../dom.ts";
import { strip } from "./scenes.ts";
import type { Context, View } from "./view.ts";

export const cast: View = {
  title: "Cast",
  draw({ book, card }: Context, into: HTMLElement): void {
    const people = [...book.story.characters].sort((a, b) => b.mentions - a.mentions);
    if (people.length === 0) {
      show(into, h("p", { class: "empty" }, "Nobody is known yet. Read on a little."));
      return;
    }
    const max = Math.max(...people.map((row) => row.mentions), 1);
    show(into,
      h("p", { class: "lede" }, `${people.length} ${people.length === 1 ? "character" : "characters"} so far, the most mentioned first.`),
      h("ul", { class: "cast" }, people.map((row) => {
        const others = row.aliases.filter((alias) => alias.text !== row.name).map((alias) => alias.text);
        return h("li", { class: book.colour(row.id) },
          h("button", { type: "button", class: "person", onclick: (event: Event) => void card.who(row.id, event.currentTarget as HTMLElement) },
            h("span", { class: "dot", "aria-hidden": "true" }), h("span", { class: "called" }, row.name),
            row.narrator && h("span", { class: "tag" }, "narrator"),
            row.kind !== "person" && h("span", { class: "tag" }, row.kind)),
          h("p", { class: "others" }, others.slice(0, 5).join(", "), others.length > 5 && ` and ${others.length - 5} more`),
          h("p", { class: "numbers" }, `${row.quotations} ${row.quotations === 1 ? "line" : "lines"}`),
          h("div", { class: "bar", "aria-hidden": "true" }, bar(row.mentions / max)),
          strip(book, row.id));
      })));
  },
};

function bar(share: number): HTMLElement {
  const element = h("span");
  element.style.width = `${Math.max(1, 100 * share)}%`;
  return element;
}
