// The page: its frame, its addresses, its keys.

import { api, Refusal } from "./api.ts";
import { Book } from "./book.ts";
import { Card } from "./card.ts";
import { h, show } from "./dom.ts";
import { TextView } from "./text.ts";
import { cast } from "./views/cast.ts";
import { check } from "./views/check.ts";
import { corrections } from "./views/corrections.ts";
import { knows } from "./views/knows.ts";
import { network } from "./views/network.ts";
import { review } from "./views/review.ts";
import { scenes } from "./views/scenes.ts";
import { search } from "./views/search.ts";
import { drawShelf } from "./views/shelf.ts";
import { talk } from "./views/talk.ts";
import type { Context, View } from "./views/view.ts";

const VIEWS: Record<string, View> = { cast, scenes, talk, knows, network, review, check, corrections, search };
const TABS: [string, string][] = [["text", "Text"], ...Object.entries(VIEWS).map(([key, view]): [string, string] => [key, view.title])];

const app = document.getElementById("app") as HTMLElement;
const message = h("div", { class: "message", role: "alert" });
let messageTimer = 0;

function say(words: string): void {
  message.textContent = words;
  message.classList.add("on");
  clearTimeout(messageTimer);
  messageTimer = window.setTimeout(() => message.classList.remove("on"), 6000);
}

function refused(error: unknown): void {
  say(error instanceof Error ? error.message : String(error));
}

/** The page of one book. */
class Desk {
  readonly element = h("div", { class: "desk" });
  private readonly text: TextView;
  private readonly card: Card;
  private readonly view = h("main", { class: "view", tabindex: -1 });
  private readonly progress = h("span", { class: "progress" });
  private readonly meter = h("span", { class: "meter", "aria-hidden": "true" }, h("span"));
  private readonly all = h("button", { type: "button", class: "all" });
  private readonly names = h("datalist", { id: "people" });
  private readonly busy = h("span", { class: "busy", role: "status", hidden: true }, "Reading anew …");
  private readonly tabs = new Map<string, HTMLAnchorElement>();
  private tab = "";
  private query = new URLSearchParams();
  private hasStarted = false;

  constructor(readonly book: Book, hasShelf: boolean) {
    this.card = new Card(book);
    this.text = new TextView(book, {
      who: (id, from) => void this.card.who(id, from),
      why: (line, from) => void this.card.why(line, from),
      thought: (at, words) => void book.correct({ thought: { at, words } }).then((isDone) => { if (isDone) say("It is a thought now; u takes that back."); }),
    });
    const nav = h("nav", { "aria-label": "Views" }, TABS.map(([key, title]) => {
      const link = h("a", { href: `#/book/${book.id}/${key}` }, title);
      this.tabs.set(key, link);
      return link;
    }));
    this.all.addEventListener("click", () => this.confirmAll());
    show(this.element,
      h("header", { class: "top" },
        h("a", { class: "skip", href: `#/book/${book.id}/text` }, "To the text"),
        h("div", { class: "title" },
          hasShelf && h("a", { class: "to-shelf", href: "#/", "aria-label": "Back to the shelf" }, "‹"),
          h("h1", {}, book.outline.title),
          book.outline.authors.length > 0 && h("span", { class: "authors" }, book.outline.authors.join(", "))),
        h("div", { class: "where" }, this.busy, this.progress, this.all,
          h("button", { type: "button", class: "icon", "aria-label": "Light or dark", onclick: toggleTheme }, "◐"),
          h("button", { type: "button", class: "icon", "aria-label": "Keys", onclick: help }, "?")),
        nav, this.meter),
      h("div", { class: "body" }, this.text.element, this.view, this.card.element), this.names);
    book.addEventListener("moved", () => this.drawPlace());
    book.addEventListener("known", () => { if (this.tab !== "text") this.known(); });
    book.addEventListener("corrected", () => { if (this.tab === "check" || this.tab === "corrections") this.draw(); });
    for (const type of ["known", "corrected"]) book.addEventListener(type, () => this.drawNames());
    book.addEventListener("refused", (event) => refused((event as CustomEvent<unknown>).detail));
    this.drawPlace();
    void book.learn();
  }

