""" "May I?" on a terminal: the answer, the clauses that decide it, the duties as things to do."""

from __future__ import annotations

from auditor.judgement.use import UseReason, UseVerdict
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.terminal import printable, wrap

LABEL = 15


def use_lines(verdict: UseVerdict, canvas: Canvas) -> list[str]:
    """The answer, the clauses that decide it, and the duties as things to do."""
    head = canvas.style("bold", f"{'may I?':<{LABEL}}{verdict.answer}")
    lines = [head]
    for reason in verdict.reasons:
        lines += _labelled("because", f"{reason.rule}: {printable(reason.because)}{_place(reason)}", canvas)
    for duty in verdict.duties:
        lines += _labelled("to do", f"{printable(duty.because)} ({duty.rule}{_value(duty)}{_place(duty)})", canvas)
    return lines


def _labelled(label: str, text: str, canvas: Canvas) -> list[str]:
    lines = wrap(text, canvas.width - LABEL)
    return [f"{label if not at else '':<{LABEL}}{line}" for at, line in enumerate(lines)]


def _place(reason: UseReason) -> str:
    return f", {words.place(reason.evidence[0])}" if reason.evidence else ""


def _value(reason: UseReason) -> str:
    return f": {printable(reason.value)}" if reason.value else ""
