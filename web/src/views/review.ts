// The review: doubtful lines one by one, those first of which an answer settles most. A digit
// answers; the next line is there at once, and what follows from the answers comes when the
// hands rest.

import { api, type Doubt, type Wish } from "../api.ts";
import { type Book, SURE } from "../book.ts";
import { clip } from "../card.ts";
import { h, show } from "../dom.ts";
import { lineRow } from "./talk.ts";
import type { Context, View } from "./view.ts";

/** Milliseconds of rest before the story is read anew. */
const REST = 2500;
/** Lines ahead under which more are asked for. */
const AHEAD = 10;
/** Letters of a line after which its middle is left out. */
const LONG = 900;

interface Past { doubt: Doubt; answer: string | null }

/** The lines of a book that are to be looked at; kept while other views are open. */
class Queue {
  past: Past[] = [];
  next: Doubt[] = [];
  total = 0;
  private version = "";
  private loaded = 0;
  private readonly gone = new Set<string>();

  constructor(readonly book: Book) {}

  get current(): Doubt | undefined { return this.next[0]; }
  get answered(): number { return this.past.filter((row) => row.answer !== null).length; }
  get left(): number { return Math.max(this.next.length, this.total - this.past.length); }

  /** Asks for more lines; for all anew if the story was read anew. The line that is being
   * looked at stays. */
  async load(): Promise<void> {
    let queue = await api.review(this.book.id, this.loaded);
    const isAnew = queue.version !== this.version;
    if (isAnew && this.loaded > 0) queue = await api.review(this.book.id, 0);
    if (isAnew) { this.next = this.next.slice(0, 1); this.loaded = 0; }
    this.version = queue.version;
    this.loaded += queue.lines.length;
    const there = new Set(this.next.map((doubt) => doubt.row.id));
    this.next.push(...queue.lines.filter(({ row }) => !this.gone.has(row.id) && !there.has(row.id)));
    // Who was skipped is in doubt still.
    this.total = queue.total + (isAnew ? this.answered : 0);
    if (this.next.length < AHEAD && this.loaded < queue.total && queue.lines.length > 0) await this.load();
  }

  get isLow(): boolean { return this.next.length < AHEAD; }

  /** The story was read anew: what was asked before may be settled. */
  renew(): Promise<void> { this.loaded = 0; this.version = ""; return this.load(); }

  go(answer: string | null): void {
    const doubt = this.next.shift();
    if (!doubt) return;
    this.gone.add(doubt.row.id);
    this.past.push({ doubt, answer });
  }

  back(): Past | undefined {
    const last = this.past.pop();
    if (last) { this.gone.delete(last.doubt.row.id); this.next.unshift(last.doubt); }
    return last;
  }

  /** An answer that was refused is asked for again. */
  again(doubt: Doubt): void {
    this.past = this.past.filter((row) => row.doubt !== doubt);
    this.gone.delete(doubt.row.id);
    this.next.unshift(doubt);
  }
}

const queues = new WeakMap<Book, Queue>();
let shown: { queue: Queue; draw: () => void; key: (event: KeyboardEvent) => boolean } | undefined;

