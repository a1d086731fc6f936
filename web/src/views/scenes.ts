// The scenes: who is on the stage, where and when.

import type { Character, Scene } from "../api.ts";
import type { Book } from "../book.ts";
import { h, s, show } from "../dom.ts";
import type { Context, View } from "./view.ts";

/** People who have a row in the timeline, at most. */
const MAX_ROWS = 16;
/** Scenes that are listed at once. */
const PAGE = 60;

export const scenes: View = {
  title: "Scenes",
  draw(context: Context, into: HTMLElement): void {
    const { book } = context;
    const all = book.story.scenes;
    if (all.length === 0) {
      show(into, h("p", { class: "empty" }, "No scene is known yet. Read on a little."));
      return;
    }
    const list = h("ol", { class: "scenes" });
    let n = 0;
    const more = h("button", { type: "button", class: "more-rows" }, "More scenes");
    const add = (): void => {
      for (const scene of all.slice(n, n + PAGE)) list.append(row(context, scene, ++n));
      more.hidden = n >= all.length;
    };
    more.addEventListener("click", add);
    add();
    show(into, h("p", { class: "lede" }, `${all.length} ${all.length === 1 ? "scene" : "scenes"} so far. A bar is a stay; a click goes there.`),
      timeline(context), list, more);
  },
};

function row({ book, card, goTo }: Context, scene: Scene, n: number): HTMLElement {
  const people = [...new Set((scene.presence ?? []).map((p) => p.character))].filter((id) => book.person(id));
  const where = scene.place ? book.name(scene.place) : "";
  return h("li", {},
    h("button", { type: "button", class: "go", onclick: () => goTo(scene.span[0]) },
      h("span", { class: "n" }, n), h("span", { class: "where" }, where || book.chapter(scene.span[0]) || "A place that is not named"),
      scene.time && h("span", { class: "when" }, scene.time.text)),
    h("p", { class: "there" },
      people.slice(0, 14).map((id) => h("button", {
        type: "button", class: `chip ${book.colour(id)}`,
        onclick: (event: Event) => void card.who(id, event.currentTarget as HTMLElement),
      }, book.name(id), scene.focalizer === id && h("span", { class: "eye", title: "seen through their eyes" }, " ◉"))),
      people.length > 14 && ` and ${people.length - 14} more`),
    h("p", { class: "at" }, [where && book.chapter(scene.span[0]), book.percent(scene.span[0])].filter(Boolean).join(", ")));
}

/** The stays of everybody, all scenes along one line. */
function timeline({ book, card, goTo }: Context): HTMLElement {
  const { scenes: all } = book.story;
  const [from, to] = [all[0]?.span[0] ?? 0, all.at(-1)?.span[1] ?? 1];
  const [left, width, rowHeight] = [150, 850, 26];
  const x = (at: number): number => left + (width * (at - from)) / Math.max(1, to - from);
  const stays = new Map<string, [number, number][]>();
  for (const scene of all) {
    for (const p of scene.presence ?? []) {
      if (!book.person(p.character)) continue;
      const own = stays.get(p.character) ?? [];
      own.push([p.from, p.to]);
      stays.set(p.character, own);
    }
  }
  const weight = (id: string): number => (stays.get(id) ?? []).reduce((sum, [a, b]) => sum + b - a, 0);
  const people = [...stays.keys()].sort((a, b) => weight(b) - weight(a)).slice(0, MAX_ROWS)
    .map((id) => book.person(id)).filter((p): p is Character => !!p);
  const height = people.length * rowHeight + 34;
  const svg = s("svg", { viewBox: `0 0 ${left + width + 10} ${height}`, class: "timeline", role: "img",
    "aria-label": `Who is on the stage when: ${people.map((p) => p.name).join(", ")}` });
  all.forEach((scene, i) => {
    svg.append(s("rect", { x: x(scene.span[0]), y: 0, width: Math.max(0.5, x(scene.span[1]) - x(scene.span[0])), height: height - 22,
      class: i % 2 ? "band odd" : "band", onclick: () => goTo(scene.span[0]) },
      s("title", {}, [scene.place && book.name(scene.place), scene.time?.text].filter(Boolean).join(", ") || `Scene ${i + 1}`)));
  });
  for (const chapter of book.story.chapters) {
    if (chapter.span[0] <= from || book.story.chapters.length > 60) continue;
    svg.append(s("line", { x1: x(chapter.span[0]), x2: x(chapter.span[0]), y1: 0, y2: height - 22, class: "chapter" }));
  }
  people.forEach((person, i) => {
    const y = i * rowHeight + 6;
    svg.append(s("text", { x: left - 12, y: y + 13, "text-anchor": "end", class: "label", onclick: () => void card.who(person.id) }, short(person.name)));
    for (const [a, b] of merged(stays.get(person.id) ?? [])) {
      svg.append(s("rect", { x: x(a), y: y + 2, width: Math.max(2, x(b) - x(a)), height: rowHeight - 12, rx: 4,
        class: `stay ${book.colour(person.id)}`, onclick: () => goTo(a) }, s("title", {}, person.name)));
    }
  });
  svg.append(s("text", { x: left, y: height - 5, class: "axis" }, book.percent(from)),
    s("text", { x: left + width, y: height - 5, "text-anchor": "end", class: "axis" }, book.percent(to)));
  return h("figure", { class: "timeline-box", tabindex: 0, "aria-label": "The timeline, which can be scrolled" }, svg);
}

function short(name: string): string {
  return name.length > 20 ? `${name.slice(0, 19)}…` : name;
}

/** Stays that touch are one. */
function merged(stays: [number, number][]): [number, number][] {
  const all: [number, number][] = [];
  for (const [a, b] of [...stays].sort((p, q) => p[0] - q[0])) {
    const last = all.at(-1);
    if (last && a <= last[1] + 4) last[1] = Math.max(last[1], b);
    else all.push([a, b]);
  }
  return all;
}

/** Where in the book somebody is on the stage, as a small strip. */
export function strip(book: Book, id: string): SVGElement {
  const { place } = book.outline;
  const svg = s("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", class: "strip", "aria-hidden": "true" },
    s("rect", { x: 0, y: 2.5, width: 100, height: 1, class: "rail" }));
  const stays = book.story.scenes.flatMap((scene) => (scene.presence ?? []).filter((p) => p.character === id)
    .map((p): [number, number] => [p.from, p.to]));
  for (const [a, b] of merged(stays)) {
    svg.append(s("rect", { x: (100 * a) / place, y: 0, width: Math.max(0.6, (100 * (b - a)) / place), height: 6, class: "stay" }));
  }
  return svg;
}
