"""The policy against reports: certain violations, what is unknown, overrides, licenses by their alternatives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.catalog.catalog import Catalog
from auditor.catalog.use import UseRules
from auditor.check.evaluate import Breach, Certainty, evaluate, is_pinned
from auditor.check.expressions import is_allowed, is_denied
from auditor.discovery.findings import Reference, Status
from auditor.errors import UsageError
from auditor.nouns import Basis, Disclosure, DisclosureFinding, Finding, Flag, Gap, GapReason, Grade, Quantity, Verdict
from auditor.policy import Override, Rules, UseProfile
from tests.comparison.conftest import report

VIOLATED, UNKNOWN = Certainty.VIOLATED, Certainty.UNKNOWN


@pytest.fixture(scope="module")
def use_rules() -> UseRules:
    return Catalog.load().use_rules


def finding(rule: str, verdict: Verdict = Verdict.FOUND, quantity: Quantity | None = None) -> Finding:
    return Finding(
        rule=rule, verdict=verdict, basis=Basis.TEXT, grade=Grade.VERIFIED, confidence=0.9, quantity=quantity
    )


def reference(file: str = "app.py", revision: str | None = None) -> Reference:
    return Reference(file=file, line=3, model="a/b", revision=revision, status=Status.DECLARED, how="made by hand")


def told(breaches: tuple[Breach, ...]) -> list[tuple[str, Certainty]]:
    return [(breach.rule, breach.certainty) for breach in breaches]


def test_an_empty_policy_demands_nothing(use_rules: UseRules) -> None:
    assert evaluate(report("a/b", 0, (0, 0), (0, 0)), Rules(), (reference(),), use_rules) == ()


@pytest.mark.parametrize(("low", "high", "expected"), [(4, 4, []), (2, 2, [VIOLATED]), (2, 4, [UNKNOWN])])
def test_a_class_is_violated_only_if_its_high_end_fails(
    use_rules: UseRules, low: int, high: int, expected: list[Certainty]
) -> None:
    made = report("a/b", low, (50, 50), (1, 1), level_high=high)
    assert [breach.certainty for breach in evaluate(made, Rules(min_class=3), (), use_rules)] == expected


def test_axes_are_bounds_too(use_rules: UseRules) -> None:
    made = report("a/b", 3, (40, 60), (10, 20))
    breaches = evaluate(made, Rules(min_permission=50, min_transparency=30), (), use_rules)
    assert told(breaches) == [("policy.min-permission", UNKNOWN), ("policy.min-transparency", VIOLATED)]


def test_a_forbidden_clause_is_a_violation_and_an_unread_one_is_unknown(use_rules: UseRules) -> None:
    made = replace(
        report("a/b", 3, (1, 1), (1, 1)),
        findings=(finding("restrict.acceptable-use"), finding("restrict.no-derivatives", Verdict.UNKNOWN)),
    )
    breaches = evaluate(made, Rules(forbidden_rules=("restrict.*",)), (), use_rules)
    assert told(breaches) == [("restrict.acceptable-use", VIOLATED), ("restrict.no-derivatives", UNKNOWN)]


def test_a_threshold_bites_only_if_it_applies_to_this_user(use_rules: UseRules) -> None:
    limit = finding("restrict.user-threshold", quantity=Quantity(number=5e6, unit="MAU", period="month"))
    made = replace(report("a/b", 3, (1, 1), (1, 1)), findings=(limit,))
    policy = Rules(forbidden_rules=("restrict.user-threshold",))
    assert told(evaluate(made, policy, (), use_rules)) == [("restrict.user-threshold", VIOLATED)]
    small = replace(policy, use=UseProfile(monthly_users=1e6))
    assert evaluate(made, small, (), use_rules) == ()
    large = replace(policy, use=UseProfile(monthly_users=1e7))
    assert told(evaluate(made, large, (), use_rules)) == [("restrict.user-threshold", VIOLATED)]


def test_flags_are_forbidden_by_their_ids(use_rules: UseRules) -> None:
    made = replace(report("a/b", 3, (1, 1), (1, 1)), flags=(Flag(id="flag.claim-against-terms", severity="high"),))
    breaches = evaluate(made, Rules(forbidden_rules=("flag.*",)), (), use_rules)
    assert told(breaches) == [("flag.claim-against-terms", VIOLATED)]


def test_required_rules_take_clauses_and_disclosures(use_rules: UseRules) -> None:
    said = DisclosureFinding(rule="data.pretraining", verdict=Disclosure.PARTIAL, grade=Grade.OBSERVED, confidence=0.8)
    unread = replace(said, rule="code.training", verdict=Disclosure.UNKNOWN)
    made = replace(report("a/b", 3, (1, 1), (1, 1)), disclosures=(unread, said), findings=(finding("grant.patent"),))
    policy = Rules(required_rules=("grant.patent", "data.pretraining", "code.training", "grant.copyright"))
    assert told(evaluate(made, policy, (), use_rules)) == [("code.training", UNKNOWN), ("grant.copyright", VIOLATED)]


def with_license(license: str | None, gaps: tuple[Gap, ...] = ()) -> object:
    made = report("a/b", 3, (1, 1), (1, 1))
    return replace(made, license=replace(made.license, concluded=license), gaps=gaps)


@pytest.mark.parametrize(
    ("license", "allowed", "expected"),
    [
        ("Apache-2.0", ("Apache-2.0 OR MIT",), True),
        ("GPL-3.0-only", ("Apache-2.0 OR MIT",), False),
        ("Apache-2.0 OR GPL-3.0-only", ("Apache-2.0",), True),
        ("Apache-2.0 AND GPL-3.0-only", ("Apache-2.0",), False),
        ("Apache-2.0 AND MIT", ("Apache-2.0", "MIT"), True),
        ("Apache-2.0 AND GPL-3.0-only", ("Apache-2.0 AND GPL-3.0-only",), True),
        ("GPL-3.0-only", ("Apache-2.0 AND GPL-3.0-only",), True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ("GPL-2.0-only",), False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ("GPL-2.0-only WITH Classpath-exception-2.0",), True),
        ("LicenseRef-somebody-1.0", ("LicenseRef-somebody-1.0",), True),
        ("not an expression at all", ("Apache-2.0",), False),
    ],
)
def test_a_license_is_allowed_by_its_alternatives(license: str, allowed: tuple[str, ...], expected: bool) -> None:
    assert is_allowed(license, allowed) is expected


@pytest.mark.parametrize(
    ("license", "denied", "expected"),
    [
        ("GPL-3.0-only", ("GPL-3.0-only",), True),
        ("GPL-3.0-only OR MIT", ("GPL-3.0-only",), False),
        ("GPL-3.0-only AND MIT", ("GPL-3.0-only",), True),
        ("MIT", ("GPL-3.0-only",), False),
    ],
)
def test_a_license_is_denied_if_no_alternative_is_free(license: str, denied: tuple[str, ...], expected: bool) -> None:
    assert is_denied(license, denied) is expected


def test_a_list_entry_that_is_no_expression_is_refused() -> None:
    with pytest.raises(UsageError):
        is_allowed("MIT", ("Apache License",))


def test_no_license_at_all_is_unknown_while_something_is_unread(use_rules: UseRules) -> None:
    policy = Rules(allowed_licenses=("MIT",))
    unread = (Gap(document="LICENSE", reason=GapReason.GATED_AUTO),)
    assert told(evaluate(with_license(None), policy, (), use_rules)) == [("policy.allowed-licenses", VIOLATED)]  # type: ignore[arg-type]
    assert told(evaluate(with_license(None, unread), policy, (), use_rules)) == [("policy.allowed-licenses", UNKNOWN)]  # type: ignore[arg-type]


def test_pins_are_whole_commits(use_rules: UseRules) -> None:
    assert is_pinned("0e9e39f249a16976918f6564b8830bc894c89659")
    assert not is_pinned("0e9e39f") and not is_pinned("main") and not is_pinned(None)
    policy = Rules(require_pinned=True)
    made = report("a/b", 3, (1, 1), (1, 1))
    (breach,) = evaluate(made, policy, (reference(revision="main"),), use_rules)
    assert "app.py:3" in breach.message
    assert evaluate(made, policy, (reference(revision="a" * 40),), use_rules) == ()


def test_gates_are_forbidden_on_demand(use_rules: UseRules) -> None:
    made = replace(report("a/b", 3, (1, 1), (1, 1)), gated="auto")
    assert told(evaluate(made, Rules(allow_gated=False), (), use_rules)) == [("policy.allow-gated", VIOLATED)]


def test_an_override_by_path_holds_only_if_all_references_lie_there(use_rules: UseRules) -> None:
    policy = Rules(min_class=4, override=(Override(path="tests/**", min_class=1),))
    made = report("a/b", 2, (1, 1), (1, 1))
    assert evaluate(made, policy, (reference("tests/x.py"),), use_rules) == ()
    assert len(evaluate(made, policy, (reference("tests/x.py"), reference("app.py")), use_rules)) == 1


def test_an_override_by_model_changes_the_use_profile(use_rules: UseRules) -> None:
    policy = Rules(
        forbidden_rules=("restrict.non-commercial",),
        use=UseProfile(commercial=True),
        override=(Override(model="a/*", use=UseProfile(commercial=False)),),
    )
    made = replace(report("a/b", 2, (1, 1), (1, 1)), findings=(finding("restrict.non-commercial"),))
    assert evaluate(made, policy, (), use_rules) == ()
    assert len(evaluate(replace(made, id="c/d"), policy, (), use_rules)) == 1
