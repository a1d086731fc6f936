#!/usr/bin/env python3
"""Turn a story with inline notes (docs/corpus.md) into its text and its gold (stories/corpus/SCHEMA.md).

usage: make.py STORY.tale [STORY.tale ...] [-o DIR] [--show]

Writes DIR/STORY.txt and DIR/STORY.gold.json (DIR: beside the source if not given).  --show prints every utterance with its
audience, to proofread.  One line a fault, "file:line: what; remedy", and one a warning.  Exit 0 if both files are written,
1 if there is a fault (nothing is written), 2 if a file cannot be read.  Python 3.11, standard library only.
"""
import argparse
import bisect
import collections
import hashlib
import itertools
import json
import pathlib
import re
import sys

STYLES = {"double-straight": '""', "double-curly": "\u201c\u201d", "single-straight": "''", "single-curly": "\u2018\u2019",
          "guillemets": "\u00ab\u00bb", "dash": None}
NAME_TYPES = ("name surname nickname title kinship descriptor role vocative endearment insult initial disguise false-name "
              "collective").split()
STATUSES = "onset ongoing treated improving resolved past negated forecast reported feigned implied".split()
PLEDGES = "promise request order threat plan offer vow".split()
MOVES = {"in": "enter", "out": "exit", "to": "move_to", "stays": "note"}
WORDS = ["scene", *MOVES, *PLEDGES, *("thinks quotes doc not group asleep awake ears deaf phone hangup lost body event tie "
                                      "feels rule ask").split()]
CUSTODY = set("give take receive steal return bring fetch hold keep carry carry_off carried_off wear find found pick_up "
              "take_off take_out pull_out put put_on put_in put_away put_down lay hang hide drop throw fall lose at removed "
              "show use eat drink burn break switched_on switched_off buy pass travel arrive left_off".split())
HANDED = set("give return show throw pass".split())          # the one who had it is the agent
DETERMINERS = set("the a an my your his her their our its this that these those".split())
BARE = ("**", "__", "''", '""', "\u2018\u2019", "\u201c\u201d", "\u00ab\u00bb", "\u2039\u203a")   # marks around words
SAYING = ("said says say asked asks ask told tells replied replies answered answers whispered whispers shouted shouts cried cries "
          "called calls murmured murmurs muttered mutters added adds repeated repeats yelled yells hissed hisses admitted admits "
          "snapped snaps observed observes remarked remarks").split()
NEUTRAL = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


class Fault(Exception):
    """What is wrong in a line, and the remedy."""

    def __init__(self, line, message):
        super().__init__(message)
        self.line = line


class Mark:
    """A tag with the words it stands on: `head`, start and end in characters (end None: a point), line, paragraph."""

    def __init__(self, head, start, end, line, inline=True, trigger=None):
        self.line, self.start, self.end, self.inline, self.trigger = line, start, end, inline, trigger
        head, *options = [x.strip() for x in head.split(";")]
        self.head, self.options = head, [x for x in options if x]

    def option(self, key, default=None):
        """The value of `; key value`; "" for a bare key."""
        for x in self.options:
            if x == key or x.startswith(key + " "):
                return x[len(key):].strip()
        return default

    def allow(self, *keys):
        for x in self.options:
            if x not in keys and x.split()[0] not in keys:
                raise Fault(self.line, "unknown option %r; use one of: %s" % (x, ", ".join(keys) or "none here"))


def split_ids(text):
    return [x.strip() for x in (text or "").split(",") if x.strip()]


# --------------------------------------------------------------------------- reading the source

class Source:
    """A .tale file: its head (title, cast, things, facts), its plain text, and its marks."""

    def __init__(self, text):
        self.faults = []
        self.fields, self.cast, self.things, self.facts = {}, {}, {}, {}
        lines = text.replace("\r\n", "\n").split("\n")
        try:
            end = lines.index("---")
        except ValueError:
            raise Fault(1, "no line '---' between head and story; add it") from None
        self.read_head(lines[:end])
        self.read_body(lines[end + 1:], end + 2)

    def read_head(self, lines):
        section, last = None, None
        for n, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            if line.strip() in ("cast", "things", "facts"):
                section = line.strip()
                continue
            if line[0].isspace():
                if section != "cast" or last is None:
                    raise Fault(n, "an indented line stands under nobody; indent only names, under a line of the cast")
                kind, _, names = line.strip().partition(" ")
                if kind not in NAME_TYPES:
                    raise Fault(n, "unknown kind of name %r; use one of: %s" % (kind, " ".join(NAME_TYPES)))
                last["names"] += [(x, kind.replace("-", " "), n) for x in split_ids(names)]
                continue
            key, colon, value = line.partition(":")
            key = key.strip()
            if not colon:
                raise Fault(n, "no colon in %r; write 'key: value'" % line)
            if section is None:
                self.fields[key] = value.strip()
                continue
            if not re.fullmatch(r"[a-z]\w*", key) or key in WORDS:
                raise Fault(n, "%r cannot be an id; use small letters and digits, and no word of the notation" % key)
            if key in self.cast or key in self.things or key in self.facts:
                raise Fault(n, "id %s is there twice; rename one" % key)
            first, *options = [x.strip() for x in value.split(";")]
            row = {"id": key, "first": first, "options": options, "line": n, "names": []}
            {"cast": self.cast, "things": self.things, "facts": self.facts}[section][key] = row
            last = row
        for key in ("title", "person", "pov", "quotes"):
            if not self.fields.get(key):
                raise Fault(1, "the head has no '%s:'; add it" % key)
        if self.fields["quotes"] not in STYLES:
            raise Fault(1, "unknown quotes %r; use one of: %s" % (self.fields["quotes"], " ".join(STYLES)))
        pov = self.fields["pov"]
        if pov not in self.cast and (" " not in pov or self.fields["person"].startswith("first")):
            raise Fault(1, "pov %r is no id of the cast; write one, or 'omniscient narrator' for a third person" % pov)
        if not self.cast:
            raise Fault(1, "the head has no 'cast'; add the section")

    def read_body(self, lines, first):
        stream, notes, paragraph, text_before = [], [], -1, False
        for n, line in enumerate(lines, first):
            if line.startswith("%#"):
                continue
            if line.startswith("%"):
                notes.append((line[1:].strip(), n, max(paragraph, 0)))
                continue
            if not line.strip():
                text_before = False
                continue
            if not text_before:
                paragraph += 1
                stream += [("\n", n)] * (2 if stream else 0)
            else:
                stream.append(("\n", n))
            stream += [(ch, n) for ch in line.rstrip()]
            text_before = True
        self.stream, self.at = stream, 0
        self.out, self.lines, self.marks, self.cues, self.point = [], [], [], [], -1
        self.read_until(None)
        self.emit("\n", self.lines[-1] if self.lines else first)
        self.text = "".join(self.out)
        self.starts = [0] + [m.end() for m in re.finditer("\n\n", self.text)]
        for head, n, paragraph in notes:
            try:
                self.read_note(head, n, paragraph)
            except Fault as f:
                self.faults.append(f)

    def peek(self, words):
        return "".join(ch for ch, _ in self.stream[self.at:self.at + len(words)]) == words

    def read_until(self, stop):
        """Reads text up to `stop`, which it consumes; None reads to the end."""
        while self.at < len(self.stream):
            ch, n = self.stream[self.at]
            if stop and self.peek(stop):
                self.at += len(stop)
                return
            if ch == "\\" and self.at + 1 < len(self.stream) and self.stream[self.at + 1][0] in "{}<>|\\%":
                self.at += 1
                self.emit(*self.stream[self.at])
            elif ch == "{":
                self.read_tag(n)
                continue
            elif ch == "}":
                raise Fault(n, "a } that nothing opened; write \\} for the character")
            elif ch == "<":
                self.read_cue(n)
                continue
            else:
                self.emit(ch, n)
            self.at += 1
        if stop:
            raise Fault(self.open_line, "%s is missing; close what this line opens" % stop)

    def emit(self, ch, n):
        """Adds a character; a point tag leaves no double space and none at the end of a line."""
        if ch == " " and self.out[-1:] == [" "] and self.point == len(self.out):
            return
        while ch == "\n" and self.out and self.out[-1] == " ":
            self.out.pop()
            self.lines.pop()
            for m in self.marks:
                m.start, m.end = min(m.start, len(self.out)), m.end and min(m.end, len(self.out))
        self.out.append(ch)
        self.lines.append(n)

    def read_tag(self, n):
        head = ""
        self.at += 1
        while self.at < len(self.stream) and self.stream[self.at][0] not in "|}":
            head += self.stream[self.at][0]
            self.at += 1
        if self.at == len(self.stream) or "\n" in head or "{" in head:
            raise Fault(n, "the tag {%s is not closed; end it with } or put | before its words" % head.split("\n")[0][:30])
        start, wraps = len(self.out), self.stream[self.at][0] == "|"
        self.at += 1
        mark = Mark(head, start, None, n)
        self.marks.append(mark)
        if not wraps:
            self.point = len(self.out)
        else:
            self.open_line = n
            self.read_until("}")
            mark.end = len(self.out)
            if mark.end == start:
                raise Fault(n, "{%s|} holds no words; put some after the |" % head)

    def read_cue(self, n):
        kind, stop = ("beat", ">>") if self.peek("<<") else ("next", ">") if self.peek("<^") else ("cue", ">")
        self.at += 1 if kind == "cue" else 2
        start = len(self.out)
        self.open_line = n
        self.read_until(stop)
        self.cues.append((kind, start, len(self.out), n))

    def read_note(self, head, n, paragraph):
        """A line `% tag [words..words]`."""
        m = re.fullmatch(r"(.*?)\s*(?:\[(.*)\])?\s*", head)
        mark = Mark(m.group(1), None, None, n, inline=False)
        mark.paragraph = paragraph
        if m.group(2) is not None:
            mark.start, mark.end, mark.trigger = self.find(m.group(2), paragraph, n)
        self.marks.append(mark)

    def paragraph_span(self, i):
        return self.starts[i], self.starts[i + 1] - 2 if i + 1 < len(self.starts) else len(self.text) - 1

    def find(self, anchor, paragraph, n):
        """`words`, `words..words`, either with a (trigger) -> start, end, trigger."""
        trigger = re.search(r"\((.+?)\)", anchor)
        if trigger and anchor not in self.text:
            anchor = anchor.replace(trigger.group(0), trigger.group(1), 1)
        else:
            trigger = None
        parts = anchor.strip().split("..")
        parts = [anchor.strip()] if any(not p.strip() for p in parts) else [p.strip() for p in parts]
        def loose(x):
            return r"\s+".join(map(re.escape, x.translate(NEUTRAL).split()))

        pattern = r"(?:(?!\n\n)[\s\S])*?".join(loose(p) for p in parts)
        pattern = (r"(?<![^\W_])" if parts[0][0].isalnum() else "") + pattern + (r"(?![^\W_])" if parts[-1][-1].isalnum() else "")
        text = self.text.translate(NEUTRAL)
        start, end = self.paragraph_span(paragraph)
        found = [m.span() for m in re.finditer(pattern, text[start:end])]
        found = [(a + start, b + start) for a, b in found]
        if not found:
            found = [m.span() for m in re.finditer(pattern, text)]
        if not found:
            raise Fault(n, "the text has no [%s]; copy its words, or write first..last words" % anchor)
        if len(found) > 1:
            raise Fault(n, "[%s] is there %d times; quote more words" % (anchor, len(found)))
        a, b = found[0]
        if trigger:
            m = re.search(r"(?<![^\W_])%s(?![^\W_])" % loose(trigger.group(1)), text[a:b])
            trigger = m and (a + m.start(), a + m.end())
        return a, b, trigger


