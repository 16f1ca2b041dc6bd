"""The work behind `auditor chain`: read generation by generation, find lost clauses, write the result."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE, INCOMPLETE
from auditor.cli.output import Writing
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.errors import AuditorError, NotReadable, UsageError
from auditor.nouns import Gap, GapReason, ModelSnapshot
from auditor.render.formats import CHAIN_RENDERERS
from auditor.render.results import ChainResult

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.names import ModelRef
    from auditor.sources import Outcome
    from auditor.sources.options import Progress as Step


def run_chain(
    model: str,
    writing: Writing,
    strict: bool,
    reading: Reading,
    rules: Sequence[Path] | None,
) -> int:
    """Walk the chain, write it and return the exit code."""
    from auditor.names import parse_model, repository_ref

    writer = writing.by(CHAIN_RENDERERS)
    catalog = load_catalog(rules)
    reader = _Reader(reading, catalog)
    ref = parse_model(model)
    found = reader.begin((ref,))
    reader.asking.wait()
    # The first request is on its way: time for what is needed only when it is back.
    from auditor.chain.data_terms import data_terms
    from auditor.chain.inherited import inherited, missing_licenses
    from auditor.chain.walk import walk

    first = _first(model, found.result())

    def read(ids: Sequence[str]) -> Iterator[ModelSnapshot | Gap]:
        waiting = reader.begin(tuple(repository_ref(name) for name in ids))
        return _arriving(ids, waiting, catalog)

    whole = walk(first, catalog, read)
    result = ChainResult(
        chain=whole,
        inherited=inherited(whole, catalog.inheritance),
        missing=missing_licenses(whole),
        data=data_terms(whole, catalog),
    )
    writer.write(result, catalog.sha256)
    return INCOMPLETE if strict and (whole.gaps or whole.unread) else DONE


class _Reader:
    """Reads models in a thread of its own. `asking` is set once the first of them is asked for, or has failed."""

    def __init__(self, reading: Reading, catalog: Catalog) -> None:
        from auditor.sources.workers import Workers

        self._options = source_options(reading)
        self._catalog = catalog
        self._quiet = reading.quiet
        self._workers = Workers(1)
        self.asking = threading.Event()

    def begin(self, refs: Sequence[ModelRef]) -> Future[list[Outcome]]:
        """Begin to read; the future has the outcomes in order."""
        future = self._workers.submit(self._read, refs)
        future.add_done_callback(lambda _: self.asking.set())
        return future

    def _read(self, refs: Sequence[ModelRef]) -> list[Outcome]:
        from auditor.sources import read_models

        progress = Progress(len(refs), self._quiet)

        def step(done: Step) -> None:
            self.asking.set()
            progress.step(done)

        try:
            return list(read_models(refs, self._options, self._catalog, step))
        finally:
            progress.close()


def _first(model: str, found: list[Outcome]) -> ModelSnapshot:
    if len(found) != 1:
        raise UsageError(f"{model!r} names {len(found)} releases", "Name the one by its Hub id.")
    if found[0].snapshot is None:
        raise found[0].error or NotReadable(f"{model}: not read", "", GapReason.NETWORK)
    return found[0].snapshot


def _arriving(ids: Sequence[str], waiting: Future[list[Outcome]], catalog: Catalog) -> Iterator[ModelSnapshot | Gap]:
    """The snapshots or gaps of the names: nothing is waited for before the first is asked for."""
    for name, outcome in zip(ids, waiting.result(), strict=True):
        yield outcome.snapshot or _known(catalog, name, outcome.error)


def _known(catalog: Catalog, name: str, error: AuditorError | None) -> ModelSnapshot | Gap:
    """What the catalog of systems knows of an ancestor that could not be read, or the gap."""
    from auditor.systems import catalog_snapshot, find_by_hub_id

    reason = GapReason(getattr(error, "reason", None) or GapReason.NETWORK)
    detail = error.message if error else "not read"
    row = find_by_hub_id(catalog, name)
    if row is not None:
        return catalog_snapshot(row, name, (Gap(document="README.md", reason=reason, detail=detail),))
    return Gap(document=name, reason=reason, detail=detail)
