"""A story and its views. Views hold an id and the story; they derive nothing anew."""
from __future__ import annotations

import bisect
import functools
import os
from collections.abc import Iterator, Sequence

from . import _dramaturg
from ._dramaturg import Reading, Table

# What most programs never need is loaded where it is: reading takes a second, and a chain of
# modules a good part of a tenth. `typing` is one of them; a type checker knows this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import pathlib
    from typing import Any

    import polars
    from pandas import DataFrame
    from pyarrow import Table as ArrowTable

    from ._records import Alias, Claim, Presence, Segment, Trait

    Row = dict[str, Any]
    Span = tuple[int, int]

# A text given as a string is told from a path by this: no path is so long or has two lines.
_LONGEST_PATH = 4096


def read(
    book: str | os.PathLike[str], *, force: bool = False, max_bytes: int | None = None
) -> Story:
    """Reads a book: a path, or the text itself if it has more than one line.

    Raises `OSError` where there is no such file, and `IngestError` where it is no book:
    the message names file, place and remedy. `force` reads what is not English, too.
    """
    if isinstance(book, str) and ("\n" in book or len(book) > _LONGEST_PATH):
        return read_text(book, force=force, max_bytes=max_bytes)
    return read_file(book, force=force, max_bytes=max_bytes)


def read_file(
    path: str | os.PathLike[str], *, force: bool = False, max_bytes: int | None = None
) -> Story:
    """Reads a file: plain text, EPUB, DOCX, HTML, Markdown, ODT, RTF."""
    return Story(_dramaturg.read_path(path, force=force, max_bytes=max_bytes))


def read_text(
    text: str, *, name: str = "text.txt", force: bool = False, max_bytes: int | None = None
) -> Story:
    """Reads a text. Its lines end and its marks stand as they do in `story.text`."""
    data = text.encode("utf-8", "surrogatepass")
    return Story(_dramaturg.read_bytes(name, data, force=force, max_bytes=max_bytes))


class _View:
    """A row of the Story JSON, with the story that it is of."""

    __slots__ = ("_row", "story")

    def __init__(self, story: Story, row: Row) -> None:
        self.story = story
        self._row = row

    @property
    def id(self) -> str:
        """The same in every reading of the same words."""
        return str(self._row["id"])

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._row is self._row

    def __hash__(self) -> int:
        return hash((type(self), self.id))


