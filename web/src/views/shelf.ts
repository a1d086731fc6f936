// The shelf: the books of a folder, and those dragged onto the page.

import { api, type ShelfBook } from "../api.ts";
import { h, show } from "../dom.ts";

/** Draws the shelf. */
export async function drawShelf(into: HTMLElement): Promise<void> {
  const { books } = await api.shelf();
  show(into,
    h("header", { class: "shelf-head" }, h("h1", {}, "The shelf"),
      h("p", { class: "lede" }, books.length === 0
        ? "There is no book here yet. Drag a text, an EPUB or a DOCX onto the page."
        : "Drag a text, an EPUB or a DOCX onto the page to add it.")),
    h("ul", { class: "shelf" }, books.map(spine)));
}

function spine(book: ShelfBook): HTMLElement {
  const share = book.length > 0 ? book.at / book.length : 0;
  const bar = h("span");
  bar.style.width = `${100 * share}%`;
  return h("li", {}, h("a", { href: `#/book/${book.id}/text` },
    h("span", { class: "book-title" }, book.title),
    h("span", { class: "book-file" }, book.file),
    h("span", { class: "bar", "aria-hidden": "true" }, bar),
    h("span", { class: "book-at" }, share === 0 ? "not opened yet" : share >= 1 ? "read" : `${Math.round(100 * share)} % read`)));
}
