"""The work behind `auditor notice`: read and judge the models, write their duties."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.auditing import parse_models
from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE, INCOMPLETE, strongest
from auditor.cli.messages import tell_error
from auditor.cli.output import Writing
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.render.formats import NOTICE_RENDERERS
from auditor.render.results import Failure, NoticeResult

if TYPE_CHECKING:
    from auditor.chain.attribution import Attribution


def run_notice(
    models: Sequence[str],
    writing: Writing,
    strict: bool,
    reading: Reading,
    rules: Sequence[Path] | None,
) -> int:
    """Write the attribution file and return the exit code."""
    from auditor.chain.attribution import attribution
    from auditor.judge import audit
    from auditor.sources import read_models

    writer = writing.by(NOTICE_RENDERERS)
    catalog = load_catalog(rules)
    refs = parse_models(models)
    progress = Progress(len(refs), reading.quiet)
    told: list[Attribution] = []
    failures: list[Failure] = []
    codes = [DONE]
    try:
        for outcome in read_models(refs, source_options(reading), catalog, progress.step):
            if outcome.snapshot is not None:
                report = audit(outcome.snapshot, catalog, frameworks=False)
                told.append(attribution(outcome.snapshot, report, catalog))
            elif outcome.error is not None:
                tell_error(outcome.error.message, outcome.error.hint)
                failures.append(Failure(outcome.ref.text, outcome.error.message, outcome.error.hint))
                codes.append(outcome.error.exit_code)
    finally:
        progress.close()
    result = NoticeResult(models=tuple(told), failures=tuple(failures))
    writer.write(result, catalog.sha256)
    if strict and any(item.report.gaps for item in told):
        codes.append(INCOMPLETE)
    return strongest(*codes)
