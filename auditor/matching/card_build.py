"""The card rules compiled: phrases numbered, word sets spread out, signals in the order in which they are asked.

Runs when the catalog is compiled, so that a process that reads one card starts at once. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from auditor.catalog.cards import CardRule, Signal
from auditor.catalog.language import Language
from auditor.matching.phrase_build import PhraseBuilder
from auditor.matching.phrases import Normalizer

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
    "h-training-data",
    "h-pretraining-data",
    "h-finetuning-data",
    "h-limits",
    "h-intended",
    "h-results",
    "h-usage",
)


#: Values of a front matter key or a table cell that are no phrases.
VALUE_WORDS = frozenset(
    {"any", "filled", "empty", "unusable", "hub-id", "own-id", "ids", "url", "number", "license-id"}
)
#: Keys of a signal that the matcher reads as they are written.
_ASKED = ("kind", "gives", "about", "target", "key", "value", "units", "role", "avoid_role", "words", "promised",
          "parts", "within", "all_of", "unless")

#: Keys that hold the number of a set of phrases.
_SETS = ("near", "avoid", "under", "avoid_under", "ahead", "avoid_ahead", "phrases")


def build(rules: list[CardRule], languages: list[Language]) -> dict[str, Any]:
    """The JSON value from which `auditor.matching.card_words` loads. Needs every rule and language checked before."""
    return _Builder(languages).build(rules)


class _Builder:
    """Turns signals into rows of numbers; registers every phrase and every set of phrases on the way."""

    def __init__(self, languages: list[Language]) -> None:
        self.split = [pair for language in languages for pair in language.cards.split]
        self.phrases = PhraseBuilder(Normalizer(self.split))
        self.named: dict[str, list[str]] = {}
        self.units: dict[str, list[str]] = {}
        self.targets: list[tuple[str, str]] = []
        #: Sets of phrase numbers; many signals share the same.
        self.sets: dict[tuple[int, ...], int] = {}
        for language in languages:
            self._language(language)

    def _language(self, language: Language) -> None:
        for name, phrases in language.cards.sets.items():
            self.named.setdefault(name, []).extend(phrases)
        for unit, phrases in language.cards.units.items():
            self.units.setdefault(unit, []).extend(phrases)
        self.targets += [(kind, row) for kind, rows in language.cards.targets.items() for row in rows]

    def build(self, rules: list[CardRule]) -> dict[str, Any]:
        """Everything, sorted by rule id."""
        reserved = {name: self._set(self.named.get(name, ())) for name in RESERVED}
        rows = [self._rule(rule) for rule in sorted(rules, key=lambda rule: rule.id)]
        return {
            "split": self.split,
            "units": self.units,
            "targets": self.targets,
            "reserved": reserved,
            "rules": rows,
            "sets": [list(numbers) for numbers in self.sets],
            "phrases": self.phrases.dump(),
        }

    def _rule(self, rule: CardRule) -> dict[str, Any]:
        """What the matcher asks of a rule: signals that look at others (`all_of`, `unless`, `count`) come last."""
        signals = sorted(((_turn(signal), number, signal) for number, signal in enumerate(rule.signal)),
                         key=lambda row: row[:2])
        return {
            "id": rule.id,
            "told": rule.told,
            "disagree": rule.merge.disagree if rule.merge else "",
            "confidence": rule.confidence,
            "plans": [self._plan(signal, number) for _, number, signal in signals],
        }

    def _plan(self, signal: Signal, number: int) -> dict[str, Any]:
        """A signal: what is not said is left out."""
        must = [*signal.must, *((signal.key,) if signal.kind == "table" and signal.key else ())]
        row: dict[str, Any] = {key: getattr(signal, key) for key in _ASKED}
        row["name"] = signal.id or f"{signal.kind or 'all'}-{number + 1}"
        row["count"] = [list(signal.count.of), signal.count.n] if signal.count else None
        row["must"] = [self._set(group) for group in must]
        for key in _SETS[:-1]:
            row[key] = self._set(getattr(signal, key))
        row["phrases"] = self._set(value for value in signal.value if value not in VALUE_WORDS)
        return {key: value for key, value in row.items() if value or key in _SETS}

    def _set(self, phrases: Iterable[str]) -> int:
        """The number of the set of these phrases, word sets spread out."""
        found: set[int] = set()
        for phrase in phrases:
            rows = self.named.get(phrase[1:], ()) if phrase.startswith("@") else (phrase,)
            found.update(self.phrases.add(row) for row in rows)
        return self.sets.setdefault(tuple(sorted(found)), len(self.sets))


def _turn(signal: Signal) -> tuple[bool, bool]:
    """Signals that ask what other signals said come after those, and those without a kind of their own last."""
    return signal.kind is None, bool(signal.all_of or signal.unless or signal.count)
