// Search: names, lines and the text, up to the place.

import { api } from "../api.ts";
import { h, show } from "../dom.ts";
import { whose } from "../mark.ts";
import type { Context, View } from "./view.ts";

export const search: View = {
  title: "Search",
  async draw(context: Context, into: HTMLElement): Promise<void> {
    const { book, card, query, goTo, say } = context;
    const results = h("div", { class: "results", role: "status" });
    const box = h("input", { type: "search", value: query.get("q") ?? "", "aria-label": "Search what was read", placeholder: "Words, a name …", autocomplete: "off", spellcheck: "false" });
    let run = 0;
    const look = async (): Promise<void> => {
      const own = ++run;
      const q = box.value.trim();
      query.set("q", q);
      history.replaceState(null, "", `#/book/${book.id}/search?${query}`);
      if (q.length < 2) { show(results, h("p", { class: "empty" }, "What was read so far is searched: the words, who speaks them, and the names.")); return; }
      const folded = q.toLowerCase();
      const { hits } = await api.find(book.id, q);
      if (own !== run) return;
      const people = book.story.characters.filter((row) => [row.name, ...row.aliases.map((a) => a.text)].some((name) => name.toLowerCase().includes(folded)));
      const things = [...book.story.places, ...book.story.objects].filter((row) => row.name.toLowerCase().includes(folded));
      const found = (list: typeof hits) => h("ol", { class: "hits" }, list.map((hit) => h("li", { class: book.colour(hit.line?.speaker?.id) },
        h("button", { type: "button", onclick: () => goTo(hit.span[0]) },
          h("span", { class: "context" }, "… ", hit.around[0].replace(/\s+/g, " ").replace(/^\S* /, ""), h("mark", {}, hit.around[1].replace(/\s+/g, " ")), hit.around[2].replace(/\s+/g, " ").replace(/ \S*$/, ""), " …"),
          h("span", { class: "at" }, [hit.line ? whose(book, hit.line) : "", book.chapter(hit.span[0]), book.percent(hit.span[0])].filter(Boolean).join(" · "))))));
      const spoken = hits.filter((hit) => hit.line);
      const told = hits.filter((hit) => !hit.line);
      show(results,
        people.length + things.length + hits.length === 0 && h("p", { class: "empty" }, "Not in what was read so far."),
        people.length > 0 && [h("h2", {}, "Names"), h("p", { class: "there" }, people.slice(0, 20).map((row) =>
          h("button", { type: "button", class: `chip ${book.colour(row.id)}`, onclick: (e: Event) => void card.who(row.id, e.currentTarget as HTMLElement) }, row.name)))],
        things.length > 0 && h("p", { class: "there" }, things.slice(0, 20).map((row) =>
          h("button", { type: "button", class: "chip", onclick: (e: Event) => void card.who(row.id, e.currentTarget as HTMLElement) }, row.name))),
        spoken.length > 0 && [h("h2", {}, `In lines (${spoken.length})`), found(spoken)],
        told.length > 0 && [h("h2", {}, `In the telling (${told.length})`), found(told)]);
    };
    let timer = 0;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => void look().catch((error: unknown) => say(String(error))), 150);
    });
    show(into, h("div", { class: "search-box" }, box), results);
    if (document.activeElement === document.body || document.activeElement === null) box.focus();
    await look().catch((error: unknown) => say(String(error)));
  },
};
