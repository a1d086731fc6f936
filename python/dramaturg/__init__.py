"""Reads fiction: who is who, who says each line, who is there, and who knows what.

>>> import dramaturg
>>> story = dramaturg.read("emma.epub")
>>> [character.name for character in story.characters][:2]
>>> story.to_polars("quotations")

Offsets of views are code points, so that ``story.text[start:end]`` is what they mean; the
Story JSON (``story.json()``) has bytes, tables have both and UTF-16 units.
"""
from ._dramaturg import (
    DramaturgError,
    ExportError,
    IngestError,
    Table,
    __version__,
    formats,
    table_names,
)
from ._many import read_many
from ._story import (
    Chapter,
    Character,
    Quotation,
    Scene,
    Story,
    read,
    read_file,
    read_text,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._records import Alias, Claim, Presence, Segment, Trait

__all__ = [
    "Alias",
    "Chapter",
    "Character",
    "Claim",
    "DramaturgError",
    "ExportError",
    "IngestError",
    "Presence",
    "Quotation",
    "Scene",
    "Segment",
    "Story",
    "Table",
    "Trait",
    "__version__",
    "formats",
    "read",
    "read_file",
    "read_many",
    "read_text",
    "table_names",
]


def __getattr__(name: str) -> object:
    # Those of `_records`, which is loaded where it is needed.
    if name in ("Alias", "Claim", "Presence", "Segment", "Trait"):
        from . import _records

        return getattr(_records, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
