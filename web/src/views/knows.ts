// Who knows what: a grid of things that are known and of those who know them.

import { api, type Knowledge } from "../api.ts";
import { knownFrom } from "../book.ts";
import { clip } from "../card.ts";
import { h, show } from "../dom.ts";
import type { Context, View } from "./view.ts";

/** Columns of the grid, at most; and rows at once. */
const MAX_PEOPLE = 14;
const PAGE = 80;

/** A sign for each way of knowing. */
const SIGNS: Record<string, string> = {
  said: "◆", told: "●", overheard: "◐", witnessed: "◉", read: "▤", inferred: "◌", thought: "○",
};

export const knows: View = {
  title: "Who knows what",
  async draw(context: Context, into: HTMLElement): Promise<void> {
    const { book, card, goTo } = context;
    const facts = [...book.story.knowledge].filter((row) => row.knowers.length > 0)
      .sort((a, b) => begin(a) - begin(b));
    if (facts.length === 0) {
      show(into, h("p", { class: "empty" }, "Nothing is known yet of who knows what."));
      return;
    }
    const counts = new Map<string, number>();
    for (const fact of facts) {
      for (const id of [...fact.knowers.map((k) => k.character), ...(fact.excluded ?? [])]) {
        if (book.person(id)) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    const people = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, MAX_PEOPLE);
    const body = h("tbody");
    const more = h("button", { type: "button", class: "more-rows" }, "More rows");
    let n = 0;
    const add = async (): Promise<void> => {
      const some = facts.slice(n, n + PAGE);
      n += some.length;
      more.hidden = n >= facts.length;
      const spans = some.map((fact) => fact.knowers[0]?.evidence[0] ?? [0, 0] as [number, number]);
      const words = await api.words(book.id, spans).catch(() => [] as string[]);
      some.forEach((fact, i) => {
        const at = begin(fact);
        body.append(h("tr", {},
          h("th", { scope: "row" }, h("button", { type: "button", class: "fact", onclick: () => goTo(at) },
            fact.gist || clip(words[i] ?? "", 90) || "something")),
          people.map((id) => {
            const knower = fact.knowers.find((k) => k.character === id);
            if (!knower) {
              const isOut = fact.excluded?.includes(id);
              return h("td", { class: isOut ? "out" : "" }, isOut && h("span", { role: "img", "aria-label": "kept from them", title: "kept from them" }, "×"));
            }
            const words = [knower.how, knower.by && knower.by !== id ? `by ${book.name(knower.by)}` : "", `since ${book.percent(knower.from)}`].filter(Boolean).join(", ");
            return h("td", { class: book.colour(id) }, h("button", {
              type: "button", class: "knows", title: words, "aria-label": `${book.name(id)}: ${words}`,
              onclick: () => goTo(knower.evidence[0]?.[0] ?? knower.from),
            }, SIGNS[knower.how] ?? "●"));
          })));
      });
    };
    more.addEventListener("click", () => void add());
    const used = [...new Set(facts.flatMap((fact) => fact.knowers.map((k) => k.how)))];
    show(into,
      h("p", { class: "legend" }, used.map((how) => h("span", {}, `${SIGNS[how] ?? "●"} ${how}`)), h("span", {}, "× kept from them")),
      h("div", { class: "grid-box", tabindex: 0, role: "region", "aria-label": "The grid, which can be scrolled" },
        h("table", { class: "grid" },
          h("caption", { class: "hidden" }, "Who knows what, and how"),
          h("thead", {}, h("tr", {}, h("td", {}), people.map((id) => h("th", { scope: "col" },
            h("button", { type: "button", class: `column-name ${book.colour(id)}`, onclick: (e: Event) => void card.who(id, e.currentTarget as HTMLElement) },
              h("span", {}, book.name(id))))))),
          body)),
      more);
    await add();
  },
};

function begin(fact: Knowledge): number {
  return Math.min(...fact.knowers.map((k) => k.evidence[0]?.[0] ?? k.from), knownFrom(fact.knowers[0]?.evidence ?? []) || Infinity);
}
