"""The work behind `auditor audit`: read, judge, write, and say with which code to end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE, INCOMPLETE, strongest
from auditor.cli.demands import Demands, verdict_code
from auditor.cli.messages import tell_error
from auditor.cli.output import Writing
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.cli.spool import Spool
from auditor.errors import UsageError
from auditor.nouns import AuditReport, ModelSnapshot
from auditor.policy import UseProfile, parse_use
from auditor.render.formats import AUDIT_RENDERERS, AUDIT_VIEWS
from auditor.render.results import AuditResult, Failure
from auditor.render.terminal import printable

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.judgement.use import UseVerdict
    from auditor.names import ModelRef
    from auditor.sources import Outcome, SourceOptions

__all__ = ["Demands", "Reading", "View", "run_audit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How the answer is written, and what the table holds beside the overview."""

    writing: Writing
    explain: bool
    frameworks: tuple[str, ...]
    use: str | None = None


def run_audit(
    models: Sequence[str],
    view: View,
    demands: Demands,
    reading: Reading,
    rules: Sequence[Path] | None,
) -> int:
    """Audit the models, write the results and return the exit code."""
    writer = view.writing.by(_renderers(view))
    profile = parse_use(view.use) if view.use else None
    catalog = load_catalog(rules)
    frameworks = known_frameworks(view.frameworks, catalog)
    demands.check(catalog)
    refs = parse_models(models)
    options = source_options(reading)
    result, code = _judge_all(refs, options, catalog, Progress(len(refs), reading.quiet), demands)
    _tell_failures(result, reading)
    shown = AuditResult(
        reports=result.reports,
        failures=result.failures,
        explain=view.explain,
        frameworks=frameworks,
        may_use=_may_use(profile, catalog),
    )
    writer.write(shown, catalog.sha256)
    return code


def _may_use(profile: UseProfile | None, catalog: Catalog) -> Callable[[AuditReport], UseVerdict] | None:
    """From a report to what its terms say to the user's profile; None without one."""
    if profile is None:
        return None
    from auditor.judgement.use import may_use

    return lambda report: may_use(report, profile, catalog.use_rules)


def parse_models(arguments: Sequence[str]) -> tuple[ModelRef, ...]:
    """The model arguments, `-` replaced by the lines of stdin. Raises UsageError for one that names nothing."""
    from auditor.names import parse_model, read_arguments

    refs = tuple(parse_model(argument) for argument in read_arguments(arguments, sys.stdin))
    if not refs:
        raise UsageError("no model named", "Give ORG/NAME, or a list of names on stdin.")
    return refs


def known_frameworks(names: Sequence[str], catalog: Catalog) -> tuple[str, ...]:
    """The names as the catalog writes them. Raises UsageError with near matches for an unknown one."""
    import difflib

    known = {framework.id.casefold(): framework.id for framework in catalog.frameworks}
    for name in names:
        if name.casefold() not in known:
            near = difflib.get_close_matches(name.casefold(), known, n=1)
            hint = f"Did you mean {known[near[0]]!r}? " if near else ""
            raise UsageError(f"no framework is called {name!r}", f"{hint}Known: {', '.join(known.values())}.")
    return tuple(known[name.casefold()] for name in names)


def _judge_all(
    refs: tuple[ModelRef, ...],
    options: SourceOptions,
    catalog: Catalog,
    progress: Progress,
    demands: Demands,
) -> tuple[AuditResult, int]:
    """Every report that could be made, and the exit code. Ctrl-C ends the reading and keeps what was read."""
    reports = Spool[AuditReport]()
    failures: list[Failure] = []
    codes = [DONE]
    try:
        for outcome in _outcomes(refs, options, catalog, progress):
            if outcome.error is not None:
                failures.append(Failure(outcome.ref.text, outcome.error.message, outcome.error.hint))
                codes.append(outcome.error.exit_code)
            elif outcome.snapshot is not None:
                report = _judged(outcome.snapshot, catalog)
                reports.append(report)
                codes.append(verdict_code(report, outcome.snapshot, demands))
    except KeyboardInterrupt:
        if not reports:
            raise
        codes.append(INCOMPLETE)
        progress.note(f"interrupted: {len(reports)} of {len(refs)} models were read; run again to go on")
    finally:
        progress.close()
    return AuditResult(reports=reports, failures=tuple(failures)), strongest(*codes)


def _outcomes(
    refs: tuple[ModelRef, ...], options: SourceOptions, catalog: Catalog, progress: Progress
) -> Iterator[Outcome]:
    from auditor.sources import read_models

    outcomes = read_models(refs, options, catalog, progress.step)
    try:
        yield from outcomes
    finally:
        # On Ctrl-C the reading threads end before the results are written.
        if isinstance(outcomes, Generator):
            outcomes.close()


def _judged(snapshot: ModelSnapshot, catalog: Catalog) -> AuditReport:
    from auditor.judge import audit

    return audit(snapshot, catalog)


def _tell_failures(result: AuditResult, reading: Reading) -> None:
    for failure in result.failures:
        tell_error(failure.message, failure.hint)
    if reading.verbose:
        for report in result.reports:
            gaps = "; ".join(f"{gap.document} ({gap.reason})" for gap in report.gaps) or "nothing"
            print(printable(f"{report.id}: read from {report.source}; not read: {gaps}"), file=sys.stderr)


def _renderers(view: View) -> dict[str, str]:
    """The renderers, with the table replaced by the view that was asked for."""
    if view.explain:
        return {**AUDIT_RENDERERS, "table": AUDIT_VIEWS["explain"]}
    if view.frameworks:
        return {**AUDIT_RENDERERS, "table": AUDIT_VIEWS["framework"]}
    return AUDIT_RENDERERS
