"""The corpus as lines of normal forms, one paragraph a line, without the works kept unseen.

    python3 training/vectors/data.py CORPUS OUT
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "language"))
from text import CURLY_TABLE, norm  # noqa: E402

# Whole works that no shipped model sees, by words of their titles; LitBank's dev and test
# works are not in the corpus. The Time Machine is used to measure the parser.
UNSEEN = ("daisy miller", "the age of innocence", "the invisible man", "the sun also rises",
          "the time machine")
TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|St|Messrs|Esq|Prof|Rev|Hon|Capt|Col|Gen|Lieut|Sergt|Mme|Mlle|No|vs|etc)\."
    r"|(?:[^\W\d_]\.){2,}|o'clock|to-(?:day|night|morrow)|good-(?:bye|by|night)"
    r"|can(?=not\b)|[^\W\d_]+?(?=n't\b)|n't\b|'(?:s|m|d|ll|re|ve|em|tis|twas|t)\b"
    r"|[^\W_]+|-+|\.{2,}|[^\w\s]", re.I)


def tokens(line):
    """The normal forms of a paragraph, split nearly as UD English splits words."""
    return [norm(t) for t in TOKEN.findall(line.translate(CURLY_TABLE).replace("_", " "))]


def main(corpus, out):
    keep, n, skipped = True, 0, set()
    with open(corpus, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as to:
        for line in lines:
            if line.startswith("<<<DOC "):
                title = line.split("|")[4].strip().lower()
                keep = not any(u in title for u in UNSEEN)
                if not keep:
                    skipped.add(title)
            elif keep:
                t = tokens(line)
                n += len(t)
                print(*t, file=to)
    print(n, "tokens; left out:", *sorted(skipped), sep="\n  ")


if __name__ == "__main__":
    main(*sys.argv[1:])
