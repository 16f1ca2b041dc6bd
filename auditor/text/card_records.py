"""The records of a card taken apart: its sections, its passages, and the card that holds them."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.text.links import Link

#: Levels of headings that are no Markdown headings: a line in bold, a short line with a colon, a bold label in a block.
BOLD, COLON, LABEL = 7, 8, 9


@dataclass(slots=True)
class Section:
    """A heading, at `start` to `end`, with what stands below it: the passages from `first` up to `last` (exclusive)."""

    level: int
    start: int
    end: int
    parent: int
    first: int
    last: int = -1


@dataclass(slots=True)
class Passage:
    """A stretch that is compared as a whole. `kind` is sentence, item, row, heading or code.

    `section` is the nearest heading above; `lead` the passage that introduces the list it stands in, or -1;
    `head` the row with the names of the columns, or -1; `cells` the places of a row's cells.
    """

    kind: str
    start: int
    end: int
    section: int
    lead: int = -1
    head: int = -1
    cells: tuple[tuple[int, int], ...] = ()
    language: str = ""


@dataclass(slots=True)
class Card:
    """A card taken apart. `text` is the blanked text, `source` the original; both have the same offsets."""

    source: str
    text: str
    passages: list[Passage] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    #: For each link the passage it stands in, or -1.
    link_places: list[int] = field(default_factory=list)
    #: The blanked text with the targets of Markdown links blanked too: the words that a reader sees.
    plain: str = ""
    #: Lines looked at: what the tests of linear growth count.
    work: int = 0
