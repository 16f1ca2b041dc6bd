"""The compiled card rules as the matcher uses them: phrases numbered, signals as plans, patterns built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.matching.card_numbers import Numbers
from auditor.matching.card_targets import Targets
from auditor.matching.phrases import Normalizer, PhraseIndex

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """A signal (`auditor.catalog.cards.Signal`, with the same words) with its phrases as numbers.

    `phrases` are the phrases among the values, `count` the signals of which so many must have fired.
    """

    name: str
    gives: str
    kind: str | None = None
    about: str = "this-model"
    near: frozenset[int] = _NONE
    must: tuple[frozenset[int], ...] = ()
    avoid: frozenset[int] = _NONE
    under: frozenset[int] = _NONE
    avoid_under: frozenset[int] = _NONE
    ahead: frozenset[int] = _NONE
    avoid_ahead: frozenset[int] = _NONE
    phrases: frozenset[int] = _NONE
    target: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    avoid_role: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    count: tuple[tuple[str, ...], int] | None = None
    words: int = 0
    within: int = 0
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A card rule as the matcher sees it. `disagree`: the verdict where tags and prose name different things."""

    id: str
    told: str
    disagree: str
    confidence: dict[str, float]
    plans: tuple[Plan, ...]


class CardWords:
    """Everything that reading a card needs of the catalog."""

    def __init__(self, prepared: dict[str, Any]) -> None:
        """Load what `auditor.matching.card_build.build` made."""
        self.normalize = Normalizer(prepared["split"])
        self.index = PhraseIndex(prepared["phrases"])
        self.targets = Targets((kind, pattern) for kind, pattern in prepared["targets"])
        self.numbers = Numbers(prepared["units"], self.normalize)
        sets = [frozenset(numbers) for numbers in prepared["sets"]]
        self.reserved = {name: sets[number] for name, number in prepared["reserved"].items()}
        self.rules = tuple(_asked(row, sets) for row in prepared["rules"])


def _asked(row: dict[str, Any], sets: list[frozenset[int]]) -> Asked:
    plans = tuple(_plan(plan, sets) for plan in row["plans"])
    return Asked(row["id"], row["told"], row["disagree"], row["confidence"], plans)


def _plan(row: dict[str, Any], sets: list[frozenset[int]]) -> Plan:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    for key in ("near", "avoid", "under", "avoid_under", "ahead", "avoid_ahead", "phrases"):
        given[key] = sets[row[key]]
    given["must"] = tuple(sets[number] for number in row.get("must", ()))
    if "count" in row:
        of, least = row["count"]
        given["count"] = (tuple(of), least)
    return Plan(**given)


def card_words(catalog: Catalog) -> CardWords:
    """The card rules of this catalog, loaded when first asked for."""
    words: CardWords = catalog.cached("cards", lambda own: CardWords(own.prepared("recipe")))
    return words
