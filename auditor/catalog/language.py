"""Words that decide what a passage does, one file a language: the resolver has no word of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.catalog.cards import CardLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """Phrases that give a passage its force; a longer phrase beats a shorter one at the same place."""

    forbid: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    permit: tuple[str, ...] = ()
    disclaim: tuple[str, ...] = ()
    #: "only", "solely": what is permitted only for X is forbidden for all else.
    limit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLanguage:
    """The words by which clauses are read in one language.

    `synonyms`: words of one row count as one in the comparison of wordings. `ignore`: words without weight there.
    `negators` turn a marker within the next words around; `exceptions` turn what follows them around ("except");
    `conditions` turn a ban into a demand ("unless"). `breaks` are words that end the reach of a marker.
    `objects`: words for each thing a clause is about. `consequences`: phrases for what a condition leads to.
    `means`: phrases after a defined term. `not_operative` and `operative`: heading words that switch a part off and on.
    `units`, `periods`, `currencies`, `numbers`, `scales`: for quantities; `comparisons` stand before a limit
    ("more than").
    """

    markers: Markers = field(default_factory=Markers)
    negators: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    objects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    consequences: dict[str, tuple[str, ...]] = field(default_factory=dict)
    not_operative: tuple[str, ...] = ()
    operative: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    periods: dict[str, tuple[str, ...]] = field(default_factory=dict)
    currencies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    comparisons: tuple[str, ...] = ()
    numbers: dict[str, float] = field(default_factory=dict)
    scales: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language. `clauses` serves the clause rules, `cards` the card rules."""

    schema: int
    id: str
    clauses: ClauseLanguage = field(default_factory=ClauseLanguage)
    cards: CardLanguage = field(default_factory=CardLanguage)

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
