#!/usr/bin/env python3
"""The same novels in other typography: how far quotations and speakers move.

usage: typography.py --scorer DIR --gold DIR [--engine CMD] [--variants A,B] [--only A,B] [--out DIR] [--keep]

--scorer holds score_quotes.py, --gold the novels in its form, plain ASCII with `"` for speech. For every variant each
novel is set anew in a temporary folder (or --out), its gold spans moved along, and read by the engine, CMD with {text}
in it; then one table is printed, a row a variant. A span that would hold other words than before ends the run.

original    as it is: straight marks, hard-wrapped, LF
curly       “speech”, ‘inner’ and ’ for each apostrophe
single      ‘speech’, “inner” and ’ for each apostrophe
straight    'speech', "inner" and ' for each apostrophe
guillemets  «speech», ‹inner›
dashes      a paragraph that opens with speech opens with a dash, and has no closing mark; the words of its cue stand
            between spaced dashes. Only where that can be undone: the paragraph has one or two speeches, the first at
            its start, the second at its end, no dash and no third mark. The others keep their marks
crlf        CR LF ends each line
unwrapped   a line a paragraph, blank lines between them
rewrapped   lines of at most 55 characters
lines       a line a paragraph, no blank lines

A mark that somebody forgot stays unpaired in every variant. Which `'` opens is decided as a typesetter does: after a
blank, a dash or a bracket, and not before 'tis, 'em and their like; an inner quotation is turned only if its end is
clear, else its marks stay apostrophes. A novel that has no `'` at all has lost its apostrophes: nothing is restored,
so that its single marks are all quotation marks; the table counts the two kinds of novels apart.
"""
import argparse
import collections
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ELISIONS = set("""tis twas twere twill twould twon em im un er ee e d s t ll till til cause bout round neath gainst fore
cept most pon stead nough spect scuse gin mid tween way kase fraid ceptin pears low long lowed tain ave ad ome ere ow
ard alf and ell eard is it igh ve re uz ud at as""".split())
DOUBLE, SINGLE = '"', "'"
BLANK = re.compile(r"\n[ \t]*\n")


