"""The one grammar of conditions: three-valued truth tables, and evidence of what decided."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.catalog.conditions import AtLeast, Condition, atoms
from auditor.catalog.reader import Faults, read, trust
from auditor.judgement.build import build_case
from auditor.judgement.case import Case
from auditor.judgement.conditions import evaluate
from auditor.nouns import Basis, Disclosure, DisclosureFinding, Evidence, FacetLevel, Finding, Grade, Verdict
from tests.judge.snapshots import CATALOG, snapshot

CASE = build_case(snapshot(), CATALOG)
STATES = {True: Verdict.FOUND, False: Verdict.ABSENT, None: Verdict.UNKNOWN}
VALUES = (True, False, None)


def case(*values: bool | None) -> Case:
    """A case in which the clauses c0, c1 … have these values."""
    findings = {
        f"restrict.c{number}": Finding(
            rule=f"restrict.c{number}",
            verdict=STATES[value],
            basis=Basis.TEXT,
            grade=Grade.VERIFIED,
            confidence=1.0,
            evidence=(Evidence(document="LICENSE", start=number, end=number + 1, line=1, quote="x"),) if value else (),
        )
        for number, value in enumerate(values)
    }
    return replace(CASE, findings=findings)


def clause(number: int) -> Condition:
    return Condition(rule=f"restrict.c{number}")


def kleene_all(values: tuple[bool | None, ...]) -> bool | None:
    return False if False in values else None if None in values else True


def kleene_any(values: tuple[bool | None, ...]) -> bool | None:
    return True if True in values else None if None in values else False


@pytest.mark.parametrize("values", list(itertools.product(VALUES, repeat=3)))
def test_truth_tables(values: tuple[bool | None, ...]) -> None:
    parts = tuple(clause(number) for number in range(3))
    here = case(*values)
    assert evaluate(Condition(all=parts), here).value is kleene_all(values)
    assert evaluate(Condition(any=parts), here).value is kleene_any(values)
    some = kleene_any(values)
    assert evaluate(Condition(none=parts), here).value is (None if some is None else not some)


@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=7), st.integers(1, 7))
def test_at_least_is_true_or_false_only_when_it_is_certain(values: list[bool | None], n: int) -> None:
    condition = Condition(at_least=AtLeast(n=n, of=tuple(clause(number) for number in range(len(values)))))
    told = evaluate(condition, case(*values)).value
    filled = [
        sum(bool(value) for value in choice) >= n
        for choice in itertools.product(*[(value,) if value is not None else (True, False) for value in values])
    ]
    assert told is (True if all(filled) else False if not any(filled) else None)


def trees(depth: int = 3) -> st.SearchStrategy[Condition]:
    leaves = st.integers(0, 3).map(clause)
    if not depth:
        return leaves
    parts = st.lists(trees(depth - 1), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        leaves,
        parts.map(lambda items: Condition(all=items)),
        parts.map(lambda items: Condition(any=items)),
        parts.map(lambda items: Condition(none=items)),
        st.tuples(st.integers(1, 3), parts).map(lambda pair: Condition(at_least=AtLeast(n=pair[0], of=pair[1]))),
    )


@given(trees(), st.tuples(*[st.sampled_from(VALUES)] * 4))
def test_more_knowledge_never_turns_an_answer(tree: Condition, values: tuple[bool | None, ...]) -> None:
    """What is true or false while something is unknown stays so, whatever the unknown turns out to be."""
    told = evaluate(tree, case(*values)).value
    if told is None:
        return
    for choice in itertools.product(*[(value,) if value is not None else (True, False) for value in values]):
        assert evaluate(tree, case(*choice)).value is told


@given(trees(), st.tuples(*[st.sampled_from((True, False))] * 4))
def test_full_knowledge_always_decides(tree: Condition, values: tuple[bool, ...]) -> None:
    answer = evaluate(tree, case(*values))
    assert answer.value in (True, False)
    assert answer.reasons


def test_what_decided_is_named_with_its_evidence() -> None:
    answer = evaluate(Condition(any=(clause(0), clause(1), clause(2))), case(False, True, True))
    assert [reason.id for reason in answer.reasons] == ["restrict.c1", "restrict.c2"]
    assert answer.reasons[0].evidence[0].start == 1


def test_the_name_of_a_condition_reaches_its_reasons() -> None:
    answer = evaluate(Condition(none=(clause(0), clause(1)), name="terms"), case(True, False))
    assert answer.value is False
    assert {reason.name for reason in answer.reasons} == {"terms"}


def test_a_pattern_looks_at_every_rule_that_fits() -> None:
    wild = Condition(rule="restrict.*")
    assert evaluate(wild, case(False, None, True)).value is True
    assert evaluate(wild, case(False, None)).value is None
    assert evaluate(wild, case(False, False)).value is False


def told(verdict: Disclosure, grade: Grade = Grade.OBSERVED, **more: object) -> Case:
    finding = DisclosureFinding(rule="data.pretraining", verdict=verdict, grade=grade, confidence=1.0, **more)  # type: ignore[arg-type]
    return replace(CASE, disclosures={"data.pretraining": finding})


@pytest.mark.parametrize(
    ("verdict", "partial", "opened"),
    [
        (Disclosure.OPEN, True, True),
        (Disclosure.PARTIAL, True, False),
        (Disclosure.CLOSED, False, False),
        (Disclosure.UNSTATED, False, False),
        (Disclosure.UNKNOWN, None, None),
    ],
)
def test_disclosures_by_rank(verdict: Disclosure, partial: bool | None, opened: bool | None) -> None:
    here = told(verdict)
    assert evaluate(Condition(disclosure="data.pretraining", at_least="partial"), here).value is partial
    assert evaluate(Condition(disclosure="data.pretraining", at_least="open"), here).value is opened


def test_prose_without_an_address_moves_only_the_high_end() -> None:
    claimed = told(Disclosure.OPEN, Grade.CLAIMED)
    assert evaluate(Condition(disclosure="data.pretraining", at_least="open"), claimed).value is None
    words = Condition(disclosure="data.pretraining", at_least="open", in_words=True)
    assert evaluate(words, claimed).value is True


def test_silence_is_unknown_while_a_linked_document_is_unread() -> None:
    silent = replace(told(Disclosure.UNSTATED), unread={"data.pretraining": "https://arxiv.org/abs/2401.00001"})
    answer = evaluate(Condition(disclosure="data.pretraining", at_least="partial"), silent)
    assert answer.value is None
    assert answer.reasons[0].gap is not None and answer.reasons[0].gap.document.startswith("https://arxiv.org")
    assert evaluate(Condition(disclosure="data.pretraining", is_="unstated"), silent).value is True
    closed = replace(told(Disclosure.CLOSED), unread=silent.unread)
    assert evaluate(Condition(disclosure="data.pretraining", at_least="partial"), closed).value is False


@pytest.mark.parametrize(("low", "high", "value"), [(3, 4, True), (0, 2, False), (1, 3, None)])
def test_facets_by_both_ends(low: int, high: int, value: bool | None) -> None:
    level = FacetLevel(id="license", axis="permission", weight=25, low=low, high=high, because="")
    here = replace(CASE, facets={"license": level})
    assert evaluate(Condition(facet="license", at_least=3.0), here).value is value


def test_a_facet_that_does_not_apply_bars_nothing() -> None:
    level = FacetLevel(id="data.tuning", axis="transparency", weight=8, low=0, high=0, because="", applicable=False)
    here = replace(CASE, facets={"data.tuning": level})
    assert evaluate(Condition(facet="data.tuning", at_least=3.0), here).value is True


def test_a_condition_on_a_base_that_is_not_known_is_unknown() -> None:
    assert evaluate(Condition(rule="restrict.non-commercial", of="base"), CASE).value is None


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"rule": "restrict.x", "facet": "license", "at_least": 3},
        {"facet": "license"},
        {"rule": "restrict.x", "is": "perhaps"},
        {"rule": "restrict.x", "at_least": 3},
        {"component": "code"},
        {"all": [{}]},
        {"at_least": {"n": 1}},
        {"rul": "restrict.x"},
    ],
)
def test_a_condition_that_says_nothing_or_two_things_is_refused(table: dict[str, object]) -> None:
    faults = Faults()
    assert read(Condition, table, "test.toml", faults) is None
    assert faults.lines


def test_a_condition_read_strictly_and_on_trust_is_the_same() -> None:
    table = {
        "at_least": {
            "n": 1,
            "of": [{"none": [{"rule": "restrict.x", "is": "absent"}]}, {"facet": "license", "at_least": 3}],
        }
    }
    faults = Faults()
    assert read(Condition, table, "test.toml", faults) == trust(Condition, table)
    assert len(list(atoms(trust(Condition, table)))) == 2
