"""The clause facts of known licenses beside what the engine reads in their texts, and what a change does by clause."""

from __future__ import annotations

from functools import cache

from auditor.catalog.catalog import Catalog
from auditor.licenses.known import known
from auditor.licenses.reading import read_document
from auditor.nouns import Document, DocumentKind, DocumentReading, Match
from tests.licenses import corpus


@cache
def _catalog() -> Catalog:
    return Catalog.load()


def _read(text: str) -> DocumentReading:
    document = Document(kind=DocumentKind.LICENSE, path="LICENSE", text=text, sha256=f"{hash(text):x}")
    return read_document(document, _catalog())


def test_the_engine_reads_what_the_facts_say() -> None:
    licenses = known(_catalog())
    asked = {fact.rule for item in licenses.all for fact in item.clauses}
    both = read = said = 0
    for slug, name in corpus.ids().items():
        license = licenses.by_id(name)
        assert license is not None
        facts = {fact.rule for fact in license.clauses}
        found = {finding.rule for finding in _read(corpus.text(slug)).findings} & asked
        both, read, said = both + len(facts & found), read + len(found), said + len(facts)
    assert said > 500
    assert 2 * both / (read + said) >= 0.95


def test_the_engine_reads_the_quantities_of_the_facts() -> None:
    licenses = known(_catalog())
    checked = 0
    for slug, name in corpus.ids().items():
        license = licenses.by_id(name)
        findings = {finding.rule: finding for finding in _read(corpus.text(slug)).findings}
        for fact in license.clauses if license else ():
            if fact.rule.endswith("-threshold") and fact.quantity is not None and fact.rule in findings:
                found = findings[fact.rule].quantity
                assert found is not None, (slug, fact.rule)
                assert (found.number, found.unit) == (fact.quantity.number, fact.quantity.unit), (slug, fact.rule)
                checked += 1
    assert checked >= 8


_CAP = (
    "If the products that you offer with the work have more than 30 million monthly active users, you must obtain a "
    "separate license from the licensor before you go on using it."
)


def test_an_addition_names_the_clauses_it_brings() -> None:
    text = corpus.text("apache-2.0")
    found = _read(f"{text}\n\n{_CAP}\n").identity
    assert found.match is Match.ALTERED
    assert found.nearest is not None
    assert found.nearest.id == "Apache-2.0"
    added = [change for change in found.changes if change.kind == "added"]
    assert any("restrict.user-threshold" in change.rules for change in added)
    assert found.lost == ()


def test_a_clause_that_was_taken_out_is_lost() -> None:
    text = corpus.text("apache-2.0")
    start, end = text.index("7. Disclaimer of Warranty"), text.index("8. Limitation of Liability")
    found = _read(text[:start] + text[end:]).identity
    assert found.match is Match.ALTERED
    assert found.lost is not None
    assert "term.no-warranty" in found.lost


def test_nothing_is_called_lost_where_the_facts_are_not_known() -> None:
    text = corpus.text("apache-2.0")
    assert _read(text).identity.lost is None
    assert _read("Nobody knows these few words.").identity.lost is None
