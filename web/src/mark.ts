// A piece of text with its marks: whose line it is, and who is meant.

import type { Line, Marks, Piece } from "./api.ts";
import { type Book, SURE } from "./book.ts";
import { h } from "./dom.ts";
import { toUnits } from "./offsets.ts";

interface Stretch { start: number; end: number }
interface LineMark extends Stretch { line: Line; isFirst: boolean }
interface NameMark extends Stretch { id: string; isName: boolean }

/** How sure a speaker is, as a class. */
export function doubt(line: Line): "sure" | "doubtful" | "unknown" {
  if (!line.speaker) return "unknown";
  return line.speaker.confidence >= SURE ? "sure" : "doubtful";
}

/** Whose line it is, in words. */
export function whose(book: Book, line: Line): string {
  const verb = line.mode === "thought" ? "Thought" : line.mode === "writing" ? "Written" : "Spoken";
  switch (doubt(line)) {
    case "unknown": return `${verb} by somebody unknown`;
    case "doubtful": return `${verb} by ${book.name(line.speaker?.id)}, perhaps`;
    case "sure": return `${verb} by ${book.name(line.speaker?.id)}`;
  }
}

/** The marks of a block, sorted out for its pieces. */
export class BlockMarks {
  readonly lines: LineMark[] = [];
  readonly names: NameMark[] = [];

  constructor(readonly marks: Marks) {
    for (const line of marks.lines) {
      line.spans.forEach(([start, end], i) => this.lines.push({ start, end, line, isFirst: i === 0 }));
    }
    // Inner lines come behind outer ones, so that they are found first from the back.
    this.lines.sort((a, b) => a.start - b.start || b.end - a.end);
    for (const [start, end, isName, id] of marks.mentions) this.names.push({ start, end, id, isName: isName === 1 });
  }

  within<T extends Stretch>(all: T[], [start, end]: [number, number]): T[] {
    return all.filter((mark) => mark.start < end && mark.end > start);
  }
}

/** A piece as a paragraph. */
export function paragraph(book: Book, piece: Piece, marks: BlockMarks | undefined): HTMLElement {
  const [from, to] = piece.span;
  if (piece.kind === "heading") return h("h2", { class: "heading", "data-at": from }, oneLine(piece.text));
  if (piece.kind === "break") return h("p", { class: "break", "data-at": from }, oneLine(piece.text));
  const classes = ["prose"];
  if (piece.gap) classes.push("gap");
  if (piece.continued) classes.push("continued");
  const element = h("p", { class: classes.join(" "), "data-at": from });
  if (!marks) {
    element.append(oneLine(piece.text));
    return element;
  }
  const lines = marks.within(marks.lines, piece.span);
  // Everybody counts whose name stands here; of who is meant by other words, people alone.
  const names = marks.within(marks.names, piece.span).filter((mark) => mark.isName || book.person(mark.id));
  const cuts = new Set([from, to]);
  for (const mark of [...lines, ...names]) {
    cuts.add(Math.min(Math.max(mark.start, from), to));
    cuts.add(Math.min(Math.max(mark.end, from), to));
  }
  const offsets = [...cuts].sort((a, b) => a - b);
  const units = toUnits(piece.text, from, offsets);
  let box: HTMLElement | undefined;
  let boxLine: LineMark | undefined;
  let hasLabel = false;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const at = offsets[i] ?? 0;
    const words = oneLine(piece.text.slice(units[i], units[i + 1]));
    const holds = (mark: Stretch): boolean => mark.start <= at && at < mark.end;
    const line = lines.findLast(holds);
    const name = innermost(names.filter(holds));
    if (line !== boxLine || !box) {
      boxLine = line;
      box = element;
      if (line) {
        box = h("span", {
          class: `line ${doubt(line.line)} ${line.line.mode} ${book.colour(line.line.speaker?.id)}`,
          "data-line": line.line.id,
        });
        const starts = line.isFirst && line.start >= from;
        if (starts) {
          // The mark stands in front of the quotation mark.
          const before = element.lastChild?.nodeType === Node.TEXT_NODE ? element.lastChild : undefined;
          const opening = /[“"‘'«„_*]*$/.exec(before?.textContent ?? "")?.[0] ?? "";
          if (before) before.textContent = (before.textContent ?? "").slice(0, -opening.length || undefined);
          element.append(label(book, line.line, hasLabel), opening);
        }
        hasLabel ||= starts;
        element.append(box);
      }
    }
    box.append(
      name
        ? h("span", {
            class: `${name.isName ? "name" : "meant"} ${book.colour(name.id)}`,
            "data-who": name.id, role: "button", tabindex: -1,
          }, words)
        : words,
    );
  }
  return element;
}

/** The mark in the margin: a button that tells why. */
function label(book: Book, line: Line, isSecond: boolean): HTMLElement {
  const name = line.speaker ? book.name(line.speaker.id) : "?";
  const text = doubt(line) === "doubtful" ? `${name}?` : name;
  return h("button", {
    class: `who-speaks ${doubt(line)} ${book.colour(line.speaker?.id)}${isSecond ? " second" : ""}`, type: "button", tabindex: -1,
    "data-line": line.id, "aria-label": `${whose(book, line)}. Why?`,
  }, h("span", { "aria-hidden": "true" }, text));
}

function innermost(marks: NameMark[]): NameMark | undefined {
  return marks.reduce<NameMark | undefined>(
    (best, mark) => (!best || mark.end - mark.start <= best.end - best.start ? mark : best), undefined);
}

/** Breaks of lines inside a paragraph are the file's, not the author's. */
function oneLine(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, " ");
}
