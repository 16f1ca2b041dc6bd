"""Every flag and metadata rule on its own examples."""

from __future__ import annotations

import pytest

from auditor.catalog.catalog import Catalog
from auditor.catalog.flags import FlagRule
from auditor.catalog.metadata import MetadataRule
from auditor.judge import audit
from auditor.judgement.examples import flag_snapshot, metadata_snapshot
from auditor.nouns import Verdict

CATALOG = Catalog.load()


@pytest.mark.parametrize("rule", CATALOG.flag_rules, ids=lambda rule: rule.id)
def test_flag_is_raised_on_its_matches_only(rule: FlagRule) -> None:
    wrong = []
    for raised, examples in ((True, rule.examples.match), (False, rule.examples.no_match)):
        for example in examples:
            flags = [flag.id for flag in audit(flag_snapshot(example), CATALOG).flags]
            if (rule.id in flags) is not raised:
                wrong.append(f"{example.because}: raised {flags}")
    assert wrong == []


@pytest.mark.parametrize("rule", CATALOG.flag_rules, ids=lambda rule: rule.id)
def test_flag_says_something_on_both_sides(rule: FlagRule) -> None:
    for example in rule.examples.match:
        flag = next(flag for flag in audit(flag_snapshot(example), CATALOG).flags if flag.id == rule.id)
        assert flag.left_text.startswith(rule.left.text) and flag.right_text.startswith(rule.right.text)
        assert flag.left_text != rule.left.text or flag.right_text != rule.right.text


@pytest.mark.parametrize("rule", CATALOG.metadata_rules, ids=lambda rule: rule.id)
def test_metadata_rule_holds_on_its_matches_only(rule: MetadataRule) -> None:
    wrong = []
    for found, examples in ((True, rule.examples.match), (False, rule.examples.no_match)):
        for example in examples:
            findings = audit(metadata_snapshot(example), CATALOG).findings
            verdict = next(finding.verdict for finding in findings if finding.rule == rule.id)
            if (verdict is Verdict.FOUND) is not found:
                wrong.append(f"{example}: {verdict}")
    assert wrong == []


@pytest.mark.parametrize("rule", (*CATALOG.flag_rules, *CATALOG.metadata_rules), ids=lambda rule: rule.id)
def test_rule_has_three_examples_of_each_kind(rule: FlagRule | MetadataRule) -> None:
    assert len(rule.examples.match) >= 3
    assert len(rule.examples.no_match) >= 3
    assert all(example.because for example in rule.examples.no_match)
