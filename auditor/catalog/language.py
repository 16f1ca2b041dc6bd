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
class Denials:
    """Words that turn a marker around, each with the number of words before the marker in which it does so.

    A table for each force of a verb ("is not permitted"), and one for modals ("neither … nor … may").
    """

    forbid: dict[str, int] = field(default_factory=dict)
    require: dict[str, int] = field(default_factory=dict)
    permit: dict[str, int] = field(default_factory=dict)
    modal: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLanguage:
    """The words by which clauses are read in one language.

    `synonyms`: words of one row count as one in the comparison of wordings. `ignore`: words without weight there.
    `modals` begin a new statement ("may", "must"); `denials` turn a marker around; `exceptions` turn what follows them
    around ("except"); `conditions` turn a ban into a demand ("unless").
    A semicolon ends what a marker governs, but not before one of `continuing` ("; for …"). A marker behind the place it
    governs is one of `backward` ("… is prohibited") or follows one of `auxiliaries`. A modal after one of `relatives`
    ("things that can") tells of a thing and leaves a ban before it in force.
    `objects`: words for each thing a clause is about. `consequences`: phrases for what a condition leads to.
    `means`: phrases after a defined term. `not_operative` and `operative`: heading words that switch a part off and on.
    `roles`: a word of the rules ("licensor", "model") with the clues beside a name that a text defines for it
    ("… Inc. (“Sandpiper”)"); `no_names`: defined words that are never such a name.
    `recitals` open a passage that binds nobody ("whereas"). A section where one passage holds both one of `summaries`
    ("this summary") and one of `without_effect` ("not legally binding") does not bind either.
    `following`: a word and words after it that make a sentence lead in to a list, though it ends in a full stop.
    `purposes`: last words of a defined term that names a use ("Clinical Purpose"), and no person or thing.
    `units`, `periods`, `currencies`, `numbers`, `scales`: for quantities; `comparisons` stand before a limit
    ("more than").
    """

    markers: Markers = field(default_factory=Markers)
    modals: tuple[str, ...] = ()
    denials: Denials = field(default_factory=Denials)
    auxiliaries: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    continuing: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    objects: dict[str, tuple[str, ...]] = field(default_factory=dict)
    consequences: dict[str, tuple[str, ...]] = field(default_factory=dict)
    not_operative: tuple[str, ...] = ()
    operative: tuple[str, ...] = ()
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    no_names: tuple[str, ...] = ()
    recitals: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()
    without_effect: tuple[str, ...] = ()
    following: dict[str, tuple[str, ...]] = field(default_factory=dict)
    abbreviations: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
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
