"""Frameworks: definitions by others over the same findings, each in its own words. Only the combiners are code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditor.catalog import frameworks as data
from auditor.judgement.case import Case
from auditor.judgement.conditions import evaluate
from auditor.judgement.mof import Row, mof_class, mof_words
from auditor.judgement.reasons import Answer, Reason
from auditor.nouns import Component, Criterion, FrameworkResult, Verdict

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one criterion ended: met, failed, review, unknown or not-applicable, and why."""

    criterion: data.Criterion
    state: str
    reasons: tuple[Reason, ...] = ()


def judge_frameworks(frameworks: tuple[data.Framework, ...], case: Case) -> tuple[FrameworkResult, ...]:
    """The result of every framework, in their own order."""
    ordered = sorted(frameworks, key=lambda item: (item.order, item.id))
    return case.once("frameworks", lambda: tuple(judge(item, case) for item in ordered))


def judge(framework: data.Framework, case: Case) -> FrameworkResult:
    """One framework over a case."""
    outcomes = tuple(_outcome(criterion, case) for criterion in framework.criterion)
    counted = tuple(item for item in outcomes if item.criterion.counts and item.state != "not-applicable")
    applies = evaluate(framework.applies_if, case) if framework.applies_if is not None else Answer(True)
    extra: tuple[Criterion, ...] = ()
    score: float | None = None
    if applies.value is False:
        result = summary = (framework.result or framework.words).not_applicable
    elif framework.combine == "mof":
        result, summary, extra = _mof(framework, outcomes, case)
    else:
        result, summary, score = _COMBINERS[framework.combine](framework, counted)
    if framework.wider:
        extra = (*extra, _wider(framework, outcomes))
    if applies.value is None and framework.note:
        extra = (*extra, _scope_note(framework))
    return FrameworkResult(
        name=framework.id,
        title=framework.title,
        version=framework.version,
        result=result,
        score=score,
        criteria=(*(_printed(framework, item) for item in outcomes), *extra),
        summary=summary,
    )


def _wider(framework: data.Framework, outcomes: tuple[Outcome, ...]) -> Criterion:
    """The mean as an earlier edition took it: over the criteria that were dropped since, too."""
    return Criterion(
        id="wider",
        element="score",
        question=framework.wider,
        result=f"{mean([item.state for item in outcomes]):.2f}",
        ref=framework.source,
    )


def _scope_note(framework: data.Framework) -> Criterion:
    """That it is not known whether the framework applies at all."""
    return Criterion(
        id="applies",
        element="scope",
        question="Does this definition apply to the model?",
        result=framework.words.unknown,
        ref=framework.version,
        because=framework.note,
    )


def _outcome(criterion: data.Criterion, case: Case) -> Outcome:
    if criterion.applies_if is not None and evaluate(criterion.applies_if, case).value is False:
        return Outcome(criterion, "not-applicable")
    failed, met, review = (
        evaluate(condition, case) if condition is not None else Answer(False)
        for condition in (criterion.when_failed, criterion.when_met, criterion.when_review)
    )
    if failed.value:
        return Outcome(criterion, "failed", failed.reasons)
    if failed.value is False and met.value:
        return Outcome(criterion, "met", met.reasons)
    if failed.value is False and review.value:
        # What was not seen and could have made it better is told too.
        return Outcome(criterion, "review", (*review.reasons, *(met.reasons if met.value is None else ())))
    asked = (failed, met, review)
    if any(answer.value is None for answer in asked):
        reasons = tuple(reason for answer in asked if answer.value is None for reason in answer.reasons)
        return Outcome(criterion, criterion.unknown_is, reasons)
    reasons = (*failed.reasons, *met.reasons, *review.reasons)
    if criterion.false_is:
        return Outcome(criterion, criterion.false_is, reasons)
    if criterion.when_failed is None and criterion.when_met is not None:
        return Outcome(criterion, "failed", reasons)
    return Outcome(criterion, "met" if criterion.when_met is None else "unknown", reasons)


def _printed(framework: data.Framework, item: Outcome) -> Criterion:
    shown = item.reasons[:_SHOWN]
    texts = dict.fromkeys(reason.id if reason.text == "found" else f"{reason.id} ({reason.text})" for reason in shown)
    return Criterion(
        id=item.criterion.id,
        element=item.criterion.element,
        question=item.criterion.question,
        result=word(framework.words, item.state),
        ref=item.criterion.ref,
        evidence=tuple(dict.fromkeys(place for reason in shown for place in reason.evidence))[:_SHOWN],
        gap=next((reason.gap for reason in item.reasons if reason.gap is not None), None)
        if any(reason.verdict is Verdict.UNKNOWN for reason in item.reasons)
        else None,
        because=", ".join(texts),
    )


