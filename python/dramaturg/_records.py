"""What views give that is no view: small records. Loaded with the first one that is made, since
what makes them takes longer to load than all the rest."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._story import Character, Span

__all__ = ["Alias", "Claim", "Presence", "Segment", "Trait"]


@dataclass(frozen=True, slots=True)
class Claim:
    """An answer, the probability that it is right, and the words that prove it."""

    value: Character
    confidence: float
    #: Code points of the text.
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of a character."""

    text: str
    kind: str | None
    count: int
    #: Who uses it; None is the narrator.
    used_by: tuple[Character | None, ...]


@dataclass(frozen=True, slots=True)
class Trait:
    """A word that the text says of a character."""

    #: The dictionary form.
    word: str
    count: int
    #: Whether it is denied: *she was not tired*.
    is_negated: bool
    #: Where it stands, in code points of the text.
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody's stay in a scene."""

    character: Character
    span: Span
    enter: Span | None
    leave: Span | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one kind; all of them joined are the text."""

    id: str
    #: narration, speech, thought, writing or apart.
    kind: str
    span: Span
    text: str
    speaker: Character | None
    quotation: str | None