# --------------------------------------------------------------------------- the gold

class Maker:
    """The gold of a source; `faults` and `warnings` are (line, message)."""

    def __init__(self, source, stem):
        self.s, self.stem, self.text = source, stem, source.text
        self.faults = [(f.line, str(f)) for f in source.faults]
        self.warnings = []
        at = [0]
        for ch in self.text:
            at.append(at[-1] + len(ch.encode()))
        self.byte = at
        self.style = source.fields["quotes"]
        self.pov = source.fields["pov"]

    def fault(self, line, message, *values):
        self.faults.append((line, message % values if values else message))

    def warn(self, line, message, *values):
        self.warnings.append((line, message % values if values else message))

    # -- spans

    def span(self, a, b):
        return [self.byte[a], self.byte[b]]

    def words(self, a, b):
        return {"span": self.span(a, b), "text": self.text[a:b]}

    def paragraph(self, at):
        return bisect.bisect_right(self.s.starts, at) - 1

    def line(self, at):
        return self.s.lines[min(at, len(self.s.lines) - 1)]

    def people(self, ids, line):
        for x in ids:
            if x not in self.s.cast:
                raise Fault(line, "nobody in the cast has the id %r; add it there or correct it" % x)
        return ids

    def person(self, x, line):
        return None if x in ("", "-", None) else self.people([x], line)[0]

    def evidence(self, mark):
        """Start and end of the words of a mark; failing those, of the one utterance above, or of the paragraph."""
        if mark.end is not None:
            a, b = mark.start, mark.end
            if mark.inline and mark.head.split()[0] in ("thinks", "quotes", "not") and self.text[a] + self.text[b - 1] in BARE:
                a, b = a + 1, b - 1
            return a, b
        if mark.start is not None:
            raise Fault(mark.line, "{%s} stands on no words; write {%s|words}" % (mark.head, mark.head))
        inside = [u for u in self.utterances if u["parts"] and self.paragraph(u["parts"][0][0]) == mark.paragraph]
        if len(inside) == 1:
            return inside[0]["parts"][0]
        if inside:
            raise Fault(mark.line, "several speeches above; add the words in [ ]")
        return self.s.paragraph_span(mark.paragraph)

    # -- the whole

    def make(self):
        kinds = collections.defaultdict(list)
        for m in self.s.marks:
            word = m.head.split()[0].rstrip(":") if m.head.split() else ""
            first = re.match(r"[a-z]\w*", m.head)
            if m.head.startswith("="):
                kinds["mention"].append(m)
            elif word in WORDS:
                kinds[word].append(m)
            elif first and first.group() in self.s.things:
                kinds["thing"].append(m)
            elif first and first.group() in self.s.facts:
                kinds["fact"].append(m)
            elif m.inline and (m.head.startswith("+") or first and first.group() in self.s.cast):
                kinds["say"].append(m)
            else:
                self.fault(m.line, "cannot read the tag %r; it begins with an id of the cast, things or facts, or with one "
                                   "of: %s", m.head, " ".join(WORDS))
        self.kinds = kinds
        self.utterances = []
        self.each("lost", lambda m: None)
        self.lost = [m.start for m in kinds["lost"]]
        self.thoughts = [t for m in kinds["thinks"] if (t := self.guard(self.thought, m))]
        self.documents = [d for m in kinds["doc"] if (d := self.guard(self.document, m))]
        self.others = [x for m in kinds["not"] if (x := self.guard(self.no_speech, m))]
        self.find_utterances()
        self.bind_cues()
        self.find_names()
        self.set_scenes()
        self.presence = []
        self.fill_presence()
        self.events, self.event_rows = [], []
        self.set_ears()
        for u in self.utterances:
            self.guard(self.audience, u, u["line"])
        self.likely_cues()
        self.nested = [x for m in kinds["quotes"] if (x := self.guard(self.nested_quote, m))]
        self.users()
        return self.gold()

    def guard(self, f, x, line=None):
        try:
            return f(x)
        except Fault as fault:
            self.fault(fault.line, str(fault))
        except (ValueError, IndexError) as e:
            self.fault(line or x.line, "cannot read %r (%s); see docs/corpus.md", getattr(x, "head", "the speech"), e)
        return None

    def each(self, kind, f):
        return [y for m in self.kinds[kind] if (y := self.guard(f, m))]

    # -- speech and thought

    def thought(self, m):
        m.allow("free", "marks", "note")
        who, _, to = m.head.split(None, 1)[1].partition(">")
        a, b = self.evidence(m)
        around = self.text[max(0, a - 1):a], self.text[b:b + 1]
        marks = {("*", "*"): "asterisks", ("_", "_"): "underscores"}.get(around, "none")
        if around in (("'", "'"), ("\u2018", "\u2019")):
            marks = "single quotes"
        if around in (('"', '"'), ("\u201c", "\u201d"), ("\u00ab", "\u00bb")):
            marks = "double quotes"
        row = {"thinker": self.people([who.strip()], m.line)[0],
               "kind": "free_indirect" if m.option("free") is not None else "direct",
               "marks": m.option("marks", marks), "note": m.option("note", ""), "at": (a, b), "line": m.line}
        if to.strip():
            row["addressed_to"] = self.people(split_ids(to), m.line)
        return row

    def document(self, m):
        m.allow("read", "aloud", "heard", "note")
        found = re.fullmatch(r"doc (.+?)(?: by (\S+))?(?: to (.+))?", m.head)
        if not found:
            raise Fault(m.line, "cannot read %r; write {doc KIND by WHO to WHO,WHO; read WHO|words}" % m.head)
        kind, by, to = found.groups()
        a, b = self.evidence(m)
        parts = []
        for x in re.finditer(r"(?:(?!\n\n)[\s\S])+", self.text[a:b]):
            words = x.group()
            parts.append((a + x.start() + len(words) - len(words.lstrip()), a + x.start() + len(words.rstrip())))
        row = {"kind": kind, "author": self.person(by, m.line), "recipients": self.people(split_ids(to), m.line),
               "readers": self.people(split_ids(m.option("read")), m.line), "parts": parts}
        if m.option("aloud"):
            row["read_aloud_by"] = self.people([m.option("aloud")], m.line)[0]
        if m.option("heard"):
            row["heard_by"] = self.people(split_ids(m.option("heard")), m.line)
        if m.option("note"):
            row["note"] = m.option("note")
        return row

    def no_speech(self, m):
        return {"kind": m.head.partition(" ")[2] or "quotation marks that are not speech", "at": self.evidence(m)}

    def quoted(self):
        """(start, end) of what stands between the marks of the style, paragraph by paragraph."""
        marks, out = STYLES[self.style], []
        if marks is None:
            return out
        kept = [m for m in self.s.marks if m.end is not None and m.inline]
        for i in range(len(self.s.starts)):
            a, b = self.s.paragraph_span(i)
            text = self.text[a:b]
            if self.style.startswith("single"):
                out += self.single(a, text, marks, kept)
                continue
            where = [(a + m.start(), False) for m in re.finditer("[%s]" % marks, text)]
            where = sorted(where + [(x, True) for x in self.lost if a <= x <= b])
            opened = None
            for at, lost in where:
                if opened is None:
                    opened = at if lost else at + 1
                    if not lost and self.text[at] != marks[0]:
                        self.fault(self.line(at), "%s closes nothing; correct the marks of the paragraph", marks[1])
                else:
                    if not lost and self.text[at] != marks[1]:
                        self.fault(self.line(at), "%s while one is open; close the first, or mark the loss with {lost}",
                                   marks[0])
                    out.append((opened, at))
                    opened = None
            if opened is not None:
                self.fault(self.line(opened), "%s is never closed in its paragraph; close it, or mark the place with {lost}",
                           marks[0])
        return out

    def single(self, a, text, marks, kept):
        """Single marks: an opener stands before a word, a closer after punctuation; wrapped words are taken as they are."""
        out, at = [], 0
        wrapped = {m.start: m.end for m in kept}
        while at < len(text):
            ch, before, after = text[at], text[at - 1:at], text[at + 1:at + 2]
            opens = ch == marks[0] and not before.isalnum() and (after.isalnum() or after in "\u2026*_-\u2013\u2014\"\u201c\u2019.")
            if opens and a + at + 1 in wrapped and wrapped[a + at + 1] <= a + len(text) \
                    and self.text[wrapped[a + at + 1]:wrapped[a + at + 1] + 1] == marks[1]:
                out.append((a + at + 1, wrapped[a + at + 1]))
                at = wrapped[a + at + 1] - a
            elif opens:
                close = re.compile(r"(?<=[.,!?\u2026\u2013\u2014*_\"\u201d-])%s(?!\w)" % marks[1]).search(text, at + 1)
                if not close:
                    if marks[0] != "'" and not re.match(r"\u2018\w+\u2019", text[at:]):
                        self.fault(self.line(a + at), "%s is never closed after punctuation; wrap the words in a tag", marks[0])
                    at += 1
                    continue
                out.append((a + at + 1, a + close.start()))
                at = close.start()
            at += 1
        return out

    def find_utterances(self):
        taken = {t["at"] for t in self.thoughts} | {x["at"] for x in self.others}
        tags, points = {}, []
        for m in sorted(self.kinds["say"], key=lambda m: m.start):
            if m.end is not None:
                a, b = m.start, m.end
                trim = self.text[a] + self.text[b - 1] == STYLES[self.style]
                tags[a + trim, b - trim] = m
            else:
                points.append(m)
        stretches = set(self.quoted())
        if self.style == "dash":
            for m in points:
                for n, part in enumerate(self.dashed(m)):
                    tags[part] = m
                    stretches.add(part)
        else:
            free = sorted(stretches - set(tags))
            for m in points:
                part = next((p for p in free if p[0] >= m.start), None)
                if part is None or self.text[m.start:part[0]].strip(" \n*_" + STYLES[self.style]):
                    self.fault(m.line, "no quotation mark after {%s}; put the tag right before the mark, or {%s|words}",
                               m.head, m.head)
                elif part in tags:
                    self.fault(m.line, "two tags for one speech, {%s}; keep one", m.head)
                else:
                    tags[part] = m
        seen, last = {}, None
        for part in sorted(stretches | set(tags)):
            if part in taken:
                continue
            m = tags.get(part)
            if m is None:
                if last and self.paragraph(last["parts"][0][0]) == self.paragraph(part[0]):
                    last["parts"].append(part)
                    last["tags"].append(None)
                elif not any(a <= part[0] and part[1] <= b for d in self.documents for a, b in d["parts"]) \
                        or not self.style.startswith("single"):
                    self.fault(self.line(part[0]), "no speaker for %r; put {who>whom} before it, or wrap it: {not title|words}",
                               self.text[part[0]:part[1]][:40])
            elif m in seen or m.head.startswith("+"):
                owner = seen.get(m) or last
                if owner is None:
                    self.fault(m.line, "{+} continues nothing; name the speaker")
                    continue
                owner["parts"].append(part)
                owner["tags"].append(m if m not in seen else None)
            else:
                last = {"parts": [part], "tags": [m], "line": m.line, "cue": None, "beat": None}
                seen[m] = last
                self.utterances.append(last)
        for u in self.utterances:
            self.guard(self.read_say, u, u["line"])
        self.utterances = [u for u in self.utterances if "speaker" in u]

    def dashed(self, m):
        """The parts of a speech after a dash: the paragraph without what is a cue or a beat."""
        a, b = self.s.paragraph_span(self.paragraph(m.start))
        a = m.start + len(re.match(r"[\u2013\u2014\u2015 ]*", self.text[m.start:]).group())
        out, at = [], a
        for _, start, end, _ in sorted((c for c in self.s.cues if a <= c[1] < b), key=lambda c: c[1]):
            out.append((at, start))
            at = end
        out.append((at, b))
        trimmed = []
        for x, y in out:
            words = self.text[x:y]
            x += len(words) - len(words.lstrip(" \n,.;:\u2013\u2014") if x != a else words)
            y -= len(words) - len(words.rstrip())
            if re.search(r"\w", self.text[x:y]):
                trimmed.append((x, y))
        return trimmed

    def read_tag(self, m):
        """{who>whom words; options} -> dict."""
        m.allow("how", "via", "note", "at")
        head = m.head[1:].strip() if m.head.startswith("+") else m.head
        out = {"whom": None, "whisper": False, "shout": False, "lie": None, "facts": [], "absent": False, "plus": [],
               "minus": [], "maybe": [], "only": None, "kind": None, "who": []}
        if m.head.startswith("+") and not head.startswith(">"):
            rest = head
        else:
            tokens = head.split()
            first = tokens[0] if tokens else ""
            who, arrow, whom = first.partition(">")
            rest = " ".join(tokens[1:])
            while whom.endswith(",") and rest:
                more, _, rest = rest.partition(" ")
                whom += more
            out["who"] = self.people([x for x in who.split("/") if x], m.line)
            if arrow:
                out["whom"] = "*" if whom == "*" else self.people(split_ids(whom), m.line)
        for token in rest.split():
            key, _, value = token.partition(":")
            if token in ("whisper", "shout", "absent"):
                out[token] = True
            elif key in ("lie", "half-lie"):
                out["lie"] = "full" if key == "lie" else "partial"
                out["facts"] = split_ids(value)
                for k in out["facts"]:
                    if k not in self.s.facts:
                        raise Fault(m.line, "no fact %r; add it under 'facts'" % k)
            elif token in ("explicit", "anaphoric"):
                out["kind"] = token
            elif token[0] in "+-?=":
                ids = self.people(split_ids(token[1:]), m.line)
                if token[0] == "=":
                    out["only"] = ids
                else:
                    out[{"+": "plus", "-": "minus", "?": "maybe"}[token[0]]] += ids
            else:
                raise Fault(m.line, "cannot read %r in {%s}; after who>whom come whisper shout lie half-lie absent +id -id ?id "
                                    "=id,id, then ; how … ; via … ; note …" % (token, m.head))
        return out

    def read_say(self, u):
        said = [self.read_tag(m) if m else None for m in u["tags"]]
        u.update(said=said, mark=u["tags"][0], others=said[0]["who"], speaker=said[0]["who"][0])

    def bind_cues(self):
        for kind, a, b, n in sorted(self.s.cues, key=lambda c: c[1]):
            here = [u for u in self.utterances if self.paragraph(u["parts"][0][0]) == self.paragraph(a)]
            before = [u for u in here if u["parts"][0][0] < a]
            after = [u for u in self.utterances if u["parts"][0][0] >= b]
            key = "beat" if kind == "beat" else "cue"
            target = None
            if kind == "next":
                target = after[0] if after else None
            else:
                following = after[0] if after and after[0] in here else None
                leads = following and re.fullmatch(r"[\s,:\u2013\u2014-]*", self.text[b:following["parts"][0][0] - 1])
                if leads and kind == "cue":
                    target = following
                elif before and before[-1][key] is None:
                    target = before[-1]
                elif following and following[key] is None:
                    target = following
            if target is None:
                self.fault(n, "no speech in the paragraph for <%s>; write <^…> if it belongs to the next speech, \\< for the "
                              "character", self.text[a:b])
            elif target[key] is not None:
                self.fault(n, "two %ss for one speech, <%s>; drop one", key, self.text[a:b])
            else:
                target[key] = (a, b)

    # -- names

    def find_names(self):
        """Where each name of the head is, the longest first; marked mentions count as marked."""
        wanted, bearers = {}, collections.defaultdict(set)
        for c in self.s.cast.values():
            for name, kind, n in c["names"]:
                for form in {name, name[0].upper() + name[1:]}:
                    if bearers[form] and c["id"] not in bearers[form] and form != name:
                        continue
                    bearers[form].add(c["id"])
                    wanted[c["id"], form] = kind, n
        self.names = {}                                       # (who, text) -> {kind, spans}
        blocked = []
        for m in self.kinds["mention"]:
            self.guard(lambda m: self.mention(m, wanted, blocked), m)
        used = set()
        text = self.text.replace("\u2019", "'")
        for form in sorted(bearers, key=lambda f: (-len(f), f)):
            pattern = r"(?<![^\W_])" + r"\s".join(map(re.escape, form.replace("\u2019", "'").split())) + r"(?![^\W_])"
            for m in re.finditer(pattern, text):
                if any(a < m.end() and m.start() < b for a, b in blocked):
                    continue
                if len(bearers[form]) > 1:
                    self.fault(self.line(m.start()), "%r may be %s; mark it {=id|%s}", form, " or ".join(sorted(bearers[form])),
                               form)
                    continue
                who = next(iter(bearers[form]))
                blocked.append(m.span())
                self.add_name(who, self.text[m.start():m.end()], wanted[who, form][0], m.span())
        for who, text in self.names:
            used.add((who, text))
        for c in self.s.cast.values():
            for name, kind, n in c["names"]:
                forms = {name, name[0].upper() + name[1:]}
                texts = {" ".join(t.replace("\u2019", "'").split()) for w, t in used if w == c["id"]}
                if not {f.replace("\u2019", "'") for f in forms} & texts:
                    self.fault(n, "%r never stands in the text for %s; drop it or correct it", name, c["id"])
            if not any(w == c["id"] for w, _ in used):
                self.fault(c["line"], "%s has no name in the text; list one under it, or mark words {=%s:descriptor|words}",
                           c["id"], c["id"])

    def mention(self, m, wanted, blocked):
        who, _, kind = m.head[1:].partition(":")
        a, b = self.evidence(m)
        blocked.append((a, b))
        if who == "-":
            return
        self.people([who], m.line)
        kind = kind.strip().replace("-", " ")
        text = self.text[a:b]
        if not kind:
            kind = wanted.get((who, text), (None,))[0]
        if not kind:
            raise Fault(m.line, "%r is no listed name of %s; list it, or write {=%s:descriptor|%s}" % (text, who, who, text))
        if kind.replace(" ", "-") not in NAME_TYPES:
            raise Fault(m.line, "unknown kind of name %r; use one of: %s" % (kind, " ".join(NAME_TYPES)))
        self.add_name(who, text, kind, (a, b))

    def add_name(self, who, text, kind, span):
        self.names.setdefault((who, text), {"kind": kind, "at": []})["at"].append(span)

    def users(self):
        """Who uses a name: the speaker, thinker, author or person quoted whose words it stands in, else the narrator."""
        inner = [(x["at"], x["quoted_speaker"] or x["speaker"]) for x in self.nested]
        outer = [(p, u["speaker"]) for u in self.utterances for p in u["parts"]]
        outer += [(t["at"], t["thinker"]) for t in self.thoughts if t["kind"] == "direct"]
        outer += [(p, d["author"]) for d in self.documents for p in d["parts"]]
        for row in self.names.values():
            row["at"].sort()
            row["users"] = []
            for a, b in row["at"]:
                user = next((who for (s, e), who in inner + outer if s <= a and b <= e), "narrator")
                if user and user not in row["users"]:
                    row["users"].append(user)

    # -- the stage

    def set_scenes(self):
        self.scenes = []
        for m in self.kinds["scene"]:
            head = m.head.split(None, 1)[1] if " " in m.head else ""
            place, _, cast = head.partition(":")
            if not place.strip():
                self.fault(m.line, "a scene without a place; write '%% scene PLACE: who, who@place'")
            following = [i for i, a in enumerate(self.s.starts) if self.line(a) > m.line]
            at = self.s.starts[following[0]] if following and m.line > self.line(0) else 0
            m.allow("note")
            self.scenes.append({"at": at, "place": place.strip(), "cast": cast, "note": m.option("note", ""), "line": m.line})
        if not self.scenes:
            self.fault(self.line(0), "no scene; begin the story with '%% scene PLACE: who, who@place'")
            self.scenes = [{"at": 0, "place": "", "cast": "", "note": "", "line": self.line(0)}]
        if self.scenes[0]["at"]:
            self.fault(self.scenes[0]["line"], "the first scene begins after the first paragraph; put it above")
        self.scenes.sort(key=lambda s: s["at"])
        for s, t in zip(self.scenes, self.scenes[1:] + [{"at": len(self.text)}]):
            s["end"] = t["at"]

    def scene_at(self, at):
        return [s for i, s in enumerate(self.scenes) if s["at"] <= at or i == 0][-1]

    def sighting(self, who, scene):
        """The first words of a scene that show somebody."""
        found = [p for (w, _), row in self.names.items() if w == who for p in row["at"] if scene["at"] <= p[0] < scene["end"]
                 and not self.in_speech(p[0])]
        found += [u["parts"][0] for u in self.utterances if u["speaker"] == who
                  and scene["at"] <= u["parts"][0][0] < scene["end"]]
        if found:
            return min(found)
        m = re.match(r"[\s\S]*?(?:[.!?\u2026]|\n\n|$)", self.text[scene["at"]:])
        return scene["at"], scene["at"] + max(1, len(m.group().rstrip()))

    def in_speech(self, at):
        return any(a <= at < b for u in self.utterances for a, b in u["parts"])

    def fill_presence(self):
        log = []                                              # (at, order, row)
        for m in [m for word in MOVES for m in self.kinds[word]]:
            for row in self.guard(self.move, m) or []:
                log.append((row["pos"], 1, m.line, row))
        for s in self.scenes:
            log.append((s["at"], 0, s["line"], s))
        there = {}
        def add(who, action, at, place, words, implied=False, note=""):
            self.presence.append({"character": who, "action": action, "at": at, "place": place, "implied": implied,
                                  "evidence": self.words(*words), "note": note})
        for at, order, line, row in sorted(log, key=lambda x: x[:3]):
            if order == 0:
                cast = {}
                for x in split_ids(row["cast"]):
                    who, _, place = x.partition("@")
                    if who.strip() not in self.s.cast:
                        self.fault(line, "nobody in the cast has the id %r; add it there or correct it", who.strip())
                    else:
                        cast[who.strip()] = place.strip() or row["place"]
                for who in [w for w in there if w not in cast]:
                    add(who, "exit", at, there.pop(who), self.s.paragraph_span(self.paragraph(at)), True, "the scene changes")
                for who, place in cast.items():
                    if who not in there:
                        add(who, "present_at_start", at, place, self.sighting(who, row))
                    elif there[who] != place:
                        add(who, "move_to", at, place, self.sighting(who, row), True, "the scene changes")
                    there[who] = place
                continue
            who, action = row["who"], row["action"]
            place = row["place"] or (there.get(who) if action in ("exit", "note") else None) or self.scene_at(at)["place"]
            if action == "enter" and there.get(who, place) != place:
                action = "move_to"                            # from elsewhere on the stage
            if action == "enter" and who in there:
                self.fault(line, "%s comes in but is there already; take the person out before, or write {to %s@place}", who, who)
            elif action != "enter" and who not in there:
                self.fault(line, "%s is not on stage; add the person to the scene line or write {in %s}", who, who)
            elif action == "move_to" and there[who] == place:
                self.fault(line, "%s is there already (%s); write {to %s@place} with another place", who, place, who)
            else:
                add(who, action, at, place, row["words"], row["implied"], row["note"])
                if action == "exit":
                    del there[who]
                elif action != "note":
                    there[who] = place
        for p in self.presence:
            p["pos"] = p.pop("at")

    def move(self, m):
        m.allow("implied", "early", "late", "note")
        word, _, rest = m.head.partition(" ")
        who, _, place = rest.partition("@")
        a, b = self.evidence(m)
        at = a
        if m.option("early") is not None:
            at = self.s.starts[self.paragraph(a)]
        elif m.option("late") is not None:
            at = b
        return [{"who": x, "action": MOVES[word], "place": place.strip() or None, "pos": at, "words": (a, b),
                 "implied": m.option("implied") is not None, "note": m.option("note", "")}
                for x in self.people(split_ids(who), m.line)]

    def stage(self, at):
        """{who: place} at an offset."""
        there = {}
        for p in self.presence:
            if p["pos"] > at:
                break
            if p["action"] == "exit":
                there.pop(p["character"], None)
            elif p["action"] != "note":
                there[p["character"]] = p["place"]
        return there

    def set_ears(self):
        """Who cannot hear, who hears another place, who is on the telephone: (start, end, ...)."""
        self.near = [{x.strip() for x in group.split(",")} for group in self.s.fields.get("near", "").split(";") if group]
        self.sleep, self.ears, self.phones = [], [], []
        rows = []
        for word in ("asleep", "deaf", "awake", "ears", "phone", "hangup"):
            for m in self.kinds[word]:
                rows.append((self.where(m), word, m))
        for at, word, m in sorted((r for r in rows if r[0] is not None), key=lambda r: r[0]):
            self.guard(lambda m: self.ear(m, word, at), m)

    def where(self, m):
        if m.start is not None:
            return m.start
        words = self.guard(self.evidence, m)
        return words and words[0]

    def ear(self, m, word, at):
        rest = m.head.partition(" ")[2].strip()
        if word in ("asleep", "deaf"):
            self.sleep += [[at, len(self.text), x] for x in self.people(split_ids(rest), m.line)]
        elif word == "awake":
            for who in self.people(split_ids(rest), m.line):
                for row in self.sleep:
                    if row[2] == who and row[1] == len(self.text):
                        row[1] = at
        elif word == "ears":
            who, _, place = rest.partition(":")
            for x in self.people(split_ids(who), m.line):
                for row in self.ears:
                    if row[2] == x and row[1] == len(self.text):
                        row[1] = at
                if place.strip():
                    self.ears.append([at, len(self.text), x, place.strip()])
        else:
            m.allow("via", "loud")
            a, equals, b = (x.strip() for x in rest.partition("="))
            if not equals:
                raise Fault(m.line, "%s needs two people; write %s who=whom" % (word, word))
            everybody = self.people([a, *split_ids(b)], m.line)
            for x, y in itertools.combinations(everybody, 2):
                if word == "phone":
                    via, loud = m.option("via") or "by telephone", m.option("loud") is not None
                    self.phones.append([at, len(self.text), x, y, via, loud])
                    continue
                lines = [p for p in self.phones if {p[2], p[3]} == {x, y} and p[1] == len(self.text)]
                if not lines:
                    raise Fault(m.line, "no line between %s and %s is open; write {phone %s=%s} before" % (x, y, x, y))
                lines[-1][1] = at

    def within(self, place, other):
        return place == other or any(place in g and other in g for g in self.near)

    def hears(self, speaker, at, tag, whom):
        """-> hearers of a part, the channel if the words cross places."""
        there, channel = self.stage(at), None
        place = there.get(speaker)
        got = [w for w, p in there.items() if w != speaker and (tag["shout"] or place is not None and self.within(place, p))]
        for a, b, who, where in self.ears:
            if a <= at < b and place is not None and self.within(place, where) and who in there:
                got.append(who)
        for a, b, x, y, via, loud in self.phones:
            if not a <= at < b:
                continue
            if speaker in (x, y):
                got.append(y if speaker == x else x)
                channel = via
            if loud:
                for near, far in ((x, y), (y, x)):
                    if speaker == far and near in there:
                        got += [w for w, p in there.items() if self.within(p, there[near])]
                    elif near in there and place is not None and self.within(place, there[near]):
                        got.append(far)
                        channel = via
        if tag["whisper"]:
            got = list(whom)
        if tag["only"] is not None:
            got = list(tag["only"])
        got = [w for w in got if not any(a <= at < b and w == x for a, b, x in self.sleep)]
        got = [w for w in got if w not in tag["minus"] + tag["maybe"]] + tag["plus"]
        return [w for w in dict.fromkeys(got) if w != speaker], channel

    def audience(self, u):
        speaker, mark, at = u["speaker"], u["mark"], u["parts"][0][0]
        parts, current, whom = [], u["said"][0], None
        for (a, _), tag in zip(u["parts"], u["said"]):
            if tag is not None:
                if tag is not u["said"][0]:
                    tag = {**tag, "whom": tag["whom"] if tag["whom"] is not None else current["whom"]}
                current = tag
            start = a if tag is not None else start
            hearers, channel = self.hears(speaker, start, current, [] if current["whom"] in (None, "*") else current["whom"])
            whom = current["whom"]
            if whom == "*":
                whom = hearers
            elif whom is None:
                if len(hearers) != 1:
                    raise Fault(mark.line, "to whom does %s speak, with %s to hear? write {%s>who}, {%s>*} for all or {%s>} for "
                                           "nobody" % (speaker, ", ".join(hearers) or "nobody", speaker, speaker, speaker))
                whom = hearers
            parts.append((list(whom), hearers))
        u["addressees"] = list(dict.fromkeys(w for x, _ in parts for w in x))
        u["hearers"] = list(dict.fromkeys(w for _, x in parts for w in x))
        u["maybe"] = list(dict.fromkeys(w for t in u["said"] if t for w in t["maybe"]))
        if any(set(x) != set(parts[0][0]) for x, _ in parts):
            u["segment_addressees"] = [x for x, _ in parts]
        if any(set(x) != set(parts[0][1]) for _, x in parts):
            u["segment_hearers"] = [x for _, x in parts]
        there, first = self.stage(at), u["said"][0]
        u["place"] = mark.option("at") or there.get(speaker)
        u["channel"] = mark.option("via") or channel
        if speaker not in there and not u["channel"]:
            raise Fault(mark.line, "%s speaks but is not on stage; write {in %s|words} before (; early, if this speech comes first), or "
                                   "add ; via the telephone" % (speaker, speaker))
        for x in u["hearers"]:
            if x not in there and not u["channel"]:
                raise Fault(mark.line, "%s hears this but is not on stage; correct the tag, or add ; via …" % x)
        if not first["absent"]:
            for x in u["addressees"]:
                if x not in u["hearers"] + u["maybe"] + [speaker]:
                    raise Fault(mark.line, "%s speaks to %s, who does not hear it (%s); add +%s, or absent, or bring %s in"
                                % (speaker, x, "at " + there[x] if x in there else "not on stage", x, x))
        if not u["hearers"] + u["maybe"] and first["only"] is None and len(there) > 1:
            self.warn(mark.line, "nobody hears %s, though others are on stage; is everybody at the right place by then?", speaker)
        if first["kind"] and not u["cue"]:
            raise Fault(mark.line, "%s, but no cue; put it in < >" % first["kind"])

    def likely_cues(self):
        """Warns of narration beside a speech without a cue that looks like one."""
        verbs = "|".join(SAYING)
        for u in self.utterances:
            if u["cue"] or "hearers" not in u:
                continue
            a, b = self.s.paragraph_span(self.paragraph(u["parts"][0][0]))
            taken = [p for x in self.utterances for p in x["parts"]] + [(c[1], c[2]) for c in self.s.cues if c[0] != "beat"]
            for _, end in u["parts"]:
                rest = self.text[end:min([b] + [x for x, _ in taken if x > end])]
                m = re.match(r"[^\w.!?]{0,3}((?:[\w'\u2019]+ ){0,3}?(?:%s)\b[^.,!?;:\u2014\u2013]{0,30})" % verbs, rest)
                if m and self.text[end - 1] in ",!?\u2014\u2013-\u2026.":
                    self.warn(u["line"], "%r looks like a cue; put it in < >", m.group(1).strip())
                    break

    def attribution(self, u):
        if not u["cue"]:
            return "implicit"
        if u["said"][0]["kind"]:
            return u["said"][0]["kind"]
        a, b = u["cue"]
        for (who, text), row in self.names.items():
            named = text[0].isupper() and text.split()[0].lower() not in DETERMINERS and row["kind"] != "descriptor"
            if who == u["speaker"] and named and any(a <= x and y <= b for x, y in row["at"]):
                return "explicit"
        return "anaphoric"

    def nested_quote(self, m):
        a, b = self.evidence(m)
        inside = [i for i, u in enumerate(self.utterances) if any(s <= a and b <= e for s, e in u["parts"])]
        if not inside:
            raise Fault(m.line, "{%s|…} stands in no speech; use it inside quotation marks only" % m.head)
        return {"in": inside[0], "speaker": self.utterances[inside[0]]["speaker"],
                "quoted_speaker": self.person(m.head.partition(" ")[2].strip(), m.line), "at": (a, b)}

    # -- tagged lines

    def proof(self, m):
        return self.words(*self.evidence(m))

    def body(self, m):
        m.allow("by", "cause", *STATUSES)
        where, colon, state = m.head.partition(" ")[2].partition(":")
        who, _, part = where.strip().partition(" ")
        if not colon or not state.strip():
            raise Fault(m.line, "a body without a state; write 'body WHO PART: STATE; status; by WHO; cause …'")
        status = next((x for x in m.options if x in STATUSES), "onset")
        return {"character": self.people([who], m.line)[0], "body_part": part.strip() or "whole body", "state": state.strip(),
                "cause": m.option("cause"), "caused_by": self.person(m.option("by"), m.line), "status": status,
                "evidence": self.proof(m)}

    def thing(self, m):
        m.allow()
        found = re.fullmatch(r"(\w+)\s+(\w+)\s+(\w*)\s*>\s*(\w*)\s*(?:@\s*(.+))?", m.head)
        if not found:
            raise Fault(m.line, "cannot read %r; write 'THING ACTION FROM>TO @PLACE', either side may be empty" % m.head)
        thing, action, a, b, place = found.groups()
        if action not in CUSTODY:
            raise Fault(m.line, "unknown action %r; use one of: %s" % (action, " ".join(sorted(CUSTODY))))
        a, b = self.person(a, m.line), self.person(b, m.line)
        words = self.evidence(m)
        if m.trigger:
            agent = a if action in HANDED else b or a
            self.add_event(action, [agent] if agent else [], [x for x in (a, b) if x and x != agent] + [thing], m)
        return {"thing": thing, "at": words[0], "line": m.line,
                "row": {"action": action, "from": a, "to": b, "place": place, "evidence": self.words(*words)}}

    def add_event(self, kind, agent, patient, m):
        self.event_rows.append({"kind": kind, "agent": agent, "patient": patient, "note": m.option("note", ""),
                                **self.words(*self.evidence(m)), "trigger": self.words(*m.trigger) if m.trigger else None})

    def event(self, m):
        m.allow("note")
        found = re.fullmatch(r"event\s+(\w+)\s+([\w, ]*)(?:>\s*([\w, ]*))?", m.head)
        if not found:
            raise Fault(m.line, "cannot read %r; write 'event KIND WHO,WHO>WHOM' with [words (trigger) words]" % m.head)
        kind, agent, patient = found.groups()
        patients = split_ids(patient)
        self.people([x for x in patients if x not in self.s.things], m.line)
        self.add_event(kind, self.people(split_ids(agent), m.line), patients, m)

    def fact(self, m):
        m.allow("by")
        found = re.fullmatch(r"(\w+)\s+(not\s+)?([\w, ]+?)(?:\s+([\w'() ]+?)\s*:\s*(.*))?", m.head)
        if not found:
            raise Fault(m.line, "cannot read %r; write 'FACT WHO STATUS: HOW; by WHO' or 'FACT not WHO,WHO'" % m.head)
        fact, barred, who, status, how = found.groups()
        if barred:
            self.knowledge[fact]["excluded"] += self.people(split_ids(who), m.line)
            return
        tokens = (who + (" " + status if status else "")).split()
        ids = []
        while tokens and all(x in self.s.cast for x in split_ids(tokens[0])) and (not ids or ids[-1].endswith(",")):
            ids.append(tokens.pop(0))
        people, status = split_ids("".join(ids)), " ".join(tokens)
        if not people or not status or not how:
            raise Fault(m.line, "cannot read %r; write 'FACT WHO STATUS: HOW; by WHO', as in 'k1 ben learns: told; by otto'" % m.head)
        for x in people:
            row = {"who": x, "status": status, "how": how.strip(), "by": self.person(m.option("by"), m.line)}
            a, b = self.evidence(m)
            if row["by"] is None and re.match(r"(told|overheard)\b", row["how"]):
                inside = [u for u in self.utterances if any(s < b and a < e for s, e in u["parts"])]
                row["by"] = inside[0]["speaker"] if len(inside) == 1 and inside[0]["speaker"] != x else None
            row.update({"from": self.byte[a], "evidence": self.words(a, b)})
            self.knowledge[fact]["holders"].append(row)
            self.believable(fact, row, (a, b), m.line)

    def believable(self, fact, row, words, line):
        for u in self.utterances:
            if not re.match(r"(told|overheard)\b(?! earlier)", row["how"]) or "hearers" not in u:
                continue
            if any(words[0] < e and s < words[1] for s, e in u["parts"]) and row["who"] not in u["hearers"] + u["maybe"] \
                    and row["who"] != u["speaker"]:
                self.warn(line, "%s learns %s from words that %s does not hear (line %d); is the audience right?",
                          row["who"], fact, row["who"], u["line"])

    def two(self, m, word, middle):
        tokens = m.head.split()[1:]
        if len(tokens) < 3:
            raise Fault(m.line, "cannot read %r; write '%s WHO %s WHO'" % (m.head, word, middle))
        self.people([tokens[0], tokens[-1]], m.line)
        return tokens[0], " ".join(tokens[1:-1]), tokens[-1]

    def tie(self, m):
        m.allow("stated", "implied", "inferred")
        a, relation, b = self.two(m, "tie", "RELATION of")
        return {"a": a, "relation": relation, "b": b, "status": (m.options or ["stated"])[0], "evidence": [self.proof(m)]}

    def attitude(self, m):
        m.allow()
        a, attitude, b = self.two(m, "feels", "ATTITUDE")
        return {"holder": a, "attitude": attitude, "target": b, "evidence": [self.proof(m)]}

    def rule(self, m):
        m.allow("stated", "implied", "inferred")
        text = m.head.partition(" ")[2].lstrip(": ")
        if not text:
            raise Fault(m.line, "a rule without words; write 'rule TEXT'")
        return {"rule": text, "status": (m.options or ["stated"])[0], "evidence": [self.proof(m)]}

    def pledge(self, m):
        found = re.fullmatch(r"(\w+)\s+([\w, ]*)>\s*([\w, ]*):\s*(.+)", m.head)
        if not found:
            raise Fault(m.line, "cannot read %r; write '%s WHO>WHOM: WHAT; open'" % (m.head, m.head.split()[0]))
        kind, by, to, content = found.groups()
        a, b = self.evidence(m)
        return (a, {"kind": kind, "by": self.people(split_ids(by), m.line), "to": self.people(split_ids(to), m.line),
                    "content": content, "status": ", ".join(m.options) or "open", "evidence": [self.words(a, b)]})

    def group(self, m):
        return {"text": self.text[slice(*self.evidence(m))], "members": self.people(split_ids(m.head.partition(" ")[2]), m.line),
                "span": self.span(*self.evidence(m))}

    def ask(self, m):
        m.allow("ids")
        found = re.fullmatch(r"ask\s+(\w+):\s*(.+?\?)\s*=?\s*(.+)", m.head)
        if not found:
            raise Fault(m.line, "cannot read %r; write 'ask CATEGORY: Question? = answer; ids a,b'" % m.head)
        for x in split_ids(m.option("ids")):
            if x not in self.s.cast and x not in self.s.things and x not in self.s.facts:
                raise Fault(m.line, "no id %r; take ids of the cast, things or facts" % x)
        return {"category": found.group(1), "question": found.group(2), "answer": found.group(3),
                "answer_ids": split_ids(m.option("ids")), "evidence": [self.proof(m)]}

    # -- the document

    def gold(self):
        s, fields = self.s, self.s.fields
        raw = self.text.encode()
        utterances = [self.utterance(u, "u%d" % i) for i, u in enumerate(self.utterances, 1) if "hearers" in u]
        numbered = {i: "u%d" % (i + 1) for i in range(len(self.utterances))}
        self.knowledge = {}
        for k in s.facts.values():
            row = {"id": k["id"], "proposition": k["first"], "truth": "true", "lie_in": [], "excluded": [], "note": "",
                   "holders": []}
            for x in k["options"]:
                if x.startswith("not "):
                    row["excluded"] += self.guard(lambda x: self.people(split_ids(x[4:]), k["line"]), x, k["line"]) or []
                elif x.startswith("note "):
                    row["note"] = x[5:]
                elif re.match(r"(true|false)\b", x):
                    row["truth"] = x
                else:
                    self.fault(k["line"], "cannot read %r; a fact has ; true or ; false, ; not WHO, ; note …", x)
            row["lie_in"] = [numbered[i] for i, u in enumerate(self.utterances)
                             if any(t and k["id"] in t["facts"] for t in u["said"])]
            self.knowledge[k["id"]] = row
        states = sorted(self.each("body", self.body), key=lambda x: x["evidence"]["span"])
        things, objects = self.each("thing", self.thing), []
        for o in s.things.values():
            objects.append(self.guard(lambda o: self.object(o, things), o, o["line"]))
        self.each("event", self.event)
        for word, action in MOVES.items():
            for m in self.kinds[word]:
                if m.trigger and word != "stays":
                    who = split_ids(m.head.partition(" ")[2].partition("@")[0])
                    self.guard(lambda m: self.add_event({"move_to": "move"}.get(action, action), who, [], m), m)
        self.each("fact", self.fact)
        for k in self.knowledge.values():
            line = s.facts[k["id"]]["line"]
            if not k["holders"]:
                self.fault(line, "nobody holds %s; add a line '%% %s WHO knows: HOW [words]', or drop it", k["id"], k["id"])
            for h in k["holders"]:
                if h["who"] in k["excluded"] and h["status"] == "knows":
                    self.fault(line, "%s knows %s and is excluded from it; drop one", h["who"], k["id"])
            k["holders"].sort(key=lambda h: h["from"])
        if len(self.knowledge) < 5:
            self.warn(1, "only %d facts; a story of the corpus has five or more", len(self.knowledge))
        pledges = [p for word in PLEDGES for p in self.each(word, self.pledge)]
        characters = [self.character(c) for c in s.cast.values()]
        by_start = lambda rows, key: sorted(rows, key=lambda x: x[key])
        gold = {
            "schema": "dramaturg-gold/1",
            "document": {"file": self.stem + ".txt", "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest(),
                         "title": fields["title"], "pov": self.pov, "person": fields["person"], "quote_style": self.style,
                         "typography": {**self.losses(), "notes": fields.get("typography", "")}},
            "characters": characters, "groups": by_start(self.each("group", self.group), "span"), "utterances": utterances,
            "nested_quotes": self.number("n", [
                {"in_utterance": numbered[x["in"]], "speaker": x["speaker"], "quoted_speaker": x["quoted_speaker"],
                 **self.words(*x["at"])} for x in by_start(self.nested, "at")]),
            "documents": self.number("d", [
                {**{k: v for k, v in d.items() if k != "parts"}, "spans": [self.span(*p) for p in d["parts"]],
                 "text": [self.text[a:b] for a, b in d["parts"]]} for d in by_start(self.documents, "parts")]),
            "non_speech_quotes": [{"kind": x["kind"], **self.words(*x["at"])} for x in by_start(self.others, "at")],
            "thoughts": self.number("t", [{**{k: v for k, v in t.items() if k not in ("at", "line")}, **self.words(*t["at"])}
                                          for t in by_start(self.thoughts, "at")]),
            "scenes": self.number("sc", [{"span": self.span(x["at"], x["end"]), "place": x["place"], "note": x["note"]}
                                         for x in self.scenes]),
            "presence": [{"character": p["character"], "action": p["action"], "at": self.byte[p["pos"]], "place": p["place"],
                          "implied": p["implied"], "evidence": p["evidence"], "note": p["note"]} for p in self.presence],
            "states": self.number("s", states), "objects": [o for o in objects if o],
            "knowledge": list(self.knowledge.values()),
            "events": self.number("e", by_start(self.event_rows, "span")),
            "relations": self.number("r", self.each("tie", self.tie)),
            "attitudes": self.number("at", self.each("feels", self.attitude)),
            "world_rules": self.number("w", self.each("rule", self.rule)),
            "promises": self.number("p", [row for _, row in sorted(pledges, key=lambda p: p[0])]),
        }
        if not self.faults:
            gold["questions"] = self.number("q", self.each("ask", self.ask) + list(questions(gold)))
        return gold

    @staticmethod
    def number(letter, rows):
        return [{"id": "%s%d" % (letter, i), **row} for i, row in enumerate(rows, 1)]

    def losses(self):
        out, spans = {"missing_open": [], "missing_close": []}, {p[0] for u in self.utterances for p in u["parts"]}
        for at in self.lost:
            out["missing_open" if at in spans else "missing_close"].append(self.byte[at])
        return out

    def character(self, c):
        pronouns = split_ids(c["options"][0]) if c["options"] else []
        options = {}
        for x in c["options"][1:]:
            key, _, value = x.partition(" ")
            if key not in ("kind", "stage", "note"):
                self.fault(c["line"], "cannot read %r; a person has a pronoun (or -), then ; kind …, ; stage …, ; note …", x)
            options[key] = value
        there = [p for p in self.presence if p["character"] == c["id"]]
        heard = any(u["speaker"] == c["id"] for u in self.utterances)
        stage = "present" if there else "heard from afar" if heard else "mentioned only"
        if c["id"] == self.pov and there:
            stage += " (point of view)"
        aliases = sorted(({"text": text, "type": row["kind"], "used_by": row["users"], "spans": [self.span(*p) for p in row["at"]]}
                          for (who, text), row in self.names.items() if who == c["id"]), key=lambda a: a["spans"])
        return {"id": c["id"], "canonical": c["first"], "kind": options.get("kind", "human"),
                "stage": options.get("stage", stage), "pronouns": [] if pronouns == ["-"] else pronouns,
                "notes": options.get("note", ""), "aliases": aliases}

    def utterance(self, u, name):
        mark, first = u["mark"], u["said"][0]
        row = {"id": name, "spans": [self.span(*p) for p in u["parts"]], "text": [self.text[a:b] for a, b in u["parts"]],
               "speaker": u["speaker"], "addressees": u["addressees"], "hearers": u["hearers"],
               "attribution": self.attribution(u), "cue": self.words(*u["cue"]) if u["cue"] else None,
               "manner": mark.option("how"), "ambiguous": len(u["others"]) > 1}
        if u["beat"] and not u["cue"]:
            row["beat"] = self.words(*u["beat"])
        if len(u["others"]) > 1:
            row["alternative_speakers"] = u["others"]
        for key, value in (("segment_addressees", u.get("segment_addressees")), ("segment_hearers", u.get("segment_hearers")),
                           ("possible_hearers", u["maybe"]), ("channel", u["channel"]),
                           ("lie", next((t["lie"] for t in u["said"] if t and t["lie"]), None)),
                           ("addressee_absent", first["absent"]), ("note", mark.option("note"))):
            if value:
                row[key] = value
        row["place"] = u["place"]
        return row

    def object(self, o, rows):
        owner, aliases = None, []
        for x in o["options"]:
            key, _, value = x.partition(" ")
            if key == "owner":
                owner = self.people([value], o["line"])[0]
            elif key == "aka":
                aliases = split_ids(value)
            else:
                raise Fault(o["line"], "cannot read %r; a thing has ; aka its names in the text, ; owner WHO" % x)
        for alias in aliases:
            if alias not in self.text:
                raise Fault(o["line"], "the text has no %r; correct it or drop it" % alias)
        rows = sorted((r for r in rows if r["thing"] == o["id"]), key=lambda r: r["at"])
        if not rows:
            raise Fault(o["line"], "%s has no history; add a line '%% %s ACTION FROM>TO [words]', or drop it" % (o["id"], o["id"]))
        holder = None
        for r in rows:
            if holder and r["row"]["from"] and r["row"]["from"] != holder:
                self.warn(r["line"], "%s comes from %s, but %s had it last", o["id"], r["row"]["from"], holder)
            if r["row"]["action"] not in ("show", "use"):
                holder = r["row"]["to"]
        return {"id": o["id"], "name": o["first"], "aliases": aliases, "owner": owner, "history": [r["row"] for r in rows]}


