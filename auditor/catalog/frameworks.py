"""The record of a framework: somebody else's definition of openness, version-pinned, over the same findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.conditions import Condition, check_names
from auditor.catalog.reader import Faults, rename


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion: failed if `when_failed` holds, else met if `when_met`, else to be reviewed if `when_review`.

    If none of them holds and each is known: failed where `when_failed` is not given, met where `when_met` is not given,
    unknown where both are; or as `false_is` says. `unknown_is`: how unread evidence counts. `counts` false: shown, and
    no part of the result. `word` stands for the criterion in one line. MOF only: `component`, `type`, `class` and
    `required`; `when_met` says that the component is there, `in_repository` that it is a file of this repository.
    """

    id: str
    element: str
    question: str
    ref: str
    when_met: Condition | None = None
    when_failed: Condition | None = None
    when_review: Condition | None = None
    applies_if: Condition | None = None
    unknown_is: Literal["met", "failed", "review", "unknown"] = "unknown"
    false_is: Literal["met", "failed", "review", "unknown", ""] = ""
    counts: bool = True
    word: str = ""
    component: str = ""
    type: Literal["code", "data", "document", ""] = ""
    class_: int = rename("class", 0)
    required: bool = True
    in_repository: Condition | None = None

    def __post_init__(self) -> None:
        if self.when_met is None and self.when_failed is None and self.when_review is None:
            raise ValueError("a criterion has a condition: when_met, when_failed or when_review")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The framework's own words for the outcomes; an outcome without a word of its own is not printed apart."""

    met: str
    failed: str
    unknown: str
    review: str = ""
    not_applicable: str = "not applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A framework file.

    `words` name the outcome of a criterion, `result` that of the whole (default: the same words). `combine`: all (every
    criterion met), worst (the worst outcome: failed, unknown, review, met), mean (met counts 1, review a half, the rest
    0), ladder (the first criterion met, from the highest down), mof (the class algorithm). `order` is the place in a
    report. `licenses` are the ids that the framework counts as open, `also` what this tool adds to them.
    """

    schema: int
    id: str
    title: str
    version: str
    source: str
    why: str
    combine: Literal["all", "worst", "mean", "ladder", "mof"]
    words: Words
    criterion: tuple[Criterion, ...]
    result: Words | None = None
    applies_if: Condition | None = None
    note: str = ""
    order: int = 0
    #: What a second mean is called that takes in the criteria which do not count any more (mean only).
    wider: str = ""
    licenses: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
        if len({item.id for item in self.criterion}) != len(self.criterion):
            raise ValueError("a criterion stands twice")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Faults that need other files: conditions that name a rule, disclosure, facet or flag that does not exist."""
    for framework in records["frameworks"]:
        check_names(framework, f"frameworks/{framework.id}.toml", records, faults)
    for flag in records.get("flags", []):
        check_names(flag, f"flags/{flag.id}.toml", records, faults)