  close(): void { this.text.close(); }

  /** The names that a field offers. */
  private drawNames(): void {
    show(this.names, this.book.cast.slice(0, 400).map((name) => h("option", { value: name })));
    this.busy.hidden = !this.book.isKnown || this.book.story.version === this.book.outline.version;
  }

  private known(): void {
    const view = VIEWS[this.tab];
    if (view?.known && this.view.dataset["tab"] === this.tab) view.known();
    else this.draw();
  }

  private drawPlace(): void {
    const { outline } = this.book;
    this.progress.textContent = outline.is_all ? "Everything is shown" : `Read to ${this.book.percent(outline.read_to)}`;
    this.all.textContent = outline.is_all ? "Only what I have read" : "Show all …";
    (this.meter.firstElementChild as HTMLElement).style.width = `${(100 * outline.place) / Math.max(1, outline.length)}%`;
  }

  /** Showing what was not read is asked twice; going back is not. */
  private confirmAll(): void {
    if (this.book.outline.is_all) { void this.book.go({ all: false }); return; }
    const dialog = h("dialog", { class: "ask", "aria-labelledby": "ask-title" },
      h("h2", { id: "ask-title" }, "Show everything?"),
      h("p", {}, "The whole book is read, and every view tells what happens to the end. Your place is kept."),
      h("div", { class: "buttons" },
        h("button", { type: "button", onclick: () => dialog.close() }, "No, keep the wall"),
        h("button", { type: "button", class: "danger", onclick: () => { dialog.close(); void this.book.go({ all: true }); } }, "Show everything")));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Goes to a view, and in the text to an offset. */
  open(tab: string, at: number | undefined, query: URLSearchParams): void {
    const isSame = this.tab === tab;
    this.tab = tab;
    this.query = query;
    for (const [key, link] of this.tabs) {
      if (key === tab) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    const isText = tab === "text";
    this.text.element.hidden = !isText;
    this.view.hidden = isText;
    document.title = isText ? this.book.outline.title : `${VIEWS[tab]?.title}: ${this.book.outline.title}`;
    if (isText) {
      if (at !== undefined) { this.hasStarted = true; void this.text.goTo(at); }
      else if (!this.hasStarted) { this.hasStarted = true; void this.text.start(); }
      if (!isSame) this.text.element.focus({ preventScroll: true });
    } else {
      this.view.scrollTop = 0;
      if (!isSame) delete this.view.dataset["tab"];
      this.draw();
      if (tab !== "search") this.view.focus({ preventScroll: true });
    }
  }

  private async undo(): Promise<void> {
    if (!this.book.canUndo) say("There is nothing to take back in this window; see the list of corrections.");
    else if (await this.book.undo()) say("The last correction is taken back.");
  }

  private draw(): void {
    const view = VIEWS[this.tab];
    if (!view) return;
    if (!this.book.isKnown) {
      show(this.view, h("p", { class: "empty", role: "status" }, "Reading …"));
      return;
    }
    if (this.view.contains(document.activeElement) && this.view.dataset["tab"] === this.tab && this.tab === "search") return;
    this.view.dataset["tab"] = this.tab;
    const context: Context = {
      book: this.book, card: this.card, query: this.query, say,
      goTo: (at) => { location.hash = `#/book/${this.book.id}/text/${at}`; },
      why: (line) => void this.card.why(line),
    };
    const inside = h("div", { class: "inside" });
    show(this.view, h("h2", { class: "view-title" }, view.title), inside);
    void Promise.resolve(view.draw(context, inside)).catch(refused);
  }

  key(event: KeyboardEvent): void {
    if (VIEWS[this.tab]?.key?.(event)) { event.preventDefault(); return; }
    const n = Number(event.key);
    const tab = TABS[n - 1];
    if (tab) location.hash = `#/book/${this.book.id}/${tab[0]}`;
    else if (event.key === "/") location.hash = `#/book/${this.book.id}/search`;
    else if (event.key === "?") help();
    else if (event.key === "e") this.card.edit();
    else if (event.key === "u") void this.undo();
    else if (event.key === "m" && this.tab === "text") this.text.mark();
    else if (event.key === "Escape" && this.card.isOpen) this.card.close();
    else if (event.key === "Escape" && this.tab !== "text") location.hash = `#/book/${this.book.id}/text`;
    else if ("jknp".includes(event.key) && this.tab === "text") this.text.step(["j", "k"].includes(event.key) ? ".who-speaks" : ".name", ["j", "n"].includes(event.key) ? 1 : -1);
    else return;
    event.preventDefault();
  }
}

function toggleTheme(): void {
  const root = document.documentElement;
  const isDark = root.dataset["theme"] ? root.dataset["theme"] === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset["theme"] = isDark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset["theme"]);
}

function help(): void {
  const keys: [string, string][] = [
    ["Space, Page Down, arrows", "read on"], ["j  k", "next and last line: who speaks, and why"],
    ["n  p", "next and last name; Enter tells who it is"], ["1 … 9", "the views"], ["/", "search"],
    ["e", "put right what the card tells"], ["m", "mark words that are a thought: arrows, Shift, Enter"], ["u", "take the last correction back"],
    ["Review: 1 … 9, 0", "who says it; nobody can tell"], ["Review: s  b  o", "skip, go back, somebody else"],
    ["Esc", "close the card; back to the text"], ["?", "these keys"],
  ];
  const dialog = h("dialog", { class: "ask", "aria-labelledby": "help-title" }, h("h2", { id: "help-title" }, "Keys"),
    h("dl", {}, keys.map(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, words)])),
    h("div", { class: "buttons" }, h("button", { type: "button", onclick: () => dialog.close() }, "Close")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

let desk: Desk | undefined;
let only: string | null = null;

async function route(): Promise<void> {
  const [path = "", search = ""] = location.hash.slice(1).split("?");
  const [, kind, id, tab = "text", at] = path.split("/");
  if (kind !== "book" || !id) {
    if (only) { location.replace(`#/book/${only}/text`); return; }
    desk?.close();
    desk = undefined;
    document.title = "The shelf";
    const shelf = h("main", { class: "shelf-page" });
    show(app, shelf, message);
    await drawShelf(shelf);
    return;
  }
  if (desk?.book.id !== id) {
    desk?.close();
    desk = undefined;
    show(app, h("main", { class: "opening" }, h("p", { role: "status" }, "Opening the book …")), message);
    let outline;
    try {
      outline = await api.book(id);
    } catch (error) {
      const words = error instanceof Refusal ? error.message : String(error);
      show(app, h("main", { class: "opening" }, h("h1", {}, "This book cannot be opened"), h("p", {}, words), h("a", { href: "#/" }, "To the shelf")), message);
      return;
    }
    desk = new Desk(new Book(outline), only === null);
    show(app, desk.element, message);
  }
  desk.open(tab in VIEWS ? tab : "text", at ? Number(at) : undefined, new URLSearchParams(search));
}

async function add(files: FileList): Promise<void> {
  for (const file of files) {
    try {
      say(`Adding ${file.name} …`);
      const { id } = await api.add(file);
      say(`${file.name} is on the shelf.`);
      if (files.length === 1) { location.hash = `#/book/${id}/text`; return; }
    } catch (error) {
      refused(error);
      return;
    }
  }
  if (!desk) await route();
}

document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("dragging"); });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("dragging"); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dragging");
  if (event.dataTransfer && event.dataTransfer.files.length > 0) void add(event.dataTransfer.files);
});
document.addEventListener("keydown", (event) => {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target?.matches("input, select, textarea") || document.querySelector("dialog[open]")) return;
  desk?.key(event);
});
addEventListener("focus", () => void desk?.book.look());
addEventListener("hashchange", () => void route().catch(refused));
const theme = localStorage.getItem("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
show(app, message);
void api.shelf().then((shelf) => { only = shelf.only; }).then(route).catch((error: unknown) => {
  show(app, h("main", { class: "opening" }, h("h1", {}, "dramaturg"), h("p", {}, error instanceof Error ? error.message : String(error))));
});
