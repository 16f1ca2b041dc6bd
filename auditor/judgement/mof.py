"""The class algorithm of the Model Openness Framework, as the Model Openness Tool runs it (version 8b5d30e).

A class shows progress only when all lower ones are complete; a research paper stands in for a missing technical report.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

_REPORT, _PAPER = "Technical report", "Research paper"
_NAMES = {3: "III", 2: "II", 1: "I"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One component. `license` None: no key, so that it inherits; "" or "unlicensed": none, and it inherits nothing."""

    component: str
    type: str
    class_: int
    required: bool
    present: bool
    license: str | None = None


@dataclass(frozen=True, slots=True)
class MofResult:
    """The class (None: none) and the progress of III, II and I in percent."""

    level: int | None
    progress: dict[int, float]

    @property
    def name(self) -> str:
        """The class in the framework's words."""
        return f"class {_NAMES[self.level]}" if self.level else "none"

    @property
    def total(self) -> float:
        """The mean of the three."""
        return sum(self.progress.values()) / 3


def mof_words(result: MofResult) -> str:
    """Class and progress in words: "none; III 83.3 %, II 0 %, I 0 %"."""
    parts = ", ".join(f"{_NAMES[level]} {result.progress[level]:.4g} %" for level in (3, 2, 1))
    return f"{result.name}; {parts}"


def mof_class(rows: Iterable[Row], wide: Mapping[str, str], open_ids: Collection[str]) -> MofResult:
    """Class and progress of 17 component rows.

    `wide` are the licenses for everything of a kind: `code`, `data`, `document`, and `distribution` for all;
    `open_ids` the exact ids that count as open.
    """
    listed = list(rows)
    required = {level: [row for row in listed if row.required and row.class_ == level] for level in (3, 2, 1)}
    included = {row.component for row in listed if row.present and _license(row, wide) in open_ids}
    paper = next((row for row in listed if row.component == _PAPER), None)
    stands_in = paper is not None and paper.present and _REPORT not in included
    progress = {level: _progress(level, required, included, stands_in) for level in (3, 2, 1)}
    level = next((level for level in (1, 2, 3) if progress[level] == 100.0), None)
    return MofResult(level, progress)


def _license(row: Row, wide: Mapping[str, str]) -> str | None:
    if row.license is not None:
        return None if row.license in ("", "unlicensed") else row.license
    return wide.get(row.type) or wide.get("distribution")


def _progress(level: int, required: dict[int, list[Row]], included: set[str], stands_in: bool) -> float:
    total = met = 0
    for step in range(3, level - 1, -1):
        names = {row.component for upper in range(3, step - 1, -1) for row in required[upper]}
        total = len(names)
        met = len(names & included)
        if stands_in and _PAPER in included and step != 1:
            # The paper counts in the place of the report, until class I asks for it in its own right.
            met += 1
        wanted = total - 1 if step == 1 and stands_in and _PAPER in included else total
        if met < wanted:
            if step > level:
                return 0.0
            break
    if level == 1 and stands_in and _PAPER in included:
        total -= 1
    return min(100.0, met / total * 100) if total else 0.0
