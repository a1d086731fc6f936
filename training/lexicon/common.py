"""Makes `crates/cast/src/lexicon/common.txt`: the words that English usually writes small.

Counts the corpus of English fiction in `../shared/corpus` (described there in `README.md`).
A word is taken if it is seen in small letters at least `MIN_SMALL` times, and is small in
at least `MIN_SHARE` of its uses that are not at the start of a sentence. The works of PDNC
and of LitBank's dev and test parts are left out, so that a score on them stays clean.

A word is a run of letters: *didn't* counts as *didn* and *t*, which is how a text that has
lost its apostrophes shows it. The result depends on the corpus alone.

    python training/lexicon/common.py [--shared ../shared]
"""

import argparse
import csv
import json
import lzma
import re
from collections import Counter
from pathlib import Path

MIN_SMALL = 25
MIN_SHARE = 0.6
MAX_WORDS = 25_000

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "crates/cast/src/lexicon/common.txt"

WORD = re.compile(r"[^\W\d_]+")
# A capital after one of these tells nothing about the word: a full stop, an opening mark.
INITIAL = re.compile(r"(?:^|[.!?:;…\"“”‘'«(\[—–*]|--)[\s\"“”‘’'«(\[_*-]*([A-Z][^\W\d_]*)", re.M)

HEAD = f"""\
# Ordinary English words: what is usually written small.
# Counted in 38 million words of English fiction of 1726 to 1928: seen small {MIN_SMALL} times or
# more, and small in {MIN_SHARE:.0%} or more of the uses inside a sentence. A word is a run of
# letters: "didn't" gives "didn" and "t". Newer words are in common_modern.txt.
# Not written by hand: "python training/lexicon/common.py" makes it anew.
"""


def key(title: str) -> str:
    """The letters of a title, without case, accents of spelling and a leading article."""
    letters = re.sub(r"[^a-z0-9]", "", title.lower())
    return re.sub(r"^(the|an|a)(?=.{6})", "", letters)


def held_out(shared: Path) -> set[str]:
    """The keys of all titles that must not be counted."""
    titles = {key(folder.name) for folder in (shared / "data/pdnc").iterdir() if folder.is_dir()}
    splits = json.loads((shared / "data/litbank/splits.json").read_text())
    for part in ("dev", "test"):
        for name in splits[part]:
            titles.add(key(re.sub(r"^\d+_", "", name)))
    return titles


def is_held_out(title: str, titles: set[str]) -> bool:
    """Whether a work goes by one of the titles, with or without its second title."""
    short = re.split(r"[:;,(]| [—-] ", title)[0]
    return key(title) in titles or key(short) in titles


def works(shared: Path):
    """Yields the text of each work that may be counted."""
    titles = held_out(shared)
    with open(shared / "corpus/index.tsv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    skipped = {int(row["doc"]) for row in rows if is_held_out(row["title"], titles)}
    lines: list[str] = []
    wanted = False
    with lzma.open(shared / "corpus/fiction.txt.xz", "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith("<<<DOC "):
                if wanted and lines:
                    yield "".join(lines)
                lines = []
                wanted = int(line[7:11]) not in skipped
            elif wanted:
                lines.append(line)
    if wanted and lines:
        yield "".join(lines)


def count(shared: Path) -> tuple[Counter, Counter]:
    """How often each word is small, and how often it has a capital inside a sentence."""
    small: Counter = Counter()
    capital: Counter = Counter()
    for text in works(shared):
        for word, n in Counter(WORD.findall(text)).items():
            if word.islower():
                small[word] += n
            elif word[1:].islower():
                capital[word.lower()] += n
        for word, n in Counter(INITIAL.findall(text)).items():
            if word[1:].islower():
                capital[word.lower()] -= n
    return small, capital


def main() -> None:
    """Writes the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    small, capital = count(parser.parse_args().shared)
    words = [
        word
        for word, n in small.items()
        if n >= MIN_SMALL and n >= MIN_SHARE * (n + max(capital[word], 0))
    ]
    words.sort(key=lambda word: (-small[word], word))
    TARGET.write_text(HEAD + "".join(f"{word}\n" for word in sorted(words[:MAX_WORDS])), "utf-8")


if __name__ == "__main__":
    main()
