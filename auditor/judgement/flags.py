"""Flags: contradictions and known patterns of overstated openness, each with the evidence of both sides."""

from __future__ import annotations

from dataclasses import replace

from auditor.catalog.flags import FlagRule, Side
from auditor.judgement.case import Case
from auditor.judgement.conditions import evaluate
from auditor.judgement.reasons import Reason
from auditor.nouns import Evidence, Flag

_SHOWN = 3
_SEVERITIES = ("high", "medium", "low", "note")


def raise_flags(rules: tuple[FlagRule, ...], case: Case) -> dict[str, Flag]:
    """The flags whose condition is true, most severe first. Unknown raises nothing; a flag may rest on earlier ones."""
    found: dict[str, Flag] = {}
    case = replace(case, flags=found)
    for rule in sorted(rules, key=lambda rule: (_SEVERITIES.index(rule.severity), rule.id)):
        answer = evaluate(rule.when, case)
        if answer.value:
            left, left_text = _side(rule.left, answer.reasons)
            right, right_text = _side(rule.right, answer.reasons)
            found[rule.id] = Flag(
                id=rule.id, severity=rule.severity, left=left, right=right, left_text=left_text, right_text=right_text
            )
    return found


def _side(side: Side, reasons: tuple[Reason, ...]) -> tuple[tuple[Evidence, ...], str]:
    """The evidence of the named conditions, and the side in words: its own text with what was seen."""
    own = [reason for reason in reasons if reason.name in side.atoms]
    places = tuple(dict.fromkeys(place for reason in own for place in reason.evidence))[:_SHOWN]
    seen = list(dict.fromkeys(_seen(reason) for reason in own))[:_SHOWN]
    return places, f"{side.text}: {', '.join(seen)}" if seen else side.text


def _seen(reason: Reason) -> str:
    return reason.id if reason.text in ("found", "") else f"{reason.id} ({reason.text})"
