// The text, block by block: only what is near the screen is in the page.

import { api, type Line, type Piece } from "./api.ts";
import type { Book } from "./book.ts";
import { h, show } from "./dom.ts";
import { BlockMarks, paragraph } from "./mark.ts";
import { Stretch } from "./words.ts";

/** Blocks that are kept in memory. */
const MAX_KEPT = 120;
/** Pixels above and below the screen that are filled, too. */
const MARGIN = 1200;
/** Milliseconds without a new place before the marks are asked for. */
const PAUSE = 250;

/** The longest stretch that can be made a thought, in letters. */
const MAX_THOUGHT = 2000;

export interface TextEvents {
  /** Words of the paragraph that begins at an offset are a thought. */
  thought(at: number, words: string): void;
  who(id: string, from: HTMLElement): void;
  why(line: Line, from: HTMLElement): void;
}

export class TextView {
  readonly element: HTMLElement;
  private readonly above = h("div", { class: "spacer", "aria-hidden": "true" });
  private readonly below = h("div", { class: "spacer", "aria-hidden": "true" });
  private readonly column = h("div", { class: "column" });
  private readonly marked = h("button", { type: "button", class: "marked", hidden: true }, "This is a thought");
  private readonly marking = h("div", { class: "marking", role: "status", hidden: true });
  /** What is marked with the keyboard. */
  private own: Stretch | undefined;
  private selecting = 0;
  private readonly selected = (): void => {
    clearTimeout(this.selecting);
    this.selecting = window.setTimeout(() => this.showMarked(), 180);
  };
  private readonly end = h("div", { class: "end-of-read" });
  private heights: number[] = [];
  private isMeasured: boolean[] = [];
  private pieces = new Map<number, Piece[]>();
  private marks = new Map<number, BlockMarks>();
  /** Blocks whose marks are of an older reading. */
  private readonly stale = new Set<number>();
  private sections = new Map<number, HTMLElement>();
  private asked = new Map<number, Promise<void>>();
  private apart = new Map<number, Piece[]>();
  private hasMoved = false;
  private isQueued = false;
  private pixelsPerByte = 0.42;
  private pause: number | undefined;
  private current: string | undefined;
  private readonly listeners: [string, EventListener][] = [];

