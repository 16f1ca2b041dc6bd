"""Conditions on a case: true, false or unknown, with what decided. The only interpreter of the one grammar.

Combination is Kleene's strong logic: `all` is false if one part is false, true if every part is true, else unknown.
What a single part asks stands in `found_atoms` and `license_atoms`.
"""

from __future__ import annotations

from auditor.catalog.conditions import AtLeast, Condition
from auditor.judgement.case import Case
from auditor.judgement.found_atoms import FOUND_ATOMS
from auditor.judgement.license_atoms import LICENSE_ATOMS
from auditor.judgement.reasons import Answer, Reason
from auditor.nouns import Verdict


def evaluate(condition: Condition, case: Case) -> Answer:
    """The value of `condition` for this case, with what decided it."""
    if case.memo is None or not condition.local:
        return _evaluate(condition, case)
    memo = case.memo.of(condition)
    found: Answer | None = memo.get(id(condition))
    if found is None:
        found = memo[id(condition)] = _evaluate(condition, case)
    return found


def _evaluate(condition: Condition, case: Case) -> Answer:
    combined = _COMBINATIONS.get(condition.kind)
    if combined is None:
        return _atom(condition, case)
    answer = combined(condition, case)
    return _named(condition, answer) if condition.name else answer


def _named(condition: Condition, answer: Answer) -> Answer:
    reasons = tuple(
        Reason(reason.id, reason.text, reason.verdict, reason.evidence, reason.gap, reason.name or condition.name)
        for reason in answer.reasons
    )
    return Answer(answer.value, reasons)


def _all(condition: Condition, case: Case) -> Answer:
    answers = []
    for part in condition.all or ():
        answer = evaluate(part, case)
        if answer.value is False:
            return answer
        answers.append(answer)
    return _joined(answers, True)


def _any(condition: Condition, case: Case) -> Answer:
    return _some(condition.any or (), case)


def _none(condition: Condition, case: Case) -> Answer:
    inner = _some(condition.none or (), case)
    return Answer(None if inner.value is None else not inner.value, inner.reasons)


def _some(parts: tuple[Condition, ...], case: Case) -> Answer:
    """True with every part that holds: a reader wants all the clauses that bar a level, not the first."""
    answers = [evaluate(part, case) for part in parts]
    if any(answer.value for answer in answers):
        return Answer(True, _reasons(answers, True))
    return _joined(answers, False)


def _joined(answers: list[Answer], settled: bool) -> Answer:
    if any(answer.value is None for answer in answers):
        return Answer(None, _reasons(answers, None))
    return Answer(settled, _reasons(answers, settled))


def _reasons(answers: list[Answer], value: bool | None) -> tuple[Reason, ...]:
    return tuple(reason for answer in answers if answer.value is value for reason in answer.reasons)


def _count(condition: Condition, case: Case) -> Answer:
    wanted = condition.at_least
    assert isinstance(wanted, AtLeast)
    answers = [evaluate(part, case) for part in wanted.of]
    true = sum(answer.value is True for answer in answers)
    possible = sum(answer.value is not False for answer in answers)
    if true >= wanted.n:
        return Answer(True, _reasons(answers, True))
    if possible < wanted.n:
        return Answer(False, _reasons(answers, False) or _reasons(answers, True))
    return Answer(None, _reasons(answers, None))


_COMBINATIONS = {"all": _all, "any": _any, "none": _none, "at_least": _count}


_ATOMS = {**FOUND_ATOMS, **LICENSE_ATOMS}


def _atom(atom: Condition, case: Case) -> Answer:
    if atom.of == "base":
        if case.base is None:
            why = "no base is named" if case.has_base is False else "nothing is known of the base"
            return Answer(None, (Reason("base", why, Verdict.UNKNOWN, name=atom.name),))
        case = case.base
    value, reason = _ATOMS[atom.kind](atom, case)
    if atom.name:
        reason = Reason(reason.id, reason.text, reason.verdict, reason.evidence, reason.gap, atom.name)
    return Answer(value, (reason,))
