"""The work behind `compare` and `timeline`: choose releases, judge them, and write the comparison."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE, strongest
from auditor.cli.messages import tell_error
from auditor.cli.output import Writing
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.comparison.releases import Audited, FamilyRelease, merge
from auditor.comparison.selection import Selection, audited, select, within
from auditor.comparison.timeline import frontier, lag_estimates, periods
from auditor.comparison.vendors import compare, difference
from auditor.errors import UsageError
from auditor.render.formats import COMPARE_RENDERERS, TIMELINE_RENDERERS
from auditor.render.results import CompareResult, Failure, TimelineResult, TimelineRow

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.systems import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which releases are wanted: names, organisations with how many models of each, and a range of dates."""

    names: tuple[str, ...]
    orgs: tuple[str, ...]
    top: int
    since: str | None
    until: str | None
    models: bool


def run_compare(
    choice: Choice,
    writing: Writing,
    reading: Reading,
    rules: Sequence[Path] | None,
) -> int:
    """Compare, write the result and return the exit code."""
    writer = writing.by(COMPARE_RENDERERS)
    catalog = load_catalog(rules)
    arguments = (*choice.names, *(f"org:{name}" for name in choice.orgs))
    if not arguments:
        raise UsageError("nothing named to compare", "Name vendors, for example: auditor compare meta openai google.")
    judge = _Judge(catalog, reading, choice)
    named = [(found.label, judge.releases(found)) for found in _distinct(catalog, arguments, choice)]
    rows = compare(named)
    result = CompareResult(
        rows=rows,
        difference=difference(rows[0], rows[1]) if len(rows) > 1 else None,
        models=choice.models,
        failures=tuple(judge.failures),
    )
    writer.write(result, catalog.sha256)
    return strongest(DONE, *judge.codes)


def _distinct(catalog: Catalog, arguments: Iterable[str], choice: Choice) -> list[Selection]:
    """What the arguments mean, each thing once."""
    found: dict[tuple[str, str], Selection] = {}
    for argument in arguments:
        selection = select(catalog, argument)
        if argument.removeprefix("org:") in choice.orgs:
            selection = select(catalog, f"org:{argument.removeprefix('org:')}")
        else:
            # Without --org an organisation is what the catalog knows of it, unless nothing is known.
            selection = selection if selection.kind != "org" or not selection.rows else _rows_only(selection)
        found.setdefault((selection.kind, selection.label.casefold()), selection)
    return list(found.values())


def _rows_only(selection: Selection) -> Selection:
    return Selection(label=selection.label, kind=selection.kind, rows=selection.rows)


class _Judge:
    """Turns selections into judged family releases; what could not be read is kept apart."""

    def __init__(self, catalog: Catalog, reading: Reading, choice: Choice) -> None:
        self._catalog, self._reading, self._choice = catalog, reading, choice
        self.failures: list[Failure] = []
        self.codes: list[int] = []

    def releases(self, selection: Selection) -> tuple[FamilyRelease, ...]:
        """The family releases of a selection, from the catalog or read from the source."""
        if selection.org:
            return merge(self._read(self._listed(selection.org)))
        if selection.hub_id:
            return merge(self._read([selection.hub_id]))
        return merge(judged_rows(self._catalog, within(selection.rows, self._choice.since, self._choice.until)))

    def _listed(self, org: str) -> list[str]:
        from auditor.sources.listing import list_models

        return list_models(org, self._choice.top, source_options(self._reading))

    def _read(self, hub_ids: Sequence[str]) -> list[Audited]:
        from auditor.judge import audit
        from auditor.names import parse_model
        from auditor.sources import read_models

        refs = tuple(parse_model(hub_id) for hub_id in hub_ids)
        progress = Progress(len(refs), self._reading.quiet)
        found: list[Audited] = []
        try:
            for outcome in read_models(refs, source_options(self._reading), self._catalog, progress.step):
                if outcome.snapshot is not None:
                    report = audit(outcome.snapshot, self._catalog, frameworks=False)
                    found.append(_audited_model(self._catalog, outcome.snapshot.id, report))
                elif outcome.error is not None:
                    self.failures.append(Failure(outcome.ref.text, outcome.error.message, outcome.error.hint))
                    self.codes.append(outcome.error.exit_code)
                    tell_error(outcome.error.message, outcome.error.hint)
        finally:
            progress.close()
        return found


def _audited_model(catalog: Catalog, hub_id: str, report: object) -> Audited:
    """A model that was read, with what the catalog knows of its release; its own name is its family otherwise."""
    from auditor.nouns import AuditReport
    from auditor.systems import find_by_hub_id

    assert isinstance(report, AuditReport)
    row = find_by_hub_id(catalog, hub_id)
    if row is not None:
        return audited(row, report)
    return Audited(report=report, vendor=hub_id.partition("/")[0], family=hub_id, name=hub_id, date="")


def judged_rows(catalog: Catalog, rows: Iterable[Row]) -> list[Audited]:
    """Rows of the catalog of systems, judged by what the catalog says of them."""
    from auditor.judge import audit
    from auditor.systems import catalog_snapshot

    return [audited(row, audit(catalog_snapshot(row, row[1].model), catalog, frameworks=False)) for row in rows]


def run_timeline(
    choice: Choice,
    writing: Writing,
    rules: Sequence[Path] | None,
) -> int:
    """Follow openness over time, write the result and return the exit code."""
    writer = writing.by(TIMELINE_RENDERERS)
    catalog = load_catalog(rules)
    rows = [
        _timeline_row(found.label, found.rows, catalog, choice) for found in _distinct(catalog, choice.names, choice)
    ]
    if not rows:
        everything = tuple((vendor, system) for vendor in catalog.vendors for system in vendor.system)
        rows = [_timeline_row("all vendors", everything, catalog, choice)]
    # A release may stand in two rows, under its vendor and its family.
    releases = {(item.vendor, item.family, item.date): item for row in rows for item in row.releases}
    result = TimelineResult(
        rows=tuple(rows),
        frontier=frontier(list(releases.values())),
        lags=lag_estimates(catalog.vendors),
        as_of=max(vendor.as_of for vendor in catalog.vendors),
    )
    writer.write(result, catalog.sha256)
    return DONE


def _timeline_row(label: str, rows: Sequence[Row], catalog: Catalog, choice: Choice) -> TimelineRow:
    releases = merge(judged_rows(catalog, within(rows, choice.since, choice.until)))
    return TimelineRow(name=label, releases=releases, periods=periods(releases))
