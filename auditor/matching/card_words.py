"""The card rules of a catalog, made ready once: phrases numbered, word sets spread out, patterns built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.catalog.cards import CardRule, Signal
from auditor.matching.card_numbers import Numbers
from auditor.matching.card_targets import Targets
from auditor.matching.phrases import Normalizer, PhraseIndex

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

#: Word sets that the matcher itself asks for; every language may add to them.
RESERVED = (
    "placeholder",
    "template",
    "promise",
    "withheld",
    "other-models",
    "comparison",
    "this-model",
    "model-names",
    "role-base",
    "role-tuned",
    "role-adapter",
    "role-quantized",
    "role-merge",
    "role-avoid",
    "role-chat",
    "role-plain",
    "name-tuned",
    "name-adapter",
    "name-quantized",
    "name-merge",
    "name-base",
    "tag-tuned",
    "embedded-card",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A signal with its phrases as numbers."""

    signal: Signal
    name: str
    near: frozenset[int]
    must: tuple[frozenset[int], ...]
    avoid: frozenset[int]
    under: frozenset[int]
    avoid_under: frozenset[int]
    values: frozenset[int]
    targets: frozenset[str]


def _turn(plan: Plan) -> tuple[bool, bool]:
    """Signals that ask what other signals said come after those, and those without a kind of their own last."""
    signal = plan.signal
    return signal.kind is None, bool(signal.all_of or signal.unless or signal.count)


class CardWords:
    """Everything that reading a card needs of the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Compile the card rules and the `[cards]` tables of all languages."""
        languages = [language.cards for language in catalog.languages]
        self.normalize = Normalizer(pair for language in languages for pair in language.split)
        self.index = PhraseIndex(self.normalize)
        self._sets: dict[str, list[str]] = {}
        units: dict[str, list[str]] = {}
        patterns: list[tuple[str, str]] = []
        for language in languages:
            for name, phrases in language.sets.items():
                self._sets.setdefault(name, []).extend(phrases)
            for unit, phrases in language.units.items():
                units.setdefault(unit, []).extend(phrases)
            patterns += [(kind, pattern) for kind, rows in language.targets.items() for pattern in rows]
        self.targets = Targets(patterns)
        self.numbers = Numbers(units, self.normalize)
        self.reserved = {name: self._ids(self._sets.get(name, ())) for name in RESERVED}
        self.rules: tuple[tuple[CardRule, tuple[Plan, ...]], ...] = tuple(
            (rule, tuple(sorted((self._plan(signal, number) for number, signal in enumerate(rule.signal)), key=_turn)))
            for rule in sorted(catalog.card_rules, key=lambda rule: rule.id)
        )

    def _plan(self, signal: Signal, number: int) -> Plan:
        return Plan(
            signal,
            signal.id or f"{signal.kind or 'all'}-{number + 1}",
            self._ids(signal.near),
            tuple(
                self._ids(group)
                for group in (*signal.must, *((signal.key,) if signal.kind == "table" and signal.key else ()))
            ),
            self._ids(signal.avoid),
            self._ids(signal.under),
            self._ids(signal.avoid_under),
            self._ids(value for value in signal.value if value not in VALUE_WORDS),
            frozenset(signal.target),
        )

    def _ids(self, phrases: object) -> frozenset[int]:
        found: set[int] = set()
        for phrase in phrases:  # type: ignore[attr-defined]
            rows = self._sets.get(phrase[1:], ()) if phrase.startswith("@") else (phrase,)
            found.update(self.index.add(row) for row in rows)
        return frozenset(found)


#: Values of a front matter key or a table cell that are no phrases.
VALUE_WORDS = frozenset(
    {"any", "filled", "empty", "unusable", "hub-id", "own-id", "ids", "url", "number", "license-id"}
)


def card_words(catalog: Catalog) -> CardWords:
    """The card rules of this catalog, compiled when first asked for."""
    words: CardWords = catalog.cached("cards", CardWords)
    return words
