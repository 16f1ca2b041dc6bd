"""The work behind `auditor chain`: read generation by generation, find lost clauses, write the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE, INCOMPLETE
from auditor.cli.options import Color
from auditor.cli.output import canvas_for, pair_targets, write_results
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.errors import AuditorError, NotReadable, UsageError
from auditor.nouns import Gap, GapReason, ModelSnapshot
from auditor.render.formats import CHAIN_RENDERERS
from auditor.render.results import ChainResult

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.sources import Outcome, SourceOptions


def run_chain(
    model: str,
    formats: Sequence[str] | None,
    outputs: Sequence[Path] | None,
    headers: bool,
    strict: bool,
    reading: Reading,
    rules: Sequence[Path] | None,
    color: Color,
) -> int:
    """Walk the chain, write it and return the exit code."""
    from auditor.chain.data_terms import data_terms
    from auditor.chain.inherited import inherited, missing_licenses
    from auditor.chain.walk import walk
    from auditor.names import parse_model, repository_ref
    from auditor.sources import read_models

    targets = pair_targets(formats, outputs, CHAIN_RENDERERS)
    catalog = load_catalog(rules)
    options = source_options(reading)

    def read(ids: Sequence[str]) -> list[ModelSnapshot | Gap]:
        refs = tuple(repository_ref(name) for name in ids)
        progress = Progress(len(refs), reading.quiet)
        try:
            outcomes = list(read_models(refs, options, catalog, progress.step))
        finally:
            progress.close()
        outcomes = _with_headers(outcomes, options) if headers else outcomes
        pairs = zip(ids, outcomes, strict=True)
        return [outcome.snapshot or _known(catalog, name, outcome.error) for name, outcome in pairs]

    found = list(read_models((parse_model(model),), options, catalog, lambda step: None))
    if len(found) != 1:
        raise UsageError(f"{model!r} names {len(found)} releases", "Name the one by its Hub id.")
    if found[0].snapshot is None:
        raise found[0].error or NotReadable(f"{model}: not read", "", GapReason.NETWORK)
    found = _with_headers(found, options) if headers else found
    assert found[0].snapshot is not None
    whole = walk(found[0].snapshot, catalog, read)
    result = ChainResult(
        chain=whole,
        inherited=inherited(whole, catalog.inheritance),
        missing=missing_licenses(whole),
        data=data_terms(whole, catalog),
    )
    write_results(targets, CHAIN_RENDERERS, result, canvas_for(color, catalog.sha256))
    return INCOMPLETE if strict and whole.gaps else DONE


def _with_headers(outcomes: list[Outcome], options: SourceOptions) -> list[Outcome]:
    """The outcomes with what the headers of weight files say, for those that were read from a Hub."""
    from auditor.sources.weight_headers import with_all_hub_headers

    read = [outcome.snapshot for outcome in outcomes if outcome.snapshot is not None]
    more = iter(with_all_hub_headers(read, options.patience, options.jobs))
    return [replace(outcome, snapshot=next(more)) if outcome.snapshot is not None else outcome for outcome in outcomes]


def _known(catalog: Catalog, name: str, error: AuditorError | None) -> ModelSnapshot | Gap:
    """What the catalog of systems knows of an ancestor that could not be read, or the gap."""
    from auditor.systems import catalog_snapshot, find_by_hub_id

    reason = GapReason(getattr(error, "reason", None) or GapReason.NETWORK)
    detail = error.message if error else "not read"
    row = find_by_hub_id(catalog, name)
    if row is not None:
        return catalog_snapshot(row, name, (Gap(document="README.md", reason=reason, detail=detail),))
    return Gap(document=name, reason=reason, detail=detail)
