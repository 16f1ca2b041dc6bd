"""Every clause rule's own examples: what it must find and what it must not."""

from __future__ import annotations

import pytest

from auditor.catalog.clauses import ClauseRule, Example

from .conftest import Reader, shipped

RULES = shipped().clause_rules
EXAMPLES = [
    pytest.param(rule, example, wanted, id=f"{rule.id}-{'match' if wanted else 'no_match'}-{number}")
    for rule in RULES
    for wanted, examples in ((True, rule.examples.match), (False, rule.examples.no_match))
    for number, example in enumerate(examples)
]


@pytest.mark.parametrize(("rule", "example", "wanted"), EXAMPLES)
def test_example(rule: ClauseRule, example: Example, wanted: bool, clauses: Reader) -> None:
    found = clauses(example.text, example.document)
    assert (rule.id in found) is wanted, example.because or example.text


def test_every_clause_has_a_rule() -> None:
    ids = {rule.id for rule in RULES}
    assert len(ids) >= 44
    assert {prefix.partition(".")[0] for prefix in ids} == {"restrict", "oblige", "grant", "term"}