export const review: View = {
  title: "Review",
  async draw(context: Context, into: HTMLElement): Promise<void> {
    const { book, say } = context;
    const queue = queues.get(book) ?? new Queue(book);
    queues.set(book, queue);
    const page = h("div", { class: "review" });
    const spoken = h("p", { class: "hidden", role: "status" });
    const list = asList(context);
    show(into, page, spoken, list);

    const more = (): void => { if (queue.isLow) void queue.load().then(() => { if (!page.childElementCount || page.dataset["line"] !== queue.current?.row.id) draw(); }).catch((error: unknown) => say(String(error))); };
    const answer = (name: string | null, wish: (line: string) => Wish): void => {
      const doubt = queue.current;
      if (!doubt) return;
      queue.go(name ?? "nobody");
      draw();
      more();
      void book.correct(wish(doubt.row.id), REST).then((isDone) => { if (!isDone) { queue.again(doubt); draw(); } });
    };
    const speaker = (name: string | null): void => answer(name, (line) => ({ speaker: { line, name } }));
    const mode = (mode: string): void => answer(mode, (line) => ({ mode: { line, mode } }));
    const skip = (): void => { queue.go(null); draw(); more(); };
    const back = (): void => {
      const last = queue.back();
      if (!last) { say("This is the first line."); return; }
      draw();
      if (last.answer !== null) void book.undo(REST);
    };

    function draw(): void {
      const doubt = queue.current;
      page.dataset["line"] = doubt?.row.id ?? "";
      const count = h("p", { class: "lede" }, queue.answered > 0 && `${queue.answered} answered. `,
        doubt ? `${queue.left} doubtful ${queue.left === 1 ? "line" : "lines"}, those first of which an answer settles most.` : "");
      if (!doubt) {
        show(page, count, h("p", { class: "empty" }, queue.past.length > 0
          ? "That was the last doubtful line of what was read so far."
          : `Of ${book.story.n_lines} lines so far none is in doubt.`),
          queue.past.length > 0 && h("p", { class: "choices" }, keyed("b", "Back", back)));
        spoken.textContent = "No line is left.";
        return;
      }
      const hadFocus = page.contains(document.activeElement);
      const candidates = doubt.candidates.slice(0, 9);
      const [before, line, after] = doubt.around.map((text) => text.replace(/(?<!\n)[ \t]*\r?\n(?![ \t]*\r?\n)[ \t]*/g, " ")) as [string, string, string];
      const other = h("input", { type: "text", list: "people", autocomplete: "off", spellcheck: "false", maxlength: 200, "aria-label": "Somebody else says it", placeholder: "Somebody else …" });
      const last = queue.past.at(-1);
      show(page, count,
        h("blockquote", { class: "passage", tabindex: 0, "aria-label": "The line in its place" },
          h("p", {}, h("span", { class: "context" }, tail(before)), h("mark", { class: "asked" }, line.length > LONG ? `${line.slice(0, LONG / 2)} … ${line.slice(-LONG / 2)}` : line), h("span", { class: "context" }, head(after)))),
        h("div", { class: "answers" }, h("h3", { class: "ask-who" }, "Who says it?"),
        h("ol", { class: "candidates" }, candidates.map(([name, id, p], i) => h("li", { class: book.colour(id) },
          h("button", { type: "button", onclick: () => speaker(name) },
            h("kbd", {}, i + 1), h("span", { class: "dot", "aria-hidden": "true" }), h("span", { class: "called" }, name),
            h("span", { class: "share" }, `${Math.round(100 * p)}\u00a0%`))))),
        h("p", { class: "choices" },
          keyed("0", "Nobody can tell", () => speaker(null)), keyed("t", "A thought", () => mode("thought")), keyed("w", "Writing", () => mode("writing")), keyed("x", "No quotation", () => mode("none"))),
        h("form", { class: "field", onsubmit: (event: Event) => { event.preventDefault(); if (other.value.trim()) { other.blur(); speaker(other.value.trim()); } } },
          h("span", { class: "in" }, h("kbd", { "aria-hidden": "true" }, "o"), other, h("button", { type: "submit" }, "Set"))),
        h("p", { class: "choices walk" }, keyed("s", "Skip", skip), keyed("b", "Back", back),
          h("button", { type: "button", class: "choice", onclick: () => context.goTo(doubt.row.spans[0]?.[0] ?? 0) }, "In the text")),
        last && h("p", { class: "last" }, h("q", {}, clip(last.doubt.around[1], 60)), last.answer === null ? ": skipped" : `: ${last.answer}`)));
      spoken.textContent = `${line.slice(0, 200)} ${candidates.map(([name], i) => `${i + 1} ${name}`).join(", ")}`;
      other.addEventListener("keydown", (event) => { if (event.key === "Escape") { other.blur(); event.stopPropagation(); } });
      if (hadFocus) into.closest<HTMLElement>("main")?.focus({ preventScroll: true });
      const mark = page.querySelector<HTMLElement>("mark");
      const box = page.querySelector<HTMLElement>(".passage");
      if (mark && box) box.scrollTop = Math.max(0, mark.offsetTop - box.offsetTop - 120);
    }

    const key = (event: KeyboardEvent): boolean => {
      const digit = /^[0-9]$/.test(event.key) ? Number(event.key) : -1;
      if (digit > 0) {
        const candidate = queue.current?.candidates[digit - 1];
        if (candidate) speaker(candidate[0]); else say("Nobody stands at this number.");
      } else if (digit === 0) speaker(null);
      else if (["s", "n", "j", "ArrowRight"].includes(event.key)) skip();
      else if (["b", "p", "k", "u", "ArrowLeft", "Backspace"].includes(event.key)) back();
      else if (event.key === "t") mode("thought");
      else if (event.key === "w") mode("writing");
      else if (event.key === "x") mode("none");
      else if (event.key === "o") page.querySelector<HTMLElement>("input")?.focus();
      else return false;
      return true;
    };
    shown = { queue, draw, key };
    await (queue.current ? queue.renew() : queue.load());
    draw();
  },
  known(): void {
    const view = shown;
    if (view) void view.queue.renew().then(() => view.draw());
  },
  key(event: KeyboardEvent): boolean { return shown?.key(event) ?? false; },
};

function keyed(key: string, words: string, done: () => void): HTMLElement {
  return h("button", { type: "button", class: "choice", onclick: done }, h("kbd", {}, key), ` ${words}`);
}

/** The end of a text, from where a word begins. */
function tail(text: string): string {
  const cut = text.length > 600 ? text.slice(-600) : text;
  const at = cut.search(/\s/);
  return cut.length < text.length || at >= 0 ? `… ${cut.slice(at + 1)}` : cut;
}

/** The begin of a text, up to where a word ends. */
function head(text: string): string {
  const cut = text.length > 350 ? text.slice(0, 350) : text;
  const at = cut.lastIndexOf(" ");
  return cut.length > 0 && at > 0 ? `${cut.slice(0, at)} …` : cut;
}

/** All of them as a list, for whoever would rather look over them. */
function asList(context: Context): HTMLElement {
  const { book, say } = context;
  const list = h("ol", { class: "talk doubts" });
  const more = h("button", { type: "button", class: "more-rows", hidden: true }, "More lines");
  const details = h("details", { class: "as-list" }, h("summary", {}, "All doubtful lines as a list"), list, more);
  let n = 0;
  const load = async (): Promise<void> => {
    const found = await api.lines(book.id, { below: SURE, skip: n });
    for (const { row, words } of found.lines) list.append(lineRow(context, row, words, false));
    n += found.lines.length;
    more.hidden = n >= found.total;
  };
  more.addEventListener("click", () => void load().catch((error: unknown) => say(String(error))));
  details.addEventListener("toggle", () => { if (details.open && n === 0) void load().catch((error: unknown) => say(String(error))); });
  return details;
}
