// The conversations: lines by speaker, addressee or hearer.

import { api, type Line } from "../api.ts";
import type { Book } from "../book.ts";
import { h, show } from "../dom.ts";
import { doubt, whose } from "../mark.ts";
import type { Context, View } from "./view.ts";

export const talk: View = {
  title: "Conversations",
  async draw(context: Context, into: HTMLElement): Promise<void> {
    const { book, query, say } = context;
    const keys = ["by", "to", "heard"] as const;
    const words = { by: "Spoken by", to: "Spoken to", heard: "Within earshot of" };
    const wanted = () => Object.fromEntries([...keys, "mode"].map((key) => [key, query.get(key) ?? ""]));
    const change = (key: string, value: string): void => {
      if (value) query.set(key, value); else query.delete(key);
      history.replaceState(null, "", `#/book/${book.id}/talk?${query}`);
      void load(0);
    };
    const people = [...book.story.characters].sort((a, b) => b.quotations - a.quotations || a.name.localeCompare(b.name));
    const choices = keys.map((key) => {
      const select = h("select", { onchange: (event: Event) => change(key, (event.target as HTMLSelectElement).value) },
        h("option", { value: "" }, "anybody"), people.map((p) => h("option", { value: p.id, selected: query.get(key) === p.id }, p.name)));
      return h("label", {}, h("span", {}, words[key]), select);
    });
    const modes = h("label", {}, h("span", {}, "Kind"),
      h("select", { onchange: (event: Event) => change("mode", (event.target as HTMLSelectElement).value) },
        [["", "all"], ["speech", "speech"], ["thought", "thoughts"], ["writing", "writing"]].map(([value, name]) =>
          h("option", { value, selected: query.get("mode") === value }, name))));
    const count = h("p", { class: "lede", role: "status" });
    const list = h("ol", { class: "talk" });
    const more = h("button", { type: "button", class: "more-rows", hidden: true }, "More lines");
    show(into, h("div", { class: "filters" }, choices, modes), count, list, more);
    let n = 0;
    let last = "";
    const load = async (skip: number): Promise<void> => {
      const found = await api.lines(book.id, { ...wanted(), skip });
      if (skip === 0) { list.replaceChildren(); n = 0; last = ""; }
      for (const { row, words: parts } of found.lines) {
        const isNew = (row.conversation ?? "") !== last;
        last = row.conversation ?? "";
        list.append(lineRow(context, row, parts, isNew && n > 0));
        n++;
      }
      count.textContent = `${found.total} ${found.total === 1 ? "line" : "lines"}`;
      more.hidden = n >= found.total;
    };
    more.addEventListener("click", () => void load(n));
    await load(0).catch((error: unknown) => say(String(error)));
  },
};

/** A line as a row: who, to whom, and the words. */
export function lineRow({ book, why, goTo }: Context, row: Line, words: string[], isNew: boolean): HTMLElement {
  return h("li", { class: `${book.colour(row.speaker?.id)} ${doubt(row)} ${row.mode}${isNew ? " new" : ""}` },
    h("button", { type: "button", class: "speaker", title: `${whose(book, row)}. Why?`, onclick: () => why(row) },
      names(book, row)),
    h("button", { type: "button", class: "words", onclick: () => goTo(row.spans[0]?.[0] ?? 0) },
      words.map((w) => w.replace(/\s+/g, " ")).join(" … ")));
}

function names(book: Book, row: Line): Node[] {
  const speaker = row.speaker ? book.name(row.speaker.id) + (doubt(row) === "doubtful" ? "?" : "") : "?";
  const to = (row.addressees ?? []).map((someone) => book.name(someone.id)).join(", ");
  return [h("span", { class: "from" }, speaker), ...(to ? [h("span", { class: "to" }, ` to ${to}`)] : [])];
}
