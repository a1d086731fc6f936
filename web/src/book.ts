// The open book: how far it is read, and what is known there.

import { api, Refusal, type Bytes, type Character, type Outline, type Story, type Wish } from "./api.ts";

/** How many colours there are; `style.css` has them. */
export const N_COLOURS = 12;
/** From here on a speaker is shown as sure. */
export const SURE = 0.75;

const EMPTY: Story = {
  at: 0, version: "", chapters: [], characters: [], places: [], objects: [], scenes: [], states: [], custody: [],
  knowledge: [], relations: [], promises: [], rules: [], attitudes: [], speakers: [], talk: [], n_lines: 0,
};

export class Book extends EventTarget {
  outline: Outline;
  story: Story = EMPTY;
  isKnown = false;
  private people = new Map<string, Character>();
  private names = new Map<string, string>();
  private colours = new Map<string, number>();
  private isAsking = false;
  private isMoving = false;
  private steps: number[] = [];
  private pending: Promise<unknown> = Promise.resolve();
  private timer = 0;

  constructor(outline: Outline) {
    super();
    this.outline = outline;
  }

  get id(): string { return this.outline.id; }

  /** Asks what is known at the place, until it is what is known there. */
  async learn(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      do {
        const story = await api.story(this.id);
        if (!this.isKnown || story.at !== this.story.at || story.version !== this.story.version || story.n_lines !== this.story.n_lines) this.know(story);
      } while (!this.isNewest);
    } catch (error) {
      this.dispatchEvent(new CustomEvent("refused", { detail: error }));
    } finally {
      this.isAsking = false;
    }
  }

  private know(story: Story): void {
    this.story = story;
    this.isKnown = true;
    this.people = new Map(story.characters.map((row) => [row.id, row]));
    this.names = new Map([...story.places, ...story.objects, ...story.characters].map((row) => [row.id, row.name]));
    this.colours = new Map();
    story.speakers.forEach((id, i) => this.colours.set(id, i % N_COLOURS));
    const silent = story.characters.filter((row) => !this.colours.has(row.id));
    silent.sort((a, b) => (a.first?.[0] ?? 0) - (b.first?.[0] ?? 0));
    silent.forEach((row, i) => this.colours.set(row.id, (i + 5) % N_COLOURS));
    this.dispatchEvent(new Event("known"));
  }

  /** Moves the place. */
  async go(move: "on" | { to: number } | { all: boolean }): Promise<void> {
    if (this.isMoving) return;
    this.isMoving = true;
    try {
      this.outline = await api.go(this.id, move);
      this.dispatchEvent(new Event("moved"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.dispatchEvent(new CustomEvent("refused", { detail: error }));
    } finally {
      this.isMoving = false;
    }
    void this.learn();
  }

  /** Whether what is known is known at the place, with all that was put right. */
  get isNewest(): boolean { return this.story.at === this.outline.place && this.story.version === this.outline.version; }

  /** Puts something right; one thing after the other. What follows from it is asked for after
   * a pause, so that who answers fast is not held up. */
  correct(wish: Wish, pause = 150): Promise<boolean> {
    const done = this.pending.then(() => this.send(wish, pause));
    this.pending = done;
    return done;
  }

  private async send(wish: Wish, pause: number): Promise<boolean> {
    try {
      const { version, seen, step } = await api.correct(this.id, this.outline.seen, wish);
      this.outline = { ...this.outline, version, seen };
      if (step !== null) this.steps.push(step);
      this.dispatchEvent(new Event("corrected"));
      return true;
    } catch (error) {
      this.dispatchEvent(new CustomEvent("refused", { detail: error }));
      void this.look();
      return false;
    } finally {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.learn(), pause);
    }
  }

  get canUndo(): boolean { return this.steps.length > 0; }

  /** Takes the last thing back that was put right here. */
  async undo(pause = 150): Promise<boolean> {
    const step = this.steps.pop();
    return step !== undefined && (await this.correct({ undo: step }, pause));
  }

  /** Looks whether another window has gone on, or put something right. */
  async look(): Promise<void> {
    try {
      const outline = await api.book(this.id);
      const hasMoved = outline.place !== this.outline.place || outline.length !== this.outline.length;
      const isCorrected = outline.seen !== this.outline.seen;
      this.outline = outline;
      if (hasMoved) this.dispatchEvent(new Event("moved"));
      if (isCorrected) this.dispatchEvent(new Event("corrected"));
      if (!this.isNewest) void this.learn();
    } catch { /* The next request tells. */ }
  }

  /** Everybody's name, those first who speak most. */
  get cast(): string[] {
    const people = [...this.story.characters].sort((a, b) => b.quotations - a.quotations || b.mentions - a.mentions);
    return [...new Set(people.map((row) => row.name))];
  }

  get isAtEnd(): boolean { return this.outline.place >= this.outline.length; }
  person(id: string | null | undefined): Character | undefined { return id ? this.people.get(id) : undefined; }
  /** The name of a character, a place or a thing. */
  name(id: string | null | undefined): string {
    if (id === "narrator") return "the narrator";
    return (id && this.names.get(id)) || "somebody";
  }
  has(id: string | null | undefined): boolean { return !!id && this.names.has(id); }
  /** The class of a character's colour. */
  colour(id: string | null | undefined): string {
    const colour = id ? this.colours.get(id) : undefined;
    return colour === undefined ? "c-none" : `c${colour}`;
  }
  /** The chapter of an offset, in words. */
  chapter(at: number): string {
    const { chapters } = this.story;
    let found = -1;
    for (let i = 0; i < chapters.length; i++) if ((chapters[i]?.span[0] ?? 0) <= at) found = i;
    const chapter = chapters[found];
    return chapter ? (chapter.title ?? (chapters.length > 1 ? `Part ${found + 1}` : "")) : "";
  }
  /** How far into the book an offset is, in words. */
  percent(at: number): string {
    return `${Math.round((100 * at) / Math.max(1, this.outline.length))}\u00a0%`;
  }
}

/** The end of the last of some evidence: what it proves is known from there on. */
export function knownFrom(evidence: Bytes[]): number {
  return evidence.reduce((last, span) => Math.max(last, span[1]), 0);
}
