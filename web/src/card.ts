// Who is this, and why is this line theirs: the card beside the text.

import { api, type Bytes, type Character, type Line, type Wish } from "./api.ts";
import { type Book } from "./book.ts";
import { type Child, h, show } from "./dom.ts";
import { doubt, whose } from "./mark.ts";
import { action, field, right } from "./right.ts";

/** Rows of one section of a card. */
const MAX_ROWS = 8;

export class Card {
  readonly element = h("aside", { class: "card", "aria-label": "Who is this", hidden: true, tabindex: -1 });
  private origin: HTMLElement | undefined;
  private n = 0;
  private shown: { who?: string; line?: Line } = {};
  /** Names of who is shown, by which they are found again: an id is made of names. */
  private names: string[] = [];
  private isCorrected = false;

  constructor(private readonly book: Book) {
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { this.close(); event.stopPropagation(); }
    });
    book.addEventListener("known", () => void this.renew());
  }

  /** Shows again what is shown; what was put right may have changed it. */
  private async renew(): Promise<void> {
    const hasFocus = this.element.contains(document.activeElement);
    if (this.element.hidden || (hasFocus && !this.isCorrected)) return;
    this.isCorrected = false;
    const { who, line } = this.shown;
    if (who) {
      const people = this.book.story.characters;
      const again = this.book.has(who) ? who
        : (people.find((row) => this.names.includes(row.name)) ?? people.find((row) => row.aliases.some((alias) => this.names.includes(alias.text))))?.id;
      if (again) await this.who(again); else this.close();
    } else if (line) {
      const [start, end] = [line.spans[0]?.[0] ?? 0, line.spans.at(-1)?.[1] ?? 0];
      const marks = await api.marks(this.book.id, start, end).catch(() => undefined);
      const again = marks?.lines.find((row) => row.id === line.id)
        ?? marks?.lines.find((row) => row.spans[0]?.[0] === start);
      if (this.shown.line !== line) return;
      if (again) await this.why(again); else this.close();
    }
    if (hasFocus && !this.element.hidden) this.element.focus({ preventScroll: true });
  }

  /** Goes to the first field for putting right. */
  edit(): void {
    if (this.element.hidden) return;
    const details = this.element.querySelector<HTMLDetailsElement>(".right");
    if (details) details.open = true;
    details?.querySelector<HTMLElement>("input, button")?.focus();
  }

  private async correct(wish: Wish): Promise<void> {
    this.isCorrected = true;
    await this.book.correct(wish);
  }

  get isOpen(): boolean { return !this.element.hidden; }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    if (this.origin?.isConnected) this.origin.focus({ preventScroll: true });
  }

  private put(label: string, ...children: Child[]): void {
    this.element.setAttribute("aria-label", label);
    show(this.element,
      h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.close() }, "×"),
      ...children);
    this.element.hidden = false;
    this.element.scrollTop = 0;
  }

  /** A character as a link to their card. */
  link(id: string | null | undefined): Child {
    if (!this.book.person(id)) return this.book.name(id);
    return h("button", { type: "button", class: `link ${this.book.colour(id)}`, onclick: () => void this.who(id ?? "") }, this.book.name(id));
  }

  private place(span: Bytes | null | undefined, words = "show"): Child {
    if (!span) return null;
    return h("a", { class: "place", href: `#/book/${this.book.id}/text/${span[0]}` }, words);
  }

  /** Everything that is known of somebody here. */
  async who(id: string, origin?: HTMLElement): Promise<void> {
    if (origin) this.origin = origin;
    this.shown = { who: id };
    const run = ++this.n;
    const { story } = this.book;
    const person = this.book.person(id);
    if (!person) { this.thing(id); return; }
    this.names = [person.name, ...person.aliases.map((alias) => alias.text)];
    const evidence: Bytes[] = [];
    const proofs = (spans: Bytes[] | null | undefined): number => {
      const span = spans?.[0];
      return span ? evidence.push(span) - 1 : -1;
    };
    const ties = story.relations.filter((row) => row.a === id || row.b === id)
      .map((row) => ({ words: row.a === id
        ? [row.kind.replaceAll("_", " "), / of$/.test(row.kind) ? " " : " of ", this.link(row.b)]
        : [row.kind.replaceAll("_", " ").replace(/ of$/, ""), ": ", this.link(row.a)], proof: proofs(row.evidence) }));
    const shows = story.attitudes.filter((row) => row.holder === id || row.toward === id)
      .map((row) => ({ words: row.holder === id
        ? [row.kind, " toward ", this.link(row.toward)]
        : [this.link(row.holder), ": ", row.kind, " toward them"], proof: proofs(row.evidence) }));
    const states = story.states.filter((row) => row.character === id).map((row) => ({
      words: [row.body_part ? `${row.body_part}: ` : "", row.state,
        row.status && row.status !== "holds" ? ` (${row.status})` : "",
        row.cause?.by ? [", by ", this.link(row.cause.by)] : null],
      proof: proofs(row.evidence) }));
    const last = new Map(story.custody.map((row) => [row.object, row]));
    const holds = [...last.values()].filter((row) => row.holder === id)
      .map((row) => ({ words: [this.book.name(row.object)], proof: proofs(row.evidence) }));
    const knows = story.knowledge.flatMap((row) => row.knowers.filter((k) => k.character === id)
      .map((k) => ({ words: [row.gist || "what is said here", h("span", { class: "how" }, ` ${k.how}`), k.by && k.by !== id ? [" by ", this.link(k.by)] : null], proof: proofs(k.evidence) })));
    const owed = story.promises.filter((row) => row.by === id || row.to === id)
      .map((row) => ({ words: [row.kind ?? "promise", ": ", row.gist ?? "", row.status ? ` (${row.status})` : "", row.by !== id ? [", by ", this.link(row.by)] : null], proof: proofs(row.evidence) }));
    const [words, seen] = await Promise.all([
      api.words(this.book.id, evidence).catch(() => [] as string[]),
      api.seen(this.book.id, id).catch(() => ({ last: null })),
    ]);
    if (run !== this.n) return;
    type Row = { words: Child; proof: number };
    const section = (title: string, rows: Row[]): Child => rows.length > 0 && [
      h("h3", {}, title),
      h("ul", {}, rows.slice(-MAX_ROWS).map((row) => h("li", {}, row.words,
        row.proof >= 0 && words[row.proof]
          ? h("a", { class: "proof", href: `#/book/${this.book.id}/text/${evidence[row.proof]?.[0]}` }, clip(words[row.proof] ?? ""))
          : null))),
      rows.length > MAX_ROWS && h("p", { class: "more" }, `and ${rows.length - MAX_ROWS} before`),
    ];
    const aliases = person.aliases.filter((alias) => alias.text !== person.name);
    this.put(`Who is ${person.name}`,
      h("h2", { class: this.book.colour(id) }, h("span", { class: "dot", "aria-hidden": "true" }), person.name),
      h("p", { class: "facts" }, [
        person.kind !== "person" ? person.kind : null, person.pronouns,
        person.narrator ? "tells the story" : null,
        `${person.quotations} ${person.quotations === 1 ? "line" : "lines"}`, `mentioned ${person.mentions} times`,
      ].filter(Boolean).join(" · ")),
      h("p", { class: "seen" },
        person.first && ["First seen ", this.place(person.first, this.where(person.first[0]))],
        seen.last && [", last ", this.place(seen.last, this.where(seen.last[0]))]),
      aliases.length > 0 && [h("h3", {}, "Also called"), h("ul", { class: "aliases" }, aliases.slice(0, 14).map((alias) =>
        h("li", {}, h("span", { class: "alias" }, alias.text), h("span", { class: "by" }, this.users(alias.used_by)))))],
      section("Ties", ties), section("Toward others", shows), section("State", states), section("Holds", holds), section("Knows", knows), section("Promises", owed),
      h("p", { class: "links" },
        h("a", { href: `#/book/${this.book.id}/talk?by=${encodeURIComponent(id)}` }, "All their lines"), " ",
        h("a", { href: `#/book/${this.book.id}/talk?to=${encodeURIComponent(id)}` }, "What is said to them")),
      this.rightOf(person));
  }

  /** What can be put right of somebody. */
  private rightOf(person: Character): Child {
    const { name } = person;
    const do_ = (wish: Wish) => void this.correct(wish);
    // A name that the cast has as its own cannot be split off from itself.
    const others = person.aliases.map((alias) => alias.text)
      .filter((text) => text !== name && text !== name.toLowerCase());
    return right(
      field("Call them", "Rename", (to) => { this.names.unshift(to); do_({ rename: { name, to } }); }, name, false),
      field("The same as", "Join", (other) => do_({ merge: [name, other] })),
      field("Never the same as", "Keep apart", (other) => do_({ apart: [name, other] })),
      others.length > 0 && h("fieldset", {}, h("legend", {}, "Somebody else is called"),
        h("p", { class: "choices" }, others.slice(0, 14).map((other) => action(other, () => do_({ split: [other] }), `${other} is somebody else`)))),
      !person.narrator && h("p", { class: "choices" }, action("They tell the story", () => do_({ narrator: name }))));
  }

  private where(at: number): string {
    const chapter = this.book.chapter(at);
    return chapter ? `in ${clip(chapter, 30)}, at ${this.book.percent(at)}` : `at ${this.book.percent(at)}`;
  }

  private users(ids: string[] | null | undefined): Child {
    const known = (ids ?? []).filter((id) => id === "narrator" || this.book.person(id));
    if (known.length === 0) return null;
    const some = known.slice(0, 4).map((id, i) => [i > 0 ? ", " : "", this.link(id)]);
    return [" by ", some, known.length > 4 ? ` and ${known.length - 4} more` : null];
  }

  /** A place or a thing. */
  private thing(id: string): void {
    const { story } = this.book;
    const row = [...story.objects, ...story.places].find((thing) => thing.id === id);
    if (!row) return;
    const last = story.custody.filter((c) => c.object === id).at(-1);
    this.put(row.name, h("h2", {}, row.name),
      row.aliases && row.aliases.length > 0 && h("p", { class: "facts" }, `also ${row.aliases.join(", ")}`),
      row.owner && h("p", {}, "Belongs to ", this.link(row.owner)),
      last?.holder && h("p", {}, "Held by ", this.link(last.holder)),
      h("p", { class: "seen" }, row.first && ["First seen ", this.place(row.first, this.where(row.first[0]))]));
  }

  /** Why a line is somebody's. */
  async why(line: Line, origin?: HTMLElement): Promise<void> {
    if (origin) this.origin = origin;
    this.shown = { line };
    const run = ++this.n;
    const speaker = line.speaker;
    const spans = [...(speaker?.evidence ?? [])];
    const [words, own] = await Promise.all([
      api.words(this.book.id, spans).catch(() => [] as string[]),
      api.words(this.book.id, line.spans).catch(() => [] as string[]),
    ]);
    if (run !== this.n) return;
    const how: Record<string, string> = {
      explicit: "The text names the speaker beside the line.",
      anaphoric: "The text says he, she or a description beside the line; this is who is meant.",
      implicit: "The text does not say; whose turn it is, who is there and how they are spoken of decide.",
    };
    const sure = speaker ? `${Math.round(100 * speaker.confidence)} % sure` : "";
    const hearers = (line.hearers ?? []).filter((id) => this.book.person(id));
    this.put("Why this speaker",
      h("p", { class: `said ${this.book.colour(speaker?.id)} ${doubt(line)}` }, clip(own.join(" … "), 220)),
      h("h2", { class: this.book.colour(speaker?.id) }, h("span", { class: "dot", "aria-hidden": "true" }),
        speaker ? this.link(speaker.id) : "Nobody knows yet"),
      h("p", { class: "facts" }, [whose(this.book, line), sure].filter(Boolean).join(" · ")),
      speaker && h("p", {}, how[speaker.attribution ?? ""] ?? ""),
      words.some(Boolean) && [h("h3", {}, "The words that show it"), h("ul", {}, words.filter(Boolean).map((w, i) =>
        h("li", {}, h("a", { class: "proof", href: `#/book/${this.book.id}/text/${spans[i]?.[0]}` }, clip(w)))))],
      (line.addressees ?? []).length > 0 && h("p", {}, "To ", (line.addressees ?? []).map((to, i) => [i > 0 ? ", " : "", this.link(to.id)])),
      hearers.length > 0 && h("p", {}, "Within earshot: ", hearers.slice(0, 12).map((id, i) => [i > 0 ? ", " : "", this.link(id)])),
      line.delivery?.verb && h("p", {}, `How: ${[line.delivery.verb, line.delivery.manner].filter(Boolean).join(", ")}`),
      line.sincerity && !["asserted", "unknown"].includes(line.sincerity) && h("p", {}, `The text itself calls it a ${line.sincerity}.`),
      this.rightLine(line));
  }

  /** What can be put right of a line. */
  private rightLine(line: Line): Child {
    const do_ = (wish: Wish) => void this.correct(wish);
    const modes: [string, string][] = [["speech", "Speech"], ["thought", "A thought"], ["writing", "Writing"], ["none", "No quotation"]];
    return right(
      field("Who says it", "Set", (name) => do_({ speaker: { line: line.id, name } }), line.speaker ? this.book.name(line.speaker.id) : ""),
      h("p", { class: "choices" }, action("Nobody can tell", () => do_({ speaker: { line: line.id, name: null } }))),
      h("fieldset", {}, h("legend", {}, "What it is"), h("p", { class: "choices" }, modes.map(([mode, words]) =>
        action(words, () => do_({ mode: { line: line.id, mode } }), undefined, line.mode === mode)))));
  }
}

/** The first words of a text. */
export function clip(text: string, n = 140): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= n ? flat : `${flat.slice(0, flat.lastIndexOf(" ", n) || n)} …`;
}
