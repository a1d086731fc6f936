// What needs no browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { knownFrom } from "../src/book.ts";
import { clip } from "../src/card.ts";
import { toUnits } from "../src/offsets.ts";
import { wordsOf } from "../src/words.ts";

test("bytes become units, whatever the script", () => {
  const text = "a“é😀b";
  // In UTF-8: a 1, “ 3, é 2, 😀 4, b 1 bytes.
  assert.deepEqual(toUnits(text, 100, [100, 101, 104, 106, 110, 111]), [0, 1, 2, 3, 5, 6]);
});

test("an offset inside a character is the next place, and one behind the end is the end", () => {
  assert.deepEqual(toUnits("éa", 0, [1, 2, 99]), [1, 1, 2]);
});

test("words are clipped between words", () => {
  assert.equal(clip("one two  three", 8), "one two …");
  assert.equal(clip("one\ntwo", 8), "one two");
});

test("a claim is known from its last evidence on", () => {
  assert.equal(knownFrom([[4, 9], [1, 3]]), 9);
  assert.equal(knownFrom([]), 0);
});

test("a word keeps its apostrophes and hyphens, and no marks", () => {
  const text = "“Don’t—half-way, Éva!”";
  assert.deepEqual(wordsOf(text).map(([a, b]) => text.slice(a, b)), ["Don’t", "half-way", "Éva"]);
});