# --------------------------------------------------------------------------- questions

def questions(gold):
    """Questions that the gold itself answers, a few of each kind."""
    name = {c["id"]: c["canonical"] for c in gold["characters"]}
    listed = lambda ids: ", ".join(name[x] for x in ids) or "nobody"
    plain = lambda text: re.sub(r"\s+", " ", text)

    def row(category, question, answer, ids, evidence):
        return {"category": category, "question": question, "answer": answer, "answer_ids": list(dict.fromkeys(ids)),
                "evidence": evidence}

    def first(u):
        return {"span": u["spans"][0], "text": u["text"][0]}

    seen = collections.Counter(t for u in gold["utterances"] for t in u["text"])
    alone = [u for u in gold["utterances"] if seen[u["text"][0]] == 1 and not u["ambiguous"]]
    for c in gold["characters"]:
        for a in c["aliases"]:
            users = [x for x in a["used_by"] if x != "narrator"]
            if a["type"] in ("nickname", "endearment", "kinship", "title") and len(a["used_by"]) == 1 and users:
                yield row("alias", "Who calls %s \u201c%s\u201d?" % (c["canonical"], a["text"]), listed(users), users,
                          [{"span": a["spans"][0], "text": a["text"]}])
                break
    implicit = [u for u in alone if u["attribution"] == "implicit"]
    for u in implicit[::max(1, len(implicit) // 6)][:6]:
        yield row("speaker", "Who says \u201c%s\u201d?" % plain(u["text"][0]), name[u["speaker"]], [u["speaker"]], [first(u)])
    odd = [u for u in alone if u.get("channel") or u.get("segment_hearers") or set(u["hearers"]) - set(u["addressees"])]
    for u in (odd or alone)[::max(1, len(odd or alone) // 5)][:5]:
        yield row("earshot", "Who hears %s say \u201c%s\u201d?" % (name[u["speaker"]], plain(u["text"][0])), listed(u["hearers"]),
                  u["hearers"], [first(u)])
    for k in gold["knowledge"]:
        who = [h["who"] for h in k["holders"] if h["who"] not in k["excluded"]]
        yield row("knowledge", "Who knows or believes at the end: %s?" % k["proposition"], listed(dict.fromkeys(who)), who,
                  [h["evidence"] for h in k["holders"]])
    for s in gold["states"][:5]:
        yield row("injury", "What is the matter with %s (%s)?" % (name[s["character"]], s["body_part"]),
                  s["state"] + (" (%s)" % s["status"] if s["status"] != "onset" else ""), [s["character"]], [s["evidence"]])
    for o in gold["objects"][:4]:
        steps = [h["to"] or h["from"] for h in o["history"]]
        chain = [name[h["to"]] if h["to"] else h["place"] or h["action"] for h in o["history"]]
        yield row("object", "Through whose hands does it go: %s?" % o["name"], ", ".join(chain), [x for x in steps if x],
                  [h["evidence"] for h in o["history"]])
    for u in [u for u in gold["utterances"] if u.get("lie")][:3]:
        yield row("lie", "Is it the truth when %s says \u201c%s\u201d?" % (name[u["speaker"]], plain(u["text"][0])),
                  "no" if u["lie"] == "full" else "not the whole of it", [], [first(u)])


# --------------------------------------------------------------------------- the command

def convert(source, stem):
    """The words of a .tale file -> text, gold, faults, warnings; faults and warnings are (line, message)."""
    try:
        read = Source(source)
    except Fault as f:
        return None, None, [(f.line, str(f))], []
    maker = Maker(read, stem)
    try:
        gold = maker.make()
    except Fault as f:
        return read.text, None, sorted(maker.faults + [(f.line, str(f))]), sorted(maker.warnings)
    return read.text, gold, sorted(maker.faults), sorted(maker.warnings)


def counted(gold):
    kinds = collections.Counter(u["attribution"] for u in gold["utterances"])
    return "%d utterances = %d explicit + %d anaphoric + %d implicit" % (
        len(gold["utterances"]), kinds["explicit"], kinds["anaphoric"], kinds["implicit"])


def strangers(text, gold):
    """Words with a capital inside a sentence that are in no name of the cast."""
    known = {w for c in gold["characters"] for a in c["aliases"] for w in re.findall(r"\w+", a["text"])}
    found = re.findall(r"(?<=[a-z,;:] )[A-Z]\w*(?:['\u2019]\w+)?", text)
    return sorted({re.sub("['\u2019]s$", "", w) for w in found} - known - {"I"} - {w for w in found if re.match("I['\u2019]", w)})


def main(argv=None):
    ap = argparse.ArgumentParser(description="Turn a story with inline notes into text and gold (docs/corpus.md).")
    ap.add_argument("stories", nargs="+", type=pathlib.Path)
    ap.add_argument("-o", "--out", type=pathlib.Path, help="the folder to write to; beside the source if not given")
    ap.add_argument("--show", action="store_true", help="print every utterance with its audience")
    a = ap.parse_args(argv)
    worst = 0
    for path in a.stories:
        stem, folder = path.stem, a.out or path.parent
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as e:
            print("%s: %s" % (path, e), file=sys.stderr)
            worst = 2
            continue
        text, gold, faults, warnings = convert(source, stem)
        for line, message in faults:
            print("%s:%d: %s" % (path, line, message), file=sys.stderr)
        for line, message in warnings:
            print("%s:%d: warning: %s" % (path, line, message), file=sys.stderr)
        if faults:
            worst = max(worst, 1)
            continue
        folder.mkdir(parents=True, exist_ok=True)
        (folder / (stem + ".txt")).write_bytes(text.encode())
        (folder / (stem + ".gold.json")).write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if a.show:
            for u in gold["utterances"]:
                print("%-4s %s > %s | hear: %s%s | %s" % (
                    u["id"], u["speaker"], ",".join(u["addressees"]), ",".join(u["hearers"]),
                    " ?" + ",".join(u["possible_hearers"]) if u.get("possible_hearers") else "", " ... ".join(u["text"])[:70]))
            print("capitals that name nobody listed: %s" % ", ".join(strangers(text, gold)))
        print("%s: %d words, %s" % (stem, len(text.split()), counted(gold)))
    return worst


if __name__ == "__main__":
    sys.exit(main())
