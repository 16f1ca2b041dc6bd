"""The work behind `auditor history`: find the revisions, read each once, compare neighbours, write."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE, INCOMPLETE
from auditor.cli.options import Color
from auditor.cli.output import canvas_for, pair_targets, write_results
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.errors import NotReadable, UsageError
from auditor.nouns import GapReason
from auditor.render.formats import HISTORY_RENDERERS

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.drift.history import History
    from auditor.drift.terms import Terms
    from auditor.names import ModelRef
    from auditor.sources import SourceOptions
    from auditor.sources.revisions import Revision, Revisions


def run_history(
    model: str,
    formats: Sequence[str] | None,
    outputs: Sequence[Path] | None,
    most: int,
    strict: bool,
    reading: Reading,
    rules: Sequence[Path] | None,
    color: Color,
) -> int:
    """Write the history of a model's terms and return the exit code."""
    from auditor.names import parse_model

    targets = pair_targets(formats, outputs, HISTORY_RENDERERS)
    ref = parse_model(model)
    if ref.kind != "hub":
        raise UsageError(f"{model}: no Hub id", "Give ORG/NAME, or ORG/NAME@REV for the revision that you pinned.")
    catalog = load_catalog(rules)
    result = _history(ref, most, catalog, source_options(reading), reading.quiet)
    write_results(targets, HISTORY_RENDERERS, result, canvas_for(color, catalog.sha256))
    return INCOMPLETE if strict and (result.unread or result.cut) else DONE


def _revisions(ref: ModelRef, most: int, catalog: Catalog, options: SourceOptions) -> Revisions:
    from auditor.sources.places import Places

    places = Places.of(options)
    if places.folder is not None:
        raise UsageError(f"{ref.id}: a folder of models keeps no history", "Name a Hub with --hub, or use --offline.")
    if places.offline:
        from auditor.sources.kept import stored_revisions

        return stored_revisions(places, ref.id, most)
    from auditor.sources.revisions import hub_revisions

    return hub_revisions(
        places.store_endpoint, ref.id, catalog.documents, most, options.patience, threading.Event()
    )


def _history(ref: ModelRef, most: int, catalog: Catalog, options: SourceOptions, quiet: bool) -> History:
    from auditor.drift.history import History, State, events_of
    from auditor.drift.terms import difference, terms_of_model
    from auditor.judge import audit
    from auditor.names import parse_model
    from auditor.sources import read_models

    revisions = _revisions(ref, most, catalog, options)
    wanted = _wanted(revisions, ref.revision)
    progress = Progress(len(wanted), quiet)
    terms: dict[str, Terms] = {}
    unread: list[tuple[str, str]] = []
    try:
        refs = tuple(parse_model(f"{ref.id}@{name}") for name in wanted)
        for name, outcome in zip(wanted, read_models(refs, options, catalog, progress.step), strict=True):
            if outcome.snapshot is None:
                unread.append((name, outcome.error.message if outcome.error else "not read"))
                continue
            report = audit(outcome.snapshot, catalog, frameworks=False)
            terms[name] = terms_of_model(report, outcome.snapshot, f"{ref.id}@{name[:12]}")
    finally:
        progress.close()
    states = [
        State(commit=item.commit, date=item.date, author=item.author, terms=terms[item.commit])
        for item in revisions.events
        if item.commit in terms
    ]
    head = _head(ref, revisions, terms)
    pinned = terms.get(ref.revision or "")
    if ref.revision and pinned is None:
        raise NotReadable(f"{ref.text}: {dict(unread).get(ref.revision, 'not read')}", "", GapReason.REVISION_MISSING)
    return History(
        model=ref.id,
        events=events_of(states),
        head=head,
        since_pin=difference(pinned, head) if pinned else None,
        total=revisions.total,
        cut=revisions.cut,
        unread=tuple(unread),
    )


def _wanted(revisions: Revisions, pinned: str | None) -> list[str]:
    """The revisions to read, each once: the changes, the pinned one, and head where no change is known."""
    names = [item.commit for item in revisions.events] or [revisions.head.commit]
    return list(dict.fromkeys([*names, *([pinned] if pinned else [])]))


def _head(ref: ModelRef, revisions: Revisions, terms: dict[str, Terms]) -> Terms:
    """The terms of head: those of the newest change, since nothing after it touched them."""
    newest: Revision = revisions.events[0] if revisions.events else revisions.head
    if newest.commit not in terms:
        hint = "Try again, or compare two revisions with `auditor diff`."
        raise NotReadable(f"{ref.id}: the newest state of its terms could not be read", hint, GapReason.NETWORK)
    return terms[newest.commit]
