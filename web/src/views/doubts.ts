// The lines whose speaker is unknown or unsure, one after the other.

import { api } from "../api.ts";
import { SURE } from "../book.ts";
import { h, show } from "../dom.ts";
import { lineRow } from "./talk.ts";
import type { Context, View } from "./view.ts";

export const doubts: View = {
  title: "Doubts",
  async draw(context: Context, into: HTMLElement): Promise<void> {
    const { book, say } = context;
    const count = h("p", { class: "lede", role: "status" });
    const list = h("ol", { class: "talk doubts" });
    const more = h("button", { type: "button", class: "more-rows", hidden: true }, "More lines");
    show(into, count, list, more);
    let n = 0;
    const load = async (): Promise<void> => {
      const found = await api.lines(book.id, { below: SURE, skip: n });
      for (const { row, words } of found.lines) list.append(lineRow(context, row, words, false));
      n += found.lines.length;
      count.textContent = found.total === 0
        ? `Of ${book.story.n_lines} lines so far none is in doubt.`
        : `${found.total} of ${book.story.n_lines} lines so far are in doubt. j and k go through them, Enter tells why.`;
      more.hidden = n >= found.total;
    };
    more.addEventListener("click", () => void load());
    list.addEventListener("keydown", (event) => {
      if (event.key !== "j" && event.key !== "k") return;
      const all = [...list.querySelectorAll<HTMLElement>(".speaker")];
      const at = all.findIndex((button) => button.parentElement?.contains(document.activeElement));
      const next = all[at + (event.key === "j" ? 1 : -1)];
      next?.focus();
      next?.scrollIntoView({ block: "nearest", behavior: "instant" });
      event.preventDefault();
      event.stopPropagation();
    });
    await load().catch((error: unknown) => say(String(error)));
  },
};
