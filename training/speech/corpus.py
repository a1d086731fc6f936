"""Novels of the raw corpus as files, for distant supervision.

`works(out, n)` writes n works with much dialogue to the folder out, one text file each, and
returns their paths. Works that PDNC annotates, or that share a title with one, are left out:
what feeds a fold, or a shipped model, must not hold the novels it is measured on.
"""
import csv
import lzma
import re

import data

PDNC_TITLES = """a handful of dust;a room with a view;alice's adventures in wonderland;anne of green
gables;daisy miller;emma;howards end;night and day;northanger abbey;persuasion;pride and prejudice;
sense and sensibility;the age of innocence;the awakening;the gambler;the invisible man;the man who
was thursday;the mysterious affair at styles;the picture of dorian gray;the sign of the four;the
sign of four;the sport of the gods;the sun also rises"""
MAX_BYTES = 900_000


def plain(title):
    return re.sub(r"[^a-z]+", " ", title.lower()).strip()


def is_annotated(title):
    names = [plain(t) for t in PDNC_TITLES.replace("\n", " ").split(";")]
    squeezed = plain(title).replace(" ", "")
    return any(n.replace(" ", "") in squeezed or (len(squeezed) > 4 and squeezed in n.replace(" ", ""))
               for n in names)


def works(out, n):
    """Writes the n works with the most marked dialogue a byte; -> their paths."""
    out.mkdir(parents=True, exist_ok=True)
    found, header, lines = [], None, []

    def close():
        if header is None:
            return
        number, title, year = header
        text = "\n\n".join(lines)[:MAX_BYTES]
        text = text[:text.rfind("\n\n")] + "\n" if "\n\n" in text else text
        doubles = len(re.findall(r'[,.!?](?:["\u201d]|[\'\u2019](?=\s))', text))
        if len(text) > 120_000 and not is_annotated(title) and doubles * 700 > len(text):
            found.append((doubles / len(text), number, title, text))

    with lzma.open(data.SHARED / "corpus" / "fiction.txt.xz", "rt", encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            mark = re.match(r"<<<DOC (\d+) \| ([^|]*)\| ([^|]*)\| ([^|]*)\| ([^|]*)\| ([^>]*)>>>", line)
            if line.startswith("<<<DOC "):
                close()
                parts = [p.strip() for p in line[7:-3].split("|")]
                header, lines = (parts[0], parts[4], parts[5]), []
            elif line:
                lines.append(line)
        close()
    found.sort(reverse=True)
    paths = []
    # Every second one of the densest, so that not one author fills the list.
    for density, number, title, text in found[:2 * n][::2]:
        path = out / ("w%s.txt" % number)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
        print("%s %.1f quotations a kB: %s" % (number, 1000 * density, title))
    return paths


if __name__ == "__main__":
    import pathlib
    import sys
    works(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