  constructor(private readonly book: Book, private readonly events: TextEvents) {
    this.element = h("main", { class: "text", tabindex: 0, "aria-label": "The text" },
      this.above, this.column, this.below, this.end, this.marking);
    this.element.addEventListener("scroll", () => this.queue(), { passive: true });
    for (const moved of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      this.element.addEventListener(moved, () => { this.hasMoved = true; }, { passive: true });
    }
    this.element.addEventListener("click", (event) => this.click(event));
    this.element.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.resized()).observe(this.column);
    this.marked.addEventListener("click", () => this.think());
    document.addEventListener("selectionchange", this.selected);
    this.on("moved", () => this.moved());
    this.on("known", () => this.learned());
    this.setBlocks();
    this.drawEnd();
  }

  private on(type: string, listener: EventListener): void {
    this.book.addEventListener(type, listener);
    this.listeners.push([type, listener]);
  }

  close(): void {
    for (const [type, listener] of this.listeners) this.book.removeEventListener(type, listener);
    clearTimeout(this.pause);
    document.removeEventListener("selectionchange", this.selected);
  }

  /** The stretch that is selected: its paragraph and its words, without the marks of speakers. */
  private stretch(): { at: number; words: string; box: DOMRect } | undefined {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0 || this.element.hidden) return undefined;
    const range = selection.getRangeAt(0);
    const node = range.commonAncestorContainer;
    const paragraph = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>(".prose");
    if (!paragraph || !this.column.contains(paragraph)) return undefined;
    const copy = range.cloneContents();
    for (const label of copy.querySelectorAll(".who-speaks")) label.remove();
    const words = (copy.textContent ?? "").trim();
    if (words.length === 0 || words.length > MAX_THOUGHT) return undefined;
    return { at: Number(paragraph.dataset["at"]), words, box: range.getBoundingClientRect() };
  }

  private showMarked(): void {
    const stretch = this.stretch();
    this.marked.hidden = !stretch;
    if (!stretch) return;
    if (!this.marked.isConnected) this.element.append(this.marked);
    const { box } = stretch;
    this.marked.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 190))}px`;
    this.marked.style.top = `${Math.min(box.bottom + 8, innerHeight - 48)}px`;
  }

  private think(): void {
    const stretch = this.stretch();
    if (stretch) this.events.thought(stretch.at, stretch.words);
    this.unmark();
  }

  /** Begins to mark words with the keyboard: in the paragraph of what has the focus, or in the
   * first on the screen. */
  mark(): void {
    const top = this.element.getBoundingClientRect().top;
    const focused = document.activeElement?.closest<HTMLElement>(".prose");
    const first = focused && this.column.contains(focused) ? focused
      : this.paragraphs().find((paragraph) => paragraph.getBoundingClientRect().top >= top);
    if (!first) return;
    this.element.focus({ preventScroll: true });
    this.markIn(first);
  }

  private paragraphs(): HTMLElement[] { return [...this.column.querySelectorAll<HTMLElement>(".prose")]; }

  private markIn(paragraph: HTMLElement): void {
    const own = new Stretch(paragraph);
    if (own.isEmpty) return;
    this.own = own;
    this.drawOwn();
  }

  private drawOwn(): void {
    if (!this.own) return;
    this.own.select();
    this.own.paragraph.scrollIntoView({ block: "nearest", behavior: "instant" });
    const words = this.stretch()?.words ?? "";
    show(this.marking, h("span", {}, words.length > 80 ? `${words.slice(0, 40)} … ${words.slice(-36)}` : words),
      h("span", { class: "hint" }, "← → a word, with Shift more; ↑ ↓ a paragraph; Enter: a thought; Esc: nothing"));
    this.marking.hidden = false;
  }

  private unmark(): void {
    document.getSelection()?.removeAllRanges();
    this.marked.hidden = true;
    this.marking.hidden = true;
    this.own = undefined;
  }

  /** A key while words are marked; whether it was one of this. */
  private markKey(event: KeyboardEvent): boolean {
    if (!this.own) return false;
    if (!this.own.paragraph.isConnected) {
      // The marks of its block were drawn anew.
      const again = this.column.querySelector<HTMLElement>(`.prose[data-at="${this.own.paragraph.dataset["at"] ?? ""}"]`);
      if (!again) { this.unmark(); return false; }
      this.own = new Stretch(again);
    }
    const by = event.key === "ArrowRight" || event.key === "ArrowDown" ? 1 : -1;
    switch (event.key) {
      case "ArrowRight": case "ArrowLeft":
        this.own.move(by, event.shiftKey);
        this.drawOwn();
        return true;
      case "ArrowDown": case "ArrowUp": {
        const all = this.paragraphs();
        const next = all[all.indexOf(this.own.paragraph) + by];
        if (next) this.markIn(next);
        return true;
      }
      case "Enter": this.think(); return true;
      case "Escape": this.unmark(); return true;
      default: return false;
    }
  }

  private get starts(): number[] { return this.book.outline.blocks; }
  private endOf(block: number): number { return this.starts[block + 1] ?? this.book.outline.place; }

  private setBlocks(): void {
    const n = this.starts.length;
    for (let i = 0; i < n; i++) {
      if (!this.isMeasured[i]) {
        this.heights[i] = (this.endOf(i) - (this.starts[i] ?? 0)) * this.pixelsPerByte;
        this.isMeasured[i] = false;
      }
    }
    this.heights.length = n;
    this.isMeasured.length = n;
  }

  /** Shows the place where reading stopped. */
  async start(): Promise<void> {
    // Another font has other heights.
    await Promise.race([document.fonts.load("19px Literata"), new Promise((resolve) => setTimeout(resolve, 500))]);
    const { is_all: isAll, place } = this.book.outline;
    await this.goTo(isAll ? 0 : place - 1, isAll ? "start" : "end", false);
  }

  /** Shows the paragraph with an offset. */
  async goTo(at: number, where: ScrollLogicalPosition = "center", isLit = true): Promise<void> {
    const block = Math.max(0, this.starts.findLastIndex((start) => start <= at));
    let top = 0;
    for (let i = 0; i < block; i++) top += this.heights[i] ?? 0;
    const share = (at - (this.starts[block] ?? 0)) / Math.max(1, this.endOf(block) - (this.starts[block] ?? 0));
    this.draw(top + share * (this.heights[block] ?? 0));
    await this.load(block);
    const section = this.sections.get(block);
    const all = section ? [...section.querySelectorAll<HTMLElement>("[data-at]")] : [];
    const target = all.findLast((element) => Number(element.dataset["at"]) <= at) ?? all[0];
    if (!target) return;
    target.scrollIntoView({ block: where, behavior: "instant" });
    if (isLit) {
      target.classList.add("lit");
      setTimeout(() => target.classList.remove("lit"), 2500);
    }
    this.queue();
  }

  private moved(): void {
    const wasLast = this.sections.size > 0 ? Math.max(...this.sections.keys()) : 0;
    this.setBlocks();
    for (const block of this.pieces.keys()) {
      const last = this.pieces.get(block)?.at(-1)?.span[1] ?? 0;
      // A block that has grown, or shrunk, is loaded anew and stays as it is until then.
      if (block >= this.starts.length) this.forget(block);
      else if (block >= wasLast && last !== this.endOf(block)) { this.asked.delete(block); void this.load(block); }
      else if (block === this.starts.length - 1) { this.asked.delete(block); void this.load(block); }
    }
    this.drawEnd();
    this.draw();
  }

  private forget(block: number): void {
    this.pieces.delete(block);
    this.marks.delete(block);
    this.stale.delete(block);
    this.asked.delete(block);
    this.apart.delete(block);
    this.sections.get(block)?.remove();
    this.sections.delete(block);
  }

  private learned(): void {
    clearTimeout(this.pause);
    this.pause = window.setTimeout(() => {
      // Until the new ones are there, the old ones still tell what a click means.
      for (const block of this.marks.keys()) this.stale.add(block);
      for (const block of this.sections.keys()) void this.loadMarks(block);
    }, this.marks.size === 0 ? 0 : PAUSE);
  }

  /** Loads a block, once; whoever asks again waits for the same answer. */
  private load(block: number): Promise<void> {
    const asked = this.asked.get(block);
    if (asked) return asked;
    if (block >= this.starts.length) return Promise.resolve();
    const loading = this.ask(block);
    this.asked.set(block, loading);
    return loading;
  }

  private async ask(block: number): Promise<void> {
    try {
      const { pieces } = await api.text(this.book.id, block);
      this.pieces.set(block, pieces);
    } catch (error) {
      this.asked.delete(block);
      this.book.dispatchEvent(new CustomEvent("refused", { detail: error }));
      return;
    }
    this.fill(block);
    void this.loadMarks(block);
    if (this.pieces.size > MAX_KEPT) {
      for (const old of this.pieces.keys()) {
        if (this.pieces.size <= MAX_KEPT) break;
        if (!this.sections.has(old)) this.forget(old);
      }
    }
  }

  private async loadMarks(block: number): Promise<void> {
    const pieces = this.pieces.get(block);
    const [first, last] = [pieces?.[0], pieces?.at(-1)];
    if (!first || !last || !this.book.isKnown) return;
    const { at } = this.book.story;
    const marks = await api.marks(this.book.id, first.span[0], last.span[1]).catch(() => undefined);
    if (!marks || this.book.story.at !== at) return;
    this.marks.set(block, new BlockMarks(marks));
    this.stale.delete(block);
    this.fill(block);
  }

  /** Puts the text into a block that is in the page. */
  private fill(block: number): void {
    const section = this.sections.get(block);
    const pieces = this.pieces.get(block);
    if (!section || !pieces) return;
    const marks = this.marks.get(block);
    const children: Node[] = [];
    let apart: Piece[] = [];
    const closeApart = (): void => {
      if (apart.length > 0) children.push(this.foldedApart(block, apart));
      apart = [];
    };
    for (const piece of pieces) {
      if (piece.kind === "apart") apart.push(piece);
      else {
        closeApart();
        children.push(paragraph(this.book, piece, marks));
      }
    }
    closeApart();
    this.keepView(() => {
      section.style.minHeight = "";
      section.replaceChildren(...children);
      this.measure(block, section);
    });
    if (this.current) section.querySelector(`[data-line="${CSS.escape(this.current)}"]`)?.classList.add("current");
  }

  /** What is no story is folded; its words come when it is opened. */
  private foldedApart(block: number, pieces: Piece[]): HTMLElement {
    const inside = h("div", { class: "apart-words" });
    const details = h("details", { class: "apart", "data-at": pieces[0]?.span[0] },
      h("summary", {}, "Not part of the story: a contents page, a licence, a note"), inside);
    const [from, to] = [pieces[0]?.span[0] ?? 0, pieces.at(-1)?.span[1] ?? 0];
    details.addEventListener("toggle", () => {
      if (!details.open || inside.childElementCount > 0) return;
      void api.text(this.book.id, block, true).then((all) => {
        const own = all.pieces.filter((piece) => piece.span[0] >= from && piece.span[1] <= to);
        show(inside, own.map((piece) => h("p", {}, piece.text)));
      });
    });
    return details;
  }

  private measure(block: number, section: HTMLElement): void {
    const height = section.offsetHeight;
    if (height > 0) {
      this.heights[block] = height;
      this.isMeasured[block] = true;
    }
  }

  private resized(): void {
    for (const [block, section] of this.sections) if (this.pieces.has(block)) this.measure(block, section);
  }

  /** Changes the page and leaves what is at the top of the screen where it is. */
  private keepView(change: () => void): void {
    const top = this.element.getBoundingClientRect().top;
    const sections = [...this.column.children] as HTMLElement[];
    const kept = sections.find((section) => section.getBoundingClientRect().bottom > top);
    const before = kept?.getBoundingClientRect().top ?? 0;
    // Inside a section that is filled anew it is the paragraph that stays.
    const inner = kept && ([...kept.children] as HTMLElement[]).find((p) => p.getBoundingClientRect().bottom > top);
    const [at, innerBefore] = [inner?.dataset["at"], inner?.getBoundingClientRect().top ?? 0];
    change();
    if (!kept?.isConnected) return;
    const again = at !== undefined ? kept.querySelector<HTMLElement>(`[data-at="${at}"]`) : undefined;
    const delta = again ? again.getBoundingClientRect().top - innerBefore : kept.getBoundingClientRect().top - before;
    if (Math.abs(delta) >= 1) this.element.scrollTop += delta;
  }

  private queue(): void {
    if (this.isQueued) return;
    this.isQueued = true;
    requestAnimationFrame(() => {
      this.isQueued = false;
      this.draw();
      this.readOn();
    });
  }

  /** Puts the blocks near the screen into the page, and takes the others out; of another
   * screen than this one, if a place to go to is given. */
  private draw(goal?: number): void {
    const { clientHeight } = this.element;
    const scrollTop = goal ?? this.element.scrollTop;
    const [from, to] = [scrollTop - MARGIN, scrollTop + clientHeight + MARGIN];
    let top = 0;
    let first = -1;
    let last = -1;
    let firstTop = 0;
    let total = 0;
    this.heights.forEach((height, i) => {
      if (first < 0 && top + height > from) { first = i; firstTop = top; }
      if (top < to) last = i;
      top += height;
    });
    total = top;
    if (first < 0) { first = Math.max(0, this.heights.length - 1); firstTop = total - (this.heights[first] ?? 0); }
    for (const [block, section] of this.sections) {
      if (block < first || block > last) { section.remove(); this.sections.delete(block); }
    }
    let shown = 0;
    let next: HTMLElement | null = null;
    for (let block = last; block >= first; block--) {
      let section = this.sections.get(block);
      if (!section) {
        section = h("section", { class: "block", "data-block": block });
        section.style.minHeight = `${this.heights[block] ?? 0}px`;
        this.sections.set(block, section);
        this.column.insertBefore(section, next);
        if (this.pieces.has(block)) {
          this.fillQuietly(block, section);
        } else void this.later(block);
      }
      shown += this.heights[block] ?? 0;
      next = section;
    }
    this.above.style.height = `${firstTop}px`;
    this.below.style.height = `${Math.max(0, total - firstTop - shown)}px`;
    if (goal !== undefined) this.element.scrollTop = goal;
  }

  private fillQuietly(block: number, section: HTMLElement): void {
    const marks = this.marks.get(block);
    this.fill(block);
    section.style.minHeight = "";
    if (!marks || this.stale.has(block)) void this.loadMarks(block);
  }

  /** Loads a block if it is still there a moment later: not all that flies past. */
  private async later(block: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.sections.size <= 2 ? 0 : 40));
    if (this.sections.has(block)) await this.load(block);
  }

  /** Reads on where the end of what was read comes onto the screen. */
  private readOn(): void {
    if (!this.hasMoved || this.book.isAtEnd || this.book.outline.is_all || this.element.hidden) return;
    const end = this.end.getBoundingClientRect();
    if (end.top < this.element.getBoundingClientRect().bottom - 8) {
      void this.book.go("on").then(() => setTimeout(() => this.queue(), 120));
    }
  }

  private drawEnd(): void {
    const { outline } = this.book;
    if (this.book.isAtEnd) {
      show(this.end, h("p", { class: "fin" }, "The end"));
      return;
    }
    if (this.end.querySelector("button")) return;
    show(this.end, h("button", {
      type: "button", class: "read-on",
      onclick: () => { this.hasMoved = true; void this.book.go("on").then(() => this.queue()); },
    }, "Read on"), h("p", { class: "hint" }, outline.is_all ? "" : "Nothing below this line has been sent to the page."));
  }

  private click(event: Event): void {
    const target = event.target instanceof Element ? event.target : null;
    const selection = document.getSelection();
    if (selection && !selection.isCollapsed) return;
    const who = target?.closest<HTMLElement>("[data-who]");
    if (who) { this.events.who(who.dataset["who"] ?? "", who); return; }
    const line = target?.closest<HTMLElement>("[data-line]");
    if (line) this.why(line);
  }

  private why(element: HTMLElement): void {
    const id = element.dataset["line"];
    for (const marks of this.marks.values()) {
      const found = marks.marks.lines.find((line) => line.id === id);
      if (found) { this.setCurrent(found.id); this.events.why(found, element); return; }
    }
  }

  private setCurrent(id: string): void {
    this.current = id;
    for (const old of this.column.querySelectorAll(".current")) old.classList.remove("current");
    for (const part of this.column.querySelectorAll(`.line[data-line="${CSS.escape(id)}"]`)) part.classList.add("current");
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (this.markKey(event)) {
      // Done.
    } else if (event.key === "Enter" && target?.dataset["who"]) {
      this.events.who(target.dataset["who"], target);
      event.preventDefault();
    } else if (event.key === "j" || event.key === "k") this.step(".who-speaks", event.key === "j" ? 1 : -1);
    else if (event.key === "n" || event.key === "p") this.step(".name", event.key === "n" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /** Moves the focus to the next line or name on the screen, or beyond it. */
  step(selector: string, by: 1 | -1): void {
    const all = [...this.column.querySelectorAll<HTMLElement>(selector)];
    const area = this.element.getBoundingClientRect();
    const active = document.activeElement instanceof HTMLElement ? all.indexOf(document.activeElement) : -1;
    const inView = (element: HTMLElement): boolean => element.getBoundingClientRect().top >= area.top;
    const index = active >= 0 ? active + by : by > 0 ? all.findIndex(inView) : all.findLastIndex((e) => !inView(e));
    const next = all[index];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", behavior: "instant" });
    const box = next.getBoundingClientRect();
    if (box.bottom > area.bottom - 80) this.element.scrollTop += area.height / 2;
    else if (box.top < area.top + 60) this.element.scrollTop -= area.height / 2;
    if (next.dataset["line"]) this.why(next);
  }
}
