"""What a condition answers: true, false or unknown, with the reasons that decided it."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.nouns import Evidence, Gap, Verdict


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided: an id with words, its evidence, or the gap that keeps it from being known.

    `verdict` says whether the thing named was found, is absent, or is unknown; `name` is the condition's own name.
    """

    id: str
    text: str
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    gap: Gap | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of a condition (None: unknown) and the reasons that decided it, in the order written."""

    value: bool | None
    reasons: tuple[Reason, ...] = ()


#: The value of an atom (None: unknown), with what decided it.
Told = tuple[bool | None, Reason]


def verdict_of(value: bool | None) -> Verdict:
    return Verdict.UNKNOWN if value is None else Verdict.FOUND if value else Verdict.ABSENT