def word(words: data.Words, state: str) -> str:
    """The framework's word for an outcome."""
    return {
        "met": words.met,
        "failed": words.failed,
        "review": words.review or words.unknown,
        "unknown": words.unknown,
        "not-applicable": words.not_applicable,
    }[state]


_Combined = tuple[str, str, float | None]


def _named(outcomes: tuple[Outcome, ...], state: str) -> str:
    names = dict.fromkeys(item.criterion.word or item.criterion.element for item in outcomes if item.state == state)
    return ", ".join(names)


def _by_rank(framework: data.Framework, outcomes: tuple[Outcome, ...], ranks: tuple[str, ...]) -> _Combined:
    state = next((rank for rank in ranks if any(item.state == rank for item in outcomes)), "met")
    text = word(framework.result or framework.words, state)
    names = _named(outcomes, state) if state != "met" else ""
    return text, f"{text} ({names})" if names else text, None


def _all(framework: data.Framework, outcomes: tuple[Outcome, ...]) -> _Combined:
    return _by_rank(framework, outcomes, ("failed", "unknown", "review"))


def _mean(framework: data.Framework, outcomes: tuple[Outcome, ...]) -> _Combined:
    score = mean([item.state for item in outcomes])
    return f"{score:.2f}", f"{score:.2f}", score


def mean(states: list[str]) -> float:
    """The unweighted mean of outcomes: met 1, review a half, everything else nothing; four decimals."""
    halves = sum({"met": 2, "review": 1}.get(state, 0) for state in states)
    return round(halves / (2 * len(states)), 4) if states else 0.0


def _ladder(framework: data.Framework, outcomes: tuple[Outcome, ...]) -> _Combined:
    """The first criterion met, from the highest down; unknown ones above it are said."""
    words = framework.result or framework.words
    above: list[str] = []
    for item in outcomes:
        if item.state == "met":
            name = item.criterion.word or item.criterion.element
            return name, f"{name} (or {above[0]})" if above else name, None
        if item.state == "unknown":
            above.append(item.criterion.word or item.criterion.element)
    text = words.unknown if above else words.failed
    return text, text, None


def _mof(
    framework: data.Framework, outcomes: tuple[Outcome, ...], case: Case
) -> tuple[str, str, tuple[Criterion, ...]]:
    """Class and progress as inherited from the repository's license, and with own licenses for what lies elsewhere."""
    openly = frozenset((*framework.licenses, *framework.also))
    rows = {strict: tuple(_row(item, case, strict) for item in outcomes) for strict in (False, True)}
    wide = {"distribution": case.license.concluded} if case.license.concluded else {}
    found = {strict: mof_class(rows[strict], wide, openly) for strict in (False, True)}
    extra = tuple(
        Criterion(
            id="strict" if strict else "inherited",
            element="class",
            result=mof_words(found[strict]),
            question="Class and progress, "
            + (
                "the repository's license for its own files only"
                if strict
                else "the repository's license for every component without its own"
            ),
            ref=framework.source,
        )
        for strict in (False, True)
    )
    inherited, strict_result = found[False].name, found[True].name
    result = inherited if inherited == strict_result else f"{inherited} inherited, {strict_result} strict"
    return result, result, extra


def _row(item: Outcome, case: Case, strict: bool) -> Row:
    criterion = item.criterion
    own = next((entry.license for entry in case.components if entry.component == _PARTS[criterion.type]), None)
    if criterion.type == "data" and criterion.element == "parameters":
        own = None
    inside = criterion.in_repository is not None and evaluate(criterion.in_repository, case).value
    # Strict: what is not a file of this repository inherits nothing from it.
    license_id = own if own is not None else "unlicensed" if strict and not inside else None
    return Row(
        component=criterion.component,
        type=criterion.type,
        class_=criterion.class_,
        required=criterion.required,
        present=item.state == "met",
        license=license_id,
    )


_PARTS = {"code": Component.CODE, "data": Component.DATA, "document": Component.DOCS, "": None}
_COMBINERS: dict[str, Callable[[data.Framework, tuple[Outcome, ...]], _Combined]] = {
    "all": _all,
    "worst": _all,
    "mean": _mean,
    "ladder": _ladder,
}
