// What every view gets.

import type { Line } from "../api.ts";
import type { Book } from "../book.ts";
import type { Card } from "../card.ts";

export interface Context {
  book: Book;
  card: Card;
  /** What stands behind the `?` of the address. */
  query: URLSearchParams;
  /** Goes to a place of the text. */
  goTo(at: number): void;
  why(line: Line): void;
  /** Says something to everybody, screen readers included. */
  say(words: string): void;
}

export interface View {
  title: string;
  /** Draws the view; again whenever more is known. */
  draw(context: Context, into: HTMLElement): void | Promise<void>;
  /** What happens instead of drawing when more is known while the view is there. */
  known?(): void;
  /** Takes a key before the page does; whether it did. */
  key?(event: KeyboardEvent): boolean;
}
