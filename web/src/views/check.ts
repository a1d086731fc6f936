// What in the story cannot be, as far as it is read; some of it is meant to be so.

import { api, type Finding } from "../api.ts";
import { clip } from "../card.ts";
import { h, show } from "../dom.ts";
import type { Context, View } from "./view.ts";

export const check: View = {
  title: "Check",
  async draw(context: Context, into: HTMLElement): Promise<void> {
    const { book } = context;
    const { findings } = await api.findings(book.id);
    const open = findings.filter((row) => !row.intended);
    const meant = findings.filter((row) => row.intended);
    show(into,
      h("p", { class: "lede" }, open.length === 0
        ? "Nothing that cannot be was found in what was read so far."
        : `${open.length} ${open.length === 1 ? "passage does" : "passages do"} not fit what stands before. It may be a slip, or meant to be so.`),
      h("ol", { class: "findings" }, open.map((row) => finding(context, row))),
      meant.length > 0 && [h("h3", { class: "part" }, "Meant to be so"), h("ol", { class: "findings meant" }, meant.map((row) => finding(context, row)))]);
  },
};

function finding({ book, card, goTo }: Context, row: Finding): HTMLElement {
  const passage = (i: 0 | 1) => {
    const span = i === 0 ? row.first : row.second;
    return h("button", { type: "button", class: "passage", onclick: () => goTo(span[0]) },
      h("span", { class: "at" }, [i === 0 ? "first" : "then", book.chapter(span[0]), book.percent(span[0])].filter(Boolean).join(", ")),
      h("span", { class: "words" }, clip(row.words[i], 240)));
  };
  const { character } = row;
  return h("li", {},
    h("h3", {}, row.message.charAt(0).toUpperCase() + row.message.slice(1)),
    passage(0), passage(1),
    h("p", { class: "buttons" },
      character && book.person(character) ? h("button", { type: "button", onclick: (event: Event) => void card.who(character, event.currentTarget as HTMLElement) }, `Who is ${book.name(character)}?`) : null,
      row.intended
        ? h("button", { type: "button", "aria-label": `Not meant after all: ${row.message}`, onclick: () => void book.correct({ remove: row.intended ?? "" }) }, "Not meant after all")
        : h("button", { type: "button", "aria-label": `Meant to be so: ${row.message}`, onclick: () => void book.correct({ intended: { finding: row.id } }) }, "Meant to be so")));
}
