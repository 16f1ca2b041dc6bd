"""Clause rules: what a license, policy or gate text grants, demands, forbids or disclaims, one question a file.

The grammar is told in docs/writing-rules.md. This module holds the records, the faults that one file cannot show, and
what is worth computing once when the catalog is compiled (nothing here judges a text).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.reader import Faults

Force = Literal["forbid", "require", "permit", "disclaim", "state"]
Thing = Literal["model", "output", "derivative", "code", "data", "documentation", "service", "name", "any"]
Place = Literal["license", "policy", "notice", "gate", "card"]
ValueKind = Literal["count", "money", "place", "name", "url"]
Scope = Literal["passage", "definition", "section", "document"]
Consequence = Literal["no-grant", "separate-license", "end"]

#: A phrasing without `must` needs this many words, or this many Chinese characters, to mean one thing only.
SHORTEST_WORDS = 6
SHORTEST_CHARACTERS = 10
EXAMPLES_EACH_WAY = 3
#: Languages written without spaces between words.
UNSPACED = frozenset(("zh", "ja"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One wording of the clause. `must`: one stem of each group stands in the same passage, exactly.

    `least` is the similarity (0–100) from which the wording counts; None takes the engine's own figure.
    """

    text: str
    lang: str = "en"
    must: tuple[tuple[str, ...], ...] = ()
    force: Force | tuple[Force, ...] | None = None
    object: tuple[Thing, ...] | None = None
    least: float | None = None
    #: All `must` groups stand within this many words; None: anywhere in the passage.
    within: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Words whose presence in `scope` means that the clause is not there. With `must` alone, `text` may stay empty."""

    because: str
    text: str = ""
    lang: str = "en"
    must: tuple[tuple[str, ...], ...] = ()
    scope: Scope = "passage"
    least: float | None = None
    #: Not found if one of these rules is found in the same document.
    rules: tuple[str, ...] = ()
    #: Groups that lift the cancel again where the passage meets them all: "on breach, or at any time".
    unless: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueNeed:
    """What the clause names: a count, an amount, a place, a name, an address. `required`: without it no finding."""

    kind: ValueKind
    units: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The clause holds only where a quantity of one of these units is named."""

    kind: Literal["count", "money"]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionUse:
    """`expand`: defined terms of a matched passage are read with their definition, wherever it stands.

    `stands_in`: a ban on a defined use or purpose is one on what its definition names.
    """

    expand: bool = False
    stands_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text of our own wording; `because` says why a near miss is none. `value` is the quantity that must be read."""

    text: str
    because: str = ""
    value: str = ""
    document: Place = "license"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Texts in which the rule is found, and near misses in which it is not."""

    match: tuple[Example, ...]
    no_match: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRule:
    """One clause. `force`: what the passage must do once negation and exception are resolved (any of a list)."""

    schema: int
    id: str
    answers: Literal["clause"]
    title: str
    why: str
    force: Force | tuple[Force, ...]
    phrasing: tuple[Phrasing, ...]
    examples: Examples
    object: tuple[Thing, ...] = ("any",)
    documents: tuple[Place, ...] = ("license", "policy", "gate")
    value: ValueNeed | None = None
    condition: Condition | None = None
    consequence: tuple[Consequence, ...] = ()
    cancel: tuple[Cancel, ...] = ()
    definition: DefinitionUse | None = None
    #: Found, with the evidence of these rules, where one of them is found and no own phrasing gave anything.
    implied_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Faults of meaning in the clause rules: prefixes, phrasings too short, examples missing, unknown languages."""
    languages = {language.id for language in records.get("language", []) if language is not None}
    for rule in records.get("usage", []):
        if rule is None:
            continue
        file = f"usage/{rule.id}.toml"
        if not re.fullmatch(r"(restrict|oblige|grant|term)\.[a-z0-9-]+", rule.id):
            faults.add(file, "id", "should be restrict., oblige., grant. or term. and words joined by hyphens")
        _check_examples(rule, file, faults)
        if not rule.phrasing:
            faults.add(file, "phrasing", "missing")
        for i, phrasing in enumerate(rule.phrasing):
            _check_phrasing(phrasing, languages, file, f"phrasing[{i}]", faults)
        for i, cancel in enumerate(rule.cancel):
            if not cancel.text and not cancel.must and not cancel.rules:
                faults.add(file, f"cancel[{i}]", "needs text, must or rules")
            if cancel.unless and cancel.lang in UNSPACED:
                faults.add(file, f"cancel[{i}].unless", "is read in languages with spaces only")
            if languages and cancel.lang not in languages:
                faults.add(file, f"cancel[{i}].lang", f"no rules/language/{cancel.lang}.toml")


def _check_examples(rule: ClauseRule, file: str, faults: Faults) -> None:
    for name, given in (("match", rule.examples.match), ("no_match", rule.examples.no_match)):
        if len(given) < EXAMPLES_EACH_WAY:
            faults.add(file, f"examples.{name}", f"at least {EXAMPLES_EACH_WAY} examples, has {len(given)}")
    for i, example in enumerate(rule.examples.no_match):
        if not example.because:
            faults.add(file, f"examples.no_match[{i}].because", "missing: why is this no match?")


def _check_phrasing(phrasing: Phrasing, languages: set[str], file: str, key: str, faults: Faults) -> None:
    if languages and phrasing.lang not in languages:
        faults.add(file, f"{key}.lang", f"no rules/language/{phrasing.lang}.toml")
    if any(not group or not all(word.strip() for word in group) for group in phrasing.must):
        faults.add(file, f"{key}.must", "every group needs a stem")
    characters = len(_CJK.findall(phrasing.text))
    long_enough = len(phrasing.text.split()) >= SHORTEST_WORDS or characters >= SHORTEST_CHARACTERS
    if not phrasing.text.strip() or not (long_enough or phrasing.must):
        faults.add(file, f"{key}.text", f"under {SHORTEST_WORDS} words ({SHORTEST_CHARACTERS} characters) needs must")


def prepare(records: dict[str, list[Any]]) -> Any:
    """What the matcher needs of the rules and languages, computed once at compile time."""
    from auditor.matching.clause_build import build

    return build(records["usage"], records["language"])
