"""The clause rules compiled: words to groups and characters, phrasings to compared strings. Runs when the catalog is
compiled, so that a process that reads one license starts at once. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from auditor.catalog.clauses import UNSPACED, Cancel, ClauseRule, Phrasing
from auditor.catalog.language import ClauseLanguage, Language
from auditor.matching.lexicon import FORCES, Lexicon
from auditor.matching.resolver import Grammar
from auditor.text.words import Words

#: From here a wording counts: with exact groups beside it, and alone (0–100).
LEAST_WITH_MUST = 40.0
LEAST_ALONE = 80.0


def build(rules: list[ClauseRule], languages: list[Language]) -> dict[str, Any]:
    """The JSON value from which `auditor.matching.clause_index` loads. Needs every rule and language checked before."""
    spaced = [language.clauses for language in languages if language.id not in UNSPACED]
    unspaced = [language.clauses for language in languages if language.id in UNSPACED]
    builder = _Builder(spaced, rules)
    wordings = [
        builder.phrasing(number, rule, phrasing) for number, rule in enumerate(rules) for phrasing in rule.phrasing
    ]
    cancels = [[builder.cancel(number, cancel) for cancel in rule.cancel] for number, rule in enumerate(rules)]
    consequences = {name: builder.lexicon.group(phrases) for name, phrases in _merged(spaced, "consequences").items()}
    turning = builder.lexicon.group(sorted(_all(spaced, "exceptions") | _all(spaced, "conditions")))
    defining = builder.lexicon.group(sorted(_all(spaced, "means")))
    idle = [builder.lexicon.group(sorted(_all(spaced, key))) for key in ("summaries", "without_effect")]
    builder.rarest_first(wordings, rules)
    return {
        "rules": [_rule(rule) for rule in rules],
        "lexicon": builder.lexicon.dump(),
        "wordings": wordings,
        "cancels": cancels,
        "any_object": sum(set(builder.objects.values())),
        "turning": turning,
        "defining": defining,
        "idle": sum(idle),
        "roles": _merged(spaced, "roles"),
        "no_names": sorted(_all(spaced, "no_names")),
        "recitals": sorted(_all(spaced, "recitals")),
        "consequences": consequences,
        "not_operative": sorted(_phrases(_all(spaced, "not_operative") | _all(unspaced, "not_operative"))),
        "operative": sorted(_phrases(_all(spaced, "operative") | _all(unspaced, "operative"))),
        "abbreviations": sorted(_all(spaced, "abbreviations")),
        "following": _merged(spaced, "following"),
        "purposes": sorted(_all(spaced, "purposes")),
        "means": sorted(_phrases(_all(spaced, "means"))),
        "exceptions": sorted(_phrases(_all(spaced, "exceptions"))),
        "conditions": sorted(_all(spaced, "conditions")),
        "continuing": sorted(_all(spaced, "continuing")),
        "unspaced_markers": [
            {force: list(getattr(language.markers, force)) for force in (*FORCES, "limit")} for language in unspaced
        ],
    }


def _rule(rule: ClauseRule) -> dict[str, Any]:
    """What the matcher asks of a rule beside its wordings."""
    need = rule.value or rule.condition
    return {
        "id": rule.id,
        "documents": list(rule.documents),
        "kind": need.kind if need else "",
        "units": list(need.units) if need else [],
        "required": bool(rule.condition or (rule.value and rule.value.required)),
        "consequence": list(rule.consequence),
        "implied_by": list(rule.implied_by),
    }


def _all(languages: Iterable[ClauseLanguage], key: str) -> set[str]:
    return {phrase for language in languages for phrase in getattr(language, key)}


def _merged(languages: Iterable[ClauseLanguage], key: str) -> dict[str, list[str]]:
    merged: dict[str, set[str]] = {}
    for language in languages:
        for name, phrases in getattr(language, key).items():
            merged.setdefault(name, set()).update(phrases)
    return {name: sorted(phrases) for name, phrases in sorted(merged.items())}


def _phrases(phrases: Iterable[str]) -> set[str]:
    return {" ".join(Words.of(phrase).words) for phrase in phrases}


class _Builder:
    """Turns phrasings and cancels into rows; registers every group and content word on the way."""

    def __init__(self, languages: list[ClauseLanguage], rules: list[ClauseRule]) -> None:
        self.lexicon = _lexicon(languages, rules)
        self.objects = {
            thing: self.lexicon.group(words) for thing, words in _merged(languages, "objects").items()
        }

    def phrasing(self, number: int, rule: ClauseRule, phrasing: Phrasing) -> dict[str, Any]:
        """The row of a phrasing."""
        force = phrasing.force or rule.force
        least = phrasing.least
        if least is None:
            least = LEAST_WITH_MUST if phrasing.must else LEAST_ALONE
        row = self._row(number, phrasing.text, phrasing.must, phrasing.lang, least, phrasing.object or rule.object)
        row["forces"] = [force] if isinstance(force, str) else sorted(force)
        row["within"] = phrasing.within
        row["expands"] = bool(rule.definition and rule.definition.expand)
        row["stands_in"] = bool(rule.definition and rule.definition.stands_in)
        return row

    def cancel(self, number: int, cancel: Cancel) -> dict[str, Any]:
        """The row of a cancel."""
        least = cancel.least if cancel.least is not None else (LEAST_ALONE if cancel.text else 0.0)
        row = self._row(number, cancel.text, cancel.must, cancel.lang, least, ("any",))
        row["scope"], row["rules"] = cancel.scope, list(cancel.rules)
        row["unless"] = sum({self.lexicon.group(group) for group in cancel.unless})
        return row

    def _row(self, number: int, text: str, must: tuple[tuple[str, ...], ...], lang: str, least: float,
             things: tuple[str, ...]) -> dict[str, Any]:
        words = Words.of(text).words
        objects = 0 if "any" in things else sum({self.objects.get(thing, 0) for thing in things})
        row: dict[str, Any] = {"rule": number, "text": text, "least": least, "objects": objects}
        row["need"], row["groups"] = [], []
        row["spaced"] = lang not in UNSPACED
        if row["spaced"]:
            row["chars"] = "".join(self.lexicon.look_up(words)[0])
            row["need"] = list(dict.fromkeys(self.lexicon.group(group) for group in must))
        else:
            row["chars"] = "".join(words)
            row["groups"] = [["".join(Words.of(entry).words) for entry in group] for group in must]
        return row

    def rarest_first(self, wordings: list[dict[str, Any]], rules: list[ClauseRule]) -> None:
        """Sort the groups of each wording by how seldom the rules' own sentences meet them."""
        self.lexicon.forget()
        counts: dict[int, int] = {}
        examples = [example.text for rule in rules for example in (*rule.examples.match, *rule.examples.no_match)]
        for text in [*(row["text"] for row in wordings if row["spaced"]), *examples]:
            met = reduce(or_, self.lexicon.look_up(Words.of(text).words)[1], 0)
            while met:
                bit = met & -met
                counts[bit] = counts.get(bit, 0) + 1
                met ^= bit
        for row in wordings:
            row["need"].sort(key=lambda bit: (counts.get(bit, 0), bit))


def _grammar(languages: list[ClauseLanguage]) -> Grammar:
    denials: dict[str, dict[str, int]] = {name: {} for name in (*FORCES, "modal")}
    for language in languages:
        for name in ("forbid", "require", "permit", "modal"):
            denials[name].update(getattr(language.denials, name))
    return Grammar(frozenset(_all(languages, "modals")), denials, frozenset(_all(languages, "auxiliaries")),
                   frozenset(_all(languages, "backward")), frozenset(_all(languages, "relatives")))


def _lexicon(languages: list[ClauseLanguage], rules: list[ClauseRule]) -> Lexicon:
    lexicon = Lexicon()
    for language in languages:
        lexicon.ignore(language.ignore)
        for row in language.synonyms:
            lexicon.synonyms(row)
        for force in (*FORCES, "limit"):
            for phrase in getattr(language.markers, force):
                lexicon.marker(phrase, force)
    lexicon.grammar = _grammar(languages)
    for rule in rules:
        for text in (*(phrasing.text for phrasing in rule.phrasing), *(cancel.text for cancel in rule.cancel)):
            lexicon.know(Words.of(text).words)
    return lexicon
