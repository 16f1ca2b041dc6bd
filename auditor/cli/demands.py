"""What a caller demands of the models, and the exit code of one report: --min-class, --fail-on, --strict."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.cli.codes import DONE, INCOMPLETE, VIOLATED, strongest
from auditor.errors import UsageError
from auditor.nouns import PASSING_REASONS, AuditReport, ModelSnapshot, Verdict

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """`min_class`: the class to reach; `fail_on`: rules (globs) not to be found; `strict`: no gap allowed."""

    min_class: int | None = None
    fail_on: tuple[str, ...] = ()
    strict: bool = False

    def check(self, catalog: Catalog) -> None:
        """Raise UsageError for a rule that the catalog does not have: a demand that never bites is a mistake."""
        if not self.fail_on:
            return
        known = [
            rule.id for rules in (catalog.clause_rules, catalog.metadata_rules, catalog.flag_rules) for rule in rules
        ]
        for pattern in self.fail_on:
            if not fnmatch.filter(known, pattern):
                raise UsageError(
                    f"--fail-on {pattern}: no clause, weights rule or flag is called so", _near(pattern, known)
                )


def _near(pattern: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(pattern, known, n=3)
    return f"Near matches: {', '.join(near)}." if near else "`auditor rules` lists them."


def verdict_code(report: AuditReport, snapshot: ModelSnapshot, demands: Demands) -> int:
    """The exit code of one report: what is violated, what is not certain, what could not be read."""
    return strongest(_class_code(report, demands), _rules_code(report, demands), _gap_code(snapshot, demands))


def _class_code(report: AuditReport, demands: Demands) -> int:
    if demands.min_class is None or report.class_level.level >= demands.min_class:
        return DONE
    return INCOMPLETE if report.class_level.level_high >= demands.min_class else VIOLATED


def _rules_code(report: AuditReport, demands: Demands) -> int:
    codes = [DONE]
    for pattern in demands.fail_on:
        if any(fnmatch.fnmatchcase(flag.id, pattern) for flag in report.flags):
            codes.append(VIOLATED)
        for finding in report.findings:
            if fnmatch.fnmatchcase(finding.rule, pattern):
                codes.append({Verdict.FOUND: VIOLATED, Verdict.UNKNOWN: INCOMPLETE}.get(finding.verdict, DONE))
    return strongest(*codes)


def _gap_code(snapshot: ModelSnapshot, demands: Demands) -> int:
    gaps = [gap for gap in snapshot.gaps if demands.strict or gap.reason in PASSING_REASONS]
    return INCOMPLETE if gaps else DONE