def paragraphs(text):
    """-> (start, end) of each stretch between blank lines"""
    at = 0
    for gap in [*BLANK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[at:end].strip():
            yield at, end
        at = gap.end() if gap else end


def opens(text, at, start):
    left = text[at - 1] if at > start else " "
    right = text[at + 1:at + 2]
    return bool(right.strip()) and (left.isspace() or left in "-([\"'_*")


def doubles(text, start, end):
    """-> ([(opening, closing), ..], whether every mark has its other one); a speech may run on"""
    pairs, lonely, last = [], False, None
    for at in range(start, end):
        if text[at] != DOUBLE:
            continue
        if last is None:
            lonely |= not opens(text, at, start)
            last = at
        elif opens(text, at, start) and not text[at - 1] == "-":
            pairs.append((last, None))
            last = at
        else:
            pairs.append((last, at))
            last = None
    if last is not None:
        pairs.append((last, None))
    return pairs, not lonely and all(b is not None for _, b in pairs)


def inners(text, start, end):
    """-> [(opening, closing), ..] of the single marks whose ends are clear"""
    pairs, at = [], start
    while (at := text.find(SINGLE, at, end)) >= 0:
        word = re.match(r"\w*", text[at + 1:end]).group().lower()
        if not opens(text, at, start) or word in ELISIONS or word[:1].isdigit():
            at += 1
            continue
        # A weak end, behind a letter, is clear only if no word before it has an apostrophe at its end.
        stop = at + 2
        while stop < end and not (text[stop] == SINGLE and not text[stop + 1:stop + 2].isalnum()):
            stop += 1
        if stop < end and (text[stop - 1] in ".,!?;:-" or
                           re.search(r"\b[A-Z]?[a-z]*[a-mp-rt-z]$", text[at:stop]) and stop - at < 60):
            pairs.append((at, stop))
            at = stop
        at += 1
    return pairs


def marked(outer, inner, apostrophe):
    """-> a variant with other marks; outer and inner are (opening, closing)"""
    def change(text):
        new = {}
        if apostrophe:
            new = {i: apostrophe for i, c in enumerate(text) if c == SINGLE}
        for start, end in paragraphs(text):
            pairs, _ = doubles(text, start, end)
            for a, b in pairs:
                is_lonely = b is None and not opens(text, a, start)
                new[a] = outer[1] if is_lonely else outer[0]
                if b is not None:
                    new[b] = outer[1]
            for a, b in inners(text, start, end) if inner else []:
                new[a], new[b] = inner
        return new
    return change


def dashed(text):
    new = {}
    for start, end in paragraphs(text):
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        pairs, whole = doubles(text, start, end)
        if not pairs or not whole or pairs[0][0] != start or len(pairs) > 2 or "--" in words or " - " in words:
            continue
        if len(pairs) == 2 and pairs[1][1] != end - 1:
            continue
        new[start] = "\u2014 "
        new[pairs[0][1]] = "" if pairs[0][1] == end - 1 else " \u2014"
        if len(pairs) == 2:
            new[pairs[1][0]] = "\u2014 "
            new[pairs[1][1]] = ""
    return new


def unwrapped(gap):
    def change(text):
        new = {}
        for start, end in paragraphs(text):
            for at in range(start, end):
                if text[at] == "\n" and text[start:at].strip() and text[at:end].strip():
                    new[at] = " "
            if gap and text[end:].strip():
                stop = BLANK.match(text, end).end()
                new.update({at: "" for at in range(end, stop)})
                new[end] = gap
        return new
    return change


def rewrapped(text):
    new = {}
    for start, end in paragraphs(text):
        width = 0
        for word in re.finditer(r"\S+", text[start:end]):
            at = start + word.start()
            if width and text[at - 1] in " \n" and at - 1 > start:
                fits = width + 1 + len(word.group()) <= 55
                new[at - 1] = " " if fits else "\n"
                width = width + 1 + len(word.group()) if fits else len(word.group())
            else:
                width += len(word.group())
    return new


VARIANTS = {
    "original": lambda text: {},
    "curly": marked("\u201c\u201d", "\u2018\u2019", "\u2019"),
    "single": marked("\u2018\u2019", "\u201c\u201d", "\u2019"),
    "straight": marked("''", '""', None),
    "guillemets": marked("\u00ab\u00bb", "\u2039\u203a", None),
    "dashes": dashed,
    "crlf": lambda text: {i: "\r\n" for i, c in enumerate(text) if c == "\n"},
    "unwrapped": unwrapped(None),
    "rewrapped": rewrapped,
    "lines": unwrapped("\n"),
}
MARKS = str.maketrans("", "", "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u2039\u203a\u2014 \r\n")


def set_anew(source, target, change):
    """Writes a novel in a variant; -> how many paragraphs open with a mark of speech, and how many of them changed"""
    text = (source / "text.txt").read_bytes().decode("ascii")
    new = change(text)
    moved, pieces, at = [], [], 0
    for i, c in enumerate(text):
        moved.append(at)
        pieces.append(new.get(i, c))
        at += len(pieces[-1].encode())
    moved.append(at)
    data = "".join(pieces).encode()
    target.mkdir(parents=True, exist_ok=True)
    (target / "text.txt").write_bytes(data)
    with open(target / "quotes.jsonl", "w", encoding="utf-8") as f:
        for line in (source / "quotes.jsonl").read_text(encoding="utf-8").splitlines():
            quote = json.loads(line)
            spans = quote["spans"]
            quote["spans"] = [[moved[s], moved[e]] for s, e in spans]
            quote["mentions"] = None
            for (s, e), (a, b) in zip(spans, quote["spans"]):
                if text[s:e].translate(MARKS) != data[a:b].decode().translate(MARKS):
                    raise SystemExit("typography: %s: the span [%d,%d] has lost its words" % (source.name, s, e))
            f.write(json.dumps(quote, ensure_ascii=False) + "\n")
    (target / "characters.json").write_bytes((source / "characters.json").read_bytes())
    firsts = [s + len(text[s:e]) - len(text[s:e].lstrip()) for s, e in paragraphs(text)]
    firsts = [i for i in firsts if text[i] == DOUBLE]
    return len(firsts), sum(new.get(i, DOUBLE) != DOUBLE for i in firsts)


def main():
    ap = argparse.ArgumentParser(description="Score novels in other typography (see the head of this file).")
    ap.add_argument("--scorer", required=True, type=pathlib.Path)
    ap.add_argument("--gold", required=True, type=pathlib.Path)
    ap.add_argument("--engine", default="target/release/dramaturg read {text} --format json")
    ap.add_argument("--variants", default=",".join(VARIANTS))
    ap.add_argument("--only")
    ap.add_argument("--out", type=pathlib.Path)
    ap.add_argument("--books", action="store_true", help="a row a novel, too")
    a = ap.parse_args()
    sys.path.insert(0, str(a.scorer))
    import score_quotes
    names = a.only.split(",") if a.only else sorted(p.name for p in a.gold.iterdir() if (p / "quotes.jsonl").is_file())
    out = a.out or pathlib.Path(tempfile.mkdtemp(prefix="typography-"))
    lost = {n for n in names if (a.gold / n / "text.txt").read_text().count(SINGLE) < 10}
    base, rows = None, {}
    print("%-11s %6s %6s %6s %6s %6s  %s" % ("variant", "R", "F1", "ACC", "dR", "dACC", "worst novel by recall, by ACC"))
    for variant in a.variants.split(","):
        turned = collections.Counter()
        figures = {}
        for name in names:
            folder = out / variant / name
            n, n_turned = set_anew(a.gold / name, folder, VARIANTS[variant])
            turned["n"] += n
            turned["turned"] += n_turned
            path = out / variant / (name + ".json")
            command = [x.replace("{text}", str(folder / "text.txt")) for x in shlex.split(a.engine)]
            with open(path, "wb") as f:
                subprocess.run(command, stdout=f, stderr=subprocess.DEVNULL, check=True)
            counts, details = score_quotes.score_novel(folder, path)
            figures[name] = score_quotes.figures(counts)
            (out / variant / (name + ".details.json")).write_text(json.dumps(details))
        rows[variant] = figures
        base = base or figures
        for label, group in (("", names), ("  13 whole", [n for n in names if n not in lost]),
                             ("  lost '", [n for n in names if n in lost])):
            if not group or label and variant not in ("original", "curly", "single", "straight"):
                continue
            mean = lambda f, key: 100 * sum(f[n][key] for n in group) / len(group)
            delta = lambda key: mean(figures, key) - mean(base, key)
            by = lambda key: min(group, key=lambda n: figures[n][key] - base[n][key])
            worst = ["%s %+.1f" % (n, 100 * (figures[n][k] - base[n][k]))
                     for k in ("quote_recall", "acc") for n in [by(k)]]
            label = label.replace("13", str(len(group)))
            print("%-11s %6.1f %6.1f %6.1f %+6.1f %+6.1f  %s" % (
                label or variant, mean(figures, "quote_recall"), mean(figures, "quote_f1"), mean(figures, "acc"),
                delta("quote_recall"), delta("acc"), ", ".join(worst)), flush=True)
        if a.books:
            for n in names:
                print("    %-28s %6.1f %6.1f %6.1f %+6.1f %+6.1f" % (
                    n, *(100 * figures[n][k] for k in ("quote_recall", "quote_f1", "acc")),
                    *(100 * (figures[n][k] - base[n][k]) for k in ("quote_recall", "acc"))))
        if variant == "dashes":
            print("            %d of %d paragraphs that open with speech open with a dash" % (
                turned["turned"], turned["n"]))
    print("texts, gold and readings: %s" % out)


if __name__ == "__main__":
    main()