class Character(_View):
    """Somebody of the cast."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return str(self._row["name"])

    @property
    def kind(self) -> str | None:
        """person, group, animal, creature, thing-that-speaks."""
        return self._row.get("kind")

    @property
    def pronouns(self) -> str | None:
        return self._row.get("pronouns")

    @property
    def is_narrator(self) -> bool:
        return bool(self._row.get("narrator"))

    @property
    def is_on_stage(self) -> bool:
        return bool(self._row.get("on_stage"))

    @property
    def n_mentions(self) -> int:
        return int(self._row.get("mentions") or 0)

    @property
    def confidence(self) -> float | None:
        return self._row.get("confidence")

    @property
    def aliases(self) -> list[Alias]:
        from ._records import Alias

        story = self.story
        return [
            Alias(
                a["text"],
                a.get("kind"),
                int(a.get("count") or 0),
                tuple(story.find_character(u) for u in a.get("used_by") or ()),
            )
            for a in self._row.get("aliases") or ()
        ]

    @property
    def first(self) -> Span | None:
        """Where the text first mentions them."""
        return self.story._span(self._row.get("first"))

    @property
    def quotations(self) -> list[Quotation]:
        """What they say, think and write, in the order of the text."""
        return [q for q in self.story.quotations if q.speaker == self]

    @property
    def agent(self) -> list[Trait]:
        """What they do: verbs, most frequent first."""
        return self._traits("agent")

    @property
    def patient(self) -> list[Trait]:
        """What is done to them."""
        return self._traits("patient")

    @property
    def possessions(self) -> list[Trait]:
        """What is theirs, kin included."""
        return self._traits("possessions")

    @property
    def modifiers(self) -> list[Trait]:
        """What they are."""
        return self._traits("modifiers")

    def _traits(self, key: str) -> list[Trait]:
        from ._records import Trait

        return [
            Trait(
                row["word"],
                int(row["count"]),
                bool(row.get("negated")),
                tuple(self.story._need_span(span) for span in row["spans"]),
            )
            for row in self._row.get(key) or ()
        ]

    def __repr__(self) -> str:
        return f"<Character {self.name!r}>"


class Quotation(_View):
    """One utterance, thought or piece of writing."""

    __slots__ = ()

    @property
    def mode(self) -> str:
        """speech, thought or writing."""
        return str(self._row["mode"])

    @property
    def spans(self) -> list[Span]:
        """The words inside the marks, a span a part."""
        return [self.story._need_span(span) for span in self._row["spans"]]

    @property
    def text(self) -> str:
        """The words of all parts, a space between two."""
        return " ".join(self.story.text[start:end] for start, end in self.spans)

    @property
    def attribution(self) -> Claim | None:
        """Who says it, how surely, and by which words; None is unknown."""
        from ._records import Claim

        row = self._row.get("speaker")
        speaker = self.story.find_character(row["id"]) if row else None
        if not row or speaker is None:
            return None
        evidence = tuple(self.story._need_span(s) for s in row.get("evidence") or ())
        return Claim(speaker, float(row.get("confidence") or 0.0), evidence)

    @property
    def speaker(self) -> Character | None:
        row = self._row.get("speaker")
        return self.story.find_character(row["id"]) if row else None

    @property
    def attribution_kind(self) -> str | None:
        """explicit, anaphoric or implicit."""
        return (self._row.get("speaker") or {}).get("attribution")

    @property
    def addressees(self) -> list[Character]:
        found = (self.story.find_character(a["id"]) for a in self._row.get("addressees") or ())
        return [character for character in found if character]

    @property
    def hearers(self) -> list[Character]:
        """Everyone within earshot but the speaker."""
        found = (self.story.find_character(h) for h in self._row.get("hearers") or ())
        return [character for character in found if character]

    @property
    def delivery(self) -> Row | None:
        return self._row.get("delivery")

    @property
    def sincerity(self) -> str | None:
        return self._row.get("sincerity")

    def __repr__(self) -> str:
        speaker = self.speaker
        text = self.text if len(self.text) <= 40 else self.text[:39] + "…"
        return f"<Quotation {speaker.name if speaker else 'unknown'}: {text!r}>"


class Scene(_View):
    """A stretch with one place, one time, one company."""

    __slots__ = ()

    @property
    def span(self) -> Span:
        return self.story._need_span(self._row["span"])

    @property
    def text(self) -> str:
        start, end = self.span
        return self.story.text[start:end]

    @property
    def place(self) -> str | None:
        place = self._row.get("place")
        return self.story._places.get(place) if place else None

    @property
    def focalizer(self) -> Character | None:
        who = self._row.get("focalizer")
        return self.story.find_character(who) if who else None

    @property
    def presence(self) -> list[Presence]:
        from ._records import Presence

        rows = []
        for row in self._row.get("presence") or ():
            character = self.story.find_character(row["character"])
            if character:
                rows.append(
                    Presence(
                        character,
                        self.story._need_span([row["from"], row["to"]]),
                        self.story._span(row.get("enter")),
                        self.story._span(row.get("leave")),
                        row.get("confidence"),
                    )
                )
        return rows

    def __repr__(self) -> str:
        return f"<Scene {self.span}>"


class Chapter(_View):
    """From one heading to the next."""

    __slots__ = ()

    @property
    def title(self) -> str | None:
        return self._row.get("title")

    @property
    def span(self) -> Span:
        return self.story._need_span(self._row["span"])

    @property
    def text(self) -> str:
        start, end = self.span
        return self.story.text[start:end]

    def __repr__(self) -> str:
        return f"<Chapter {self.title!r}>"


class Story:
    """What is known of one book."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __repr__(self) -> str:
        return f"<Story {self.name!r}: {len(self.text)} characters>"

    @functools.cached_property
    def text(self) -> str:
        """The text that all spans point into."""
        return self._reading.text

    @functools.cached_property
    def data(self) -> Row:
        """The Story JSON as Python objects; its spans are bytes of the UTF-8 text."""
        import json

        return dict(json.loads(self._reading.json()))

    def json(
        self, *, mentions: bool = False, text: bool = False, threshold: float = 0.0
    ) -> str:
        """The Story JSON, the document that every other tool reads."""
        return self._reading.json(mentions=mentions, text=text, threshold=threshold)

    @property
    def name(self) -> str:
        """The name of its file."""
        return str(self.data["source"]["name"])

    @property
    def title(self) -> str | None:
        title: str | None = self.data["source"].get("title")
        return title

    @functools.cached_property
    def characters(self) -> list[Character]:
        """The cast, in order of first mention."""
        return [Character(self, row) for row in self.data["characters"]]

    @functools.cached_property
    def quotations(self) -> list[Quotation]:
        """All quotations in the order of the text, nested ones included."""
        return [Quotation(self, row) for row in self.data["quotations"]]

    @functools.cached_property
    def scenes(self) -> list[Scene]:
        return [Scene(self, row) for row in self.data["scenes"]]

    @functools.cached_property
    def chapters(self) -> list[Chapter]:
        return [Chapter(self, row) for row in self.data["chapters"]]

    @property
    def segments(self) -> Iterator[Segment]:
        """Narration, speech, thought and writing; joined they are the text."""
        import json

        from ._records import Segment

        files, _ = self._reading.export("script")
        for line in files[0][1].decode("utf-8").split("\n"):
            row: Row = json.loads(line) if line else {}
            if "text" not in row:
                continue  # the certificate, and the end of the file
            who = row["speaker"]
            yield Segment(
                row["id"],
                row["kind"],
                self._need_span([row["start"], row["end"]]),
                row["text"],
                self.find_character(who["id"]) if who else None,
                row["quotation"],
            )

    def find_character(self, id_or_name: str) -> Character | None:
        """The character of an id, of a name, or of an alias that nobody else has."""
        return self._by_id.get(id_or_name) or self._by_name.get(id_or_name)

    @functools.cached_property
    def _by_id(self) -> dict[str, Character]:
        return {character.id: character for character in self.characters}

    @functools.cached_property
    def _by_name(self) -> dict[str, Character]:
        bearers: dict[str, set[Character]] = {}
        for character in self.characters:
            for alias in self._by_id[character.id]._row.get("aliases") or ():
                bearers.setdefault(alias["text"], set()).add(character)
        found = {name: min(them, key=id) for name, them in bearers.items() if len(them) == 1}
        return found | {character.name: character for character in reversed(self.characters)}

    @functools.cached_property
    def _places(self) -> dict[str, str]:
        return {place["id"]: place["name"] for place in self.data["places"]}

    @functools.cached_property
    def _wide(self) -> tuple[list[int], list[int]]:
        """Bytes right behind each character of more than one byte, and how many too many
        bytes there are up to there."""
        ends, extra = [], []
        at = surplus = 0
        for character in self.text:
            width = 1 if character < "\x80" else len(character.encode("utf-8"))
            at += width
            if width > 1:
                surplus += width - 1
                ends.append(at)
                extra.append(surplus)
        return ends, extra

    def _char(self, byte: int) -> int:
        ends, extra = self._wide
        i = bisect.bisect_right(ends, byte)
        return byte - (extra[i - 1] if i else 0)

    def _need_span(self, span: Sequence[int]) -> Span:
        return self._char(span[0]), self._char(span[1])

    def _span(self, span: Sequence[int] | None) -> Span | None:
        return self._need_span(span) if span else None

    @functools.cached_property
    def tables(self) -> dict[str, Table]:
        """All tables by name; each is an Arrow stream (`__arrow_c_stream__`)."""
        return {table.name: table for table in self._reading.tables()}

    def table(self, name: str) -> Table:
        """One table: `quotations`, `characters`, `scenes`, … (see `table_names`)."""
        try:
            return self.tables[name]
        except KeyError:
            names = ", ".join(self.tables)
            raise ValueError(f"there is no table {name!r}; choose one of {names}") from None

    def to_arrow(self, name: str = "quotations") -> ArrowTable:
        """A table as `pyarrow.Table`."""
        import pyarrow

        return pyarrow.table(self.table(name))

    def to_polars(self, name: str = "quotations") -> polars.DataFrame:
        """A table as `polars.DataFrame`."""
        import polars

        return polars.DataFrame(self.table(name))

    def to_pandas(self, name: str = "quotations") -> DataFrame:
        """A table as `pandas.DataFrame`."""
        return self.to_arrow(name).to_pandas()

    def export(
        self,
        format: str,
        path: str | os.PathLike[str],
        *,
        threshold: float = 0.0,
        voices: str | os.PathLike[str] | None = None,
    ) -> list[pathlib.Path]:
        """Writes an export (see `formats`) to a file or, if it has more than one, to a folder
        or beside the first; returns what was written. A file is there whole or not at all,
        and a format that carries the text is only written if it holds all of it. `voices` is
        the file that says which voice each character has: made as format ``voices``, edited by
        people; ``e2a`` needs one."""
        import pathlib
        import threading

        chosen = pathlib.Path(voices).read_text("utf-8") if voices is not None else None
        files, is_complete = self._reading.export(format, threshold=threshold, voices=chosen)
        if is_complete is False:
            raise _dramaturg.ExportError(f"{format}: the export does not hold the whole text")
        target = pathlib.Path(path)
        is_folder = all(name for name, _ in files)
        written = []
        for name, data in files:
            place = target / name if is_folder else target.parent / name if name else target
            place.parent.mkdir(parents=True, exist_ok=True)
            # A name of this process, so that two of them do not meet; the mode is that of any
            # new file, which a file of `tempfile` has not.
            fresh = place.with_name(f".{place.name}.{os.getpid()}-{threading.get_ident()}")
            try:
                fresh.write_bytes(data)
                os.replace(fresh, place)
            finally:
                fresh.unlink(missing_ok=True)
            written.append(place)
        return written
