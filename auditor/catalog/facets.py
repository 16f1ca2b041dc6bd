"""The record of `facets.toml`: facets with their levels, weights and conditions, and the ladder of classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.conditions import Condition, check_names
from auditor.catalog.reader import Faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a facet: `text` says what it means. It is reached if `when` and those of all lower levels hold."""

    level: int
    text: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A levelled part of an axis.

    `closed_if`: a statement that this part is withheld holds both ends at 0. `applies_if` false: not applicable.
    `from_base`: the level of the base counts too where one of these relations links the two ("*": any), and
    `inherits` names the base's facet (default: the same one). `capped_by_base`: never above the base's level.
    `stricter_source`: where two mentions of the license disagree, the lower of their levels.
    `pointed`: the highest low end that an address alone can give, or the base's level, or a catalog row.
    """

    id: str
    axis: Literal["permission", "transparency"]
    weight: int
    title: str
    question: str
    level: tuple[Level, ...]
    closed_if: Condition | None = None
    applies_if: Condition | None = None
    from_base: tuple[str, ...] = ()
    inherits: str = ""
    capped_by_base: bool = False
    stricter_source: bool = False
    pointed: int = 4

    def __post_init__(self) -> None:
        if [level.level for level in self.level] != list(range(5)):
            raise ValueError("a facet has the levels 0, 1, 2, 3, 4, in this order")
        if any((level.when is None) != (level.level == 0) for level in self.level):
            raise ValueError("every level but 0 has a condition `when`")
        if self.weight < 0:
            raise ValueError("weight must be 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassStep:
    """A step of the class ladder, reached if `when` and those of all lower steps hold."""

    level: int
    name: str
    text: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A document that a card links for some items: while it is unread, silence of the card on them is unknown.

    `by` is the disclosure that holds the links, `covers` are ids or patterns of the items that such a document tells.
    """

    by: str
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogLevels:
    """What a column of a catalog row says of a facet: for each word of it the levels at the low and the high end.

    `recent_high`: the high end for releases of `recent` (a year) or later, whose entries are defaults.
    """

    column: str
    facets: tuple[str, ...]
    levels: dict[str, tuple[int, int]]
    recent: str = ""
    recent_high: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """All facets in the order they are printed, the class ladder, and how catalog rows become levels.

    `source_words` are words that name where data come from, as opposed to how much or how good they are.
    """

    schema: int
    facet: tuple[Facet, ...]
    step: tuple[ClassStep, ...]
    source_words: tuple[str, ...] = ()
    linked: tuple[Linked, ...] = ()
    catalog: tuple[CatalogLevels, ...] = ()

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
        if [step.level for step in self.step] != list(range(len(self.step))):
            raise ValueError("the steps of the class ladder are numbered from 0 in order")
        if len({facet.id for facet in self.facet}) != len(self.facet):
            raise ValueError("a facet stands twice")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Faults that need other files: conditions and catalog columns that name what does not exist."""
    for facets in records["facets"]:
        check_names(facets, "facets.toml", records, faults)
        known = {facet.id for facet in facets.facet}
        for column in facets.catalog:
            for name in column.facets:
                if name not in known:
                    faults.add("facets.toml", f"catalog.{column.column}", f"no facet {name!r}")
