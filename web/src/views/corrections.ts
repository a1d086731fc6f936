// What was put right, as far as it is read.

import { api, type Correction } from "../api.ts";
import { clip } from "../card.ts";
import { type Child, h, show } from "../dom.ts";
import type { Context, View } from "./view.ts";

export const corrections: View = {
  title: "Corrections",
  async draw(context: Context, into: HTMLElement): Promise<void> {
    const { book, say, goTo } = context;
    const { corrections: rows, others } = await api.corrections(book.id);
    const n = rows.length;
    show(into,
      h("div", { class: "tools" },
        h("p", { class: "lede" },
          n === 0 ? "Nothing was put right yet in what was read so far." : `${n} ${n === 1 ? "correction" : "corrections"}, kept in a file beside the book.`,
          others > 0 && ` ${others} more ${others === 1 ? "fits" : "fit"} nothing in what was read so far.`),
        h("button", { type: "button", disabled: !book.canUndo, onclick: () => void book.undo() }, "Take the last back")),
      n === 0 && h("p", { class: "empty" }, "A click on a line or a name opens a card; what it says wrong is put right under “Put right”. Doubtful lines come one by one under Review. Words that are marked in the text can be made a thought."),
      h("ol", { class: "corrections" }, rows.map((row) => h("li", {},
        h("p", {}, said(row)),
        h("span", { class: "buttons" },
          row.span && h("button", { type: "button", "aria-label": `Show: ${plain(row)}`, onclick: () => goTo(row.span?.[0] ?? 0) }, "Show"),
          h("button", { type: "button", "aria-label": `Remove: ${plain(row)}`, onclick: () => void book.correct({ remove: row.id }).then((done) => done && say("Removed.")) }, "Remove"))))));
  },
};

function said(row: Correction): Child {
  const name = (i: number): Child => h("strong", {}, row.names?.[i] ?? "");
  const listed = (row.names ?? []).map((_, i) => [i > 0 ? " and " : "", name(i)]);
  const words = h("q", {}, clip(row.words ?? "", 90));
  switch (row.kind) {
    case "merge": return [listed, " are one and the same"];
    case "apart": return [listed, " are never the same"];
    case "split": return [listed, " is somebody of their own"];
    case "rename": return [name(0), " is called ", name(1)];
    case "narrator": return [name(0), " tells the story"];
    case "intended": return [words, " is meant to be so", row.note ? `: ${row.note}` : ""];
    case "line":
      if (row.mode === "none") return [words, " is no quotation"];
      if (row.mode) return [words, ` is ${row.mode === "thought" ? "a thought" : row.mode}`];
      return row.speaker ? [words, " is said by ", h("strong", {}, row.speaker)] : [words, ": nobody can tell who says it"];
  }
}

/** The same in plain words, for the names of buttons. */
function plain(row: Correction): string {
  return [row.kind, ...(row.names ?? []), clip(row.words ?? "", 40), row.speaker ?? ""].filter(Boolean).join(" ");
}
