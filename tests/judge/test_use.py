""" "May I?": thresholds against the user's numbers, places, duties, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.catalog.catalog import Catalog
from auditor.catalog.use import UseRules
from auditor.errors import UsageError
from auditor.judgement.use import UseAnswer, may_use
from auditor.nouns import Basis, Finding, Grade, Quantity, Value, Verdict
from auditor.policy import UseProfile, parse_use
from tests.comparison.conftest import report

NOTHING = UseProfile(commercial=False, hosting=False, trains_models_on_outputs=False, territory=())


@pytest.fixture(scope="module")
def rules() -> UseRules:
    return Catalog.load().use_rules


def found(rule: str, quantity: Quantity | None = None, places: tuple[str, ...] = ()) -> Finding:
    return Finding(
        rule=rule,
        verdict=Verdict.FOUND,
        basis=Basis.TEXT,
        grade=Grade.VERIFIED,
        confidence=0.9,
        quantity=quantity,
        values=tuple(Value(kind="place", text=place) for place in places),
    )


def answer(rules: UseRules, profile: UseProfile, *findings: Finding) -> UseAnswer:
    made = replace(report("a/b", 3, (50, 50), (1, 1)), findings=(found("grant.copyright"), *findings))
    return may_use(made, profile, rules).answer


def test_a_bare_grant_allows(rules: UseRules) -> None:
    assert answer(rules, NOTHING) is UseAnswer.ALLOWED


def test_no_grant_forbids_and_an_unread_one_needs_reading(rules: UseRules) -> None:
    bare = report("a/b", 0, (0, 0), (0, 0))
    absent = replace(found("grant.copyright"), verdict=Verdict.ABSENT)
    assert may_use(replace(bare, findings=(absent,)), NOTHING, rules).answer is UseAnswer.FORBIDDEN
    assert may_use(bare, NOTHING, rules).answer is UseAnswer.READING


def test_a_ban_bites_only_on_the_use_it_bans(rules: UseRules) -> None:
    ban = found("restrict.non-commercial")
    assert answer(rules, NOTHING, ban) is UseAnswer.ALLOWED
    assert answer(rules, replace(NOTHING, commercial=True), ban) is UseAnswer.FORBIDDEN


def test_what_is_not_said_counts_as_done(rules: UseRules) -> None:
    assert answer(rules, replace(NOTHING, commercial=None), found("restrict.non-commercial")) is UseAnswer.FORBIDDEN


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        (4e6, UseAnswer.WITH_DUTIES),
        (5e6, UseAnswer.WITH_DUTIES),
        (6e6, UseAnswer.FORBIDDEN),
        (None, UseAnswer.FORBIDDEN),
    ],
)
def test_users_are_compared_with_the_threshold(rules: UseRules, users: float | None, expected: UseAnswer) -> None:
    limit = found("restrict.user-threshold", Quantity(number=5e6, unit="MAU", period="month"))
    assert answer(rules, replace(NOTHING, monthly_users=users), limit) is expected


def test_a_monthly_revenue_is_compared_by_the_year(rules: UseRules) -> None:
    limit = found("restrict.revenue-threshold", Quantity(number=1e6, unit="USD", period="month"))
    assert answer(rules, replace(NOTHING, annual_revenue_usd=11e6), limit) is UseAnswer.WITH_DUTIES
    assert answer(rules, replace(NOTHING, annual_revenue_usd=13e6), limit) is UseAnswer.FORBIDDEN


def test_another_currency_is_not_guessed(rules: UseRules) -> None:
    limit = found("restrict.revenue-threshold", Quantity(number=1e6, unit="EUR", period="year"))
    assert answer(rules, replace(NOTHING, annual_revenue_usd=2e6), limit) is UseAnswer.READING


def test_a_daily_limit_can_only_be_missed_by_fewer_monthly_users(rules: UseRules) -> None:
    limit = found("restrict.user-threshold", Quantity(number=1e6, unit="DAU", period="day"))
    assert answer(rules, replace(NOTHING, monthly_users=5e5), limit) is UseAnswer.WITH_DUTIES
    assert answer(rules, replace(NOTHING, monthly_users=5e6), limit) is UseAnswer.READING


@pytest.mark.parametrize(
    ("territory", "expected"),
    [
        (("EU",), UseAnswer.FORBIDDEN),
        (("us",), UseAnswer.ALLOWED),
        (None, UseAnswer.FORBIDDEN),
        ((), UseAnswer.ALLOWED),
    ],
)
def test_a_place_is_compared_by_its_names(
    rules: UseRules, territory: tuple[str, ...] | None, expected: UseAnswer
) -> None:
    place = found("restrict.territory", places=("the European Union", "the United Kingdom"))
    assert answer(rules, replace(NOTHING, territory=territory), place) is expected


def test_a_place_is_a_whole_name(rules: UseRules) -> None:
    place = found("restrict.territory", places=("Neuland",))
    assert answer(rules, replace(NOTHING, territory=("EU",)), place) is UseAnswer.ALLOWED


def test_an_unread_clause_never_allows(rules: UseRules) -> None:
    unread = replace(found("restrict.territory"), verdict=Verdict.UNKNOWN)
    assert answer(rules, replace(NOTHING, territory=("EU",)), unread) is UseAnswer.READING


def test_duties_are_things_to_do_with_their_clause(rules: UseRules) -> None:
    made = replace(
        report("a/b", 3, (50, 50), (1, 1)), findings=(found("grant.copyright"), found("oblige.attribution-notice"))
    )
    verdict = may_use(made, NOTHING, rules)
    assert verdict.answer is UseAnswer.WITH_DUTIES
    assert [duty.rule for duty in verdict.duties] == ["oblige.attribution-notice"]
    assert verdict.duties[0].because.startswith("Keep ")


def test_the_short_form_names_what_is_done() -> None:
    profile = parse_use("commercial,hosting,territory=EU+KR,monthly_users=2e6")
    assert profile == UseProfile(
        commercial=True,
        hosting=True,
        trains_models_on_outputs=False,
        territory=("EU", "KR"),
        monthly_users=2e6,
    )


@pytest.mark.parametrize("text", ["comercial", "monthly_users=many", "", "territory=EU,=3"])
def test_a_profile_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_use(text)
