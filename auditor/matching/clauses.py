"""Which clauses a text holds, with the places that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.matching.clause_index import ClauseIndex, clause_index
from auditor.matching.evidence import finding
from auditor.matching.hits import Hit, best
from auditor.matching.matcher import Matcher
from auditor.matching.reading import read_text
from auditor.nouns import DocumentKind, Finding
from auditor.text.decode import Lines
from auditor.text.passages import Passage
from auditor.text.words import Words

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog


def find_clauses(
    words: Words,
    text: str,
    path: str,
    kind: DocumentKind,
    catalog: Catalog,
    added: tuple[tuple[int, int], ...] = (),
) -> tuple[Finding, ...]:
    """The clauses that `text` holds: one finding a rule, sorted by rule id, none for what is absent.

    `words` must be `Words.of(text)`. `kind` says which rules ask (their `documents`). Nothing here knows any license.
    `added`: stretches of `text` that were added to a standard one; they bind even behind the end of its terms.
    """
    if not words.words:
        return ()
    index = clause_index(catalog)
    ready = read_text(text, words, index)
    if added:
        _bind(ready.passages, added)
    hits = related(Matcher(ready, index, kind.value).hits(), index)
    lines = Lines(text)
    findings = [finding(index.rules[rule].id, met, ready, path, lines) for rule, met in hits.items()]
    return tuple(sorted(findings, key=lambda one: one.rule))


def _bind(passages: list[Passage], added: tuple[tuple[int, int], ...]) -> None:
    """Let passages behind the last binding one bind where they were added: a rider often stands after the appendix."""
    for passage in reversed(passages):
        if passage.operative:
            return
        if not passage.is_heading and any(start < passage.end and passage.start < end for start, end in added):
            passage.operative = True


def related(hits: dict[int, list[Hit]], index: ClauseIndex) -> dict[int, list[Hit]]:
    """`hits` without the rules that another found rule undoes, and with those that a found rule implies."""
    undone = _undone({index.rules[rule].id for rule in hits}, index)
    kept = {rule: rows for rule, rows in hits.items() if index.rules[rule].id not in undone}
    by_id = {index.rules[rule].id: rows for rule, rows in kept.items()}
    for number, rule in enumerate(index.rules):
        if rule.implied_by and number not in kept and rule.id not in undone:
            implied = [row for name in rule.implied_by for row in by_id.get(name, ())]
            if implied:
                kept[number] = best(implied)
    return kept


#: Rules that undo rules that undo rules: a chain is followed this far.
_CHAIN = 4


def _undone(met: set[str], index: ClauseIndex) -> set[str]:
    """The rules that a found rule undoes; one that is itself undone undoes nothing."""
    by = {rule: names for rule, ids in index.undoing.items() if (names := ids & met)}
    undone: set[str] = set()
    for _ in range(_CHAIN):
        undone = {rule for rule, names in by.items() if names - undone}
    return undone
