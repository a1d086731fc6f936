// The words of a paragraph, one by one: for marking a stretch with the keyboard.

const WORD = /[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu;

/** Where each word of a text begins and ends, in UTF-16 units. */
export function wordsOf(text: string): [number, number][] {
  return [...text.matchAll(WORD)].map((found) => [found.index, found.index + found[0].length]);
}

/** A stretch of words of a paragraph, from the one where it was begun to the one that moves. */
export class Stretch {
  private readonly nodes: Text[] = [];
  private readonly starts: number[] = [];
  private readonly words: [number, number][];
  private begun = 0;
  private moving = 0;

  constructor(readonly paragraph: HTMLElement) {
    let text = "";
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      // The marks of speakers are no words of the book.
      if (!(node instanceof Text) || node.parentElement?.closest(".who-speaks")) continue;
      this.nodes.push(node);
      this.starts.push(text.length);
      text += node.data;
    }
    this.words = wordsOf(text);
  }

  get isEmpty(): boolean { return this.words.length === 0; }

  /** One word on or back, alone or with those in between; false at the paragraph's end. */
  move(by: 1 | -1, extend: boolean): boolean {
    const next = (extend ? this.moving : by > 0 ? Math.max(this.begun, this.moving) : Math.min(this.begun, this.moving)) + by;
    if (next < 0 || next >= this.words.length) return false;
    this.moving = next;
    if (!extend) this.begun = next;
    return true;
  }

  /** Selects the stretch, and brings it onto the screen. */
  select(): void {
    const [first, last] = [this.words[Math.min(this.begun, this.moving)], this.words[Math.max(this.begun, this.moving)]];
    if (!first || !last) return;
    const range = document.createRange();
    range.setStart(...this.place(first[0], false));
    range.setEnd(...this.place(last[1], true));
    const selection = document.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
  }

  /** A node and an offset in it; at the border of two nodes the end of the first, if wanted. */
  private place(at: number, isEnd: boolean): [Text, number] {
    const i = this.starts.findLastIndex((start) => (isEnd ? start < at : start <= at));
    const node = this.nodes[i];
    if (!node) throw new RangeError("a word outside of its paragraph");
    return [node, at - (this.starts[i] ?? 0)];
  }
}
