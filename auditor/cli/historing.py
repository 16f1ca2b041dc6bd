"""The work behind `auditor history`: find the revisions, read each once as it is found, compare neighbours, write."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE, INCOMPLETE
from auditor.cli.output import Writing
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.errors import AuditorError, NotReadable, UsageError
from auditor.nouns import PASSING_REASONS, AuditReport, Document, DocumentKind, Gap, GapReason, ModelSnapshot
from auditor.render.formats import HISTORY_RENDERERS

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.drift.history import History
    from auditor.drift.terms import Terms
    from auditor.names import ModelRef
    from auditor.sources import SourceOptions
    from auditor.sources.places import Places
    from auditor.sources.revisions import Revisions
    from auditor.sources.states import Read, Search


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where one model's history is read: its id, the pinned revision, and how revisions are found and read."""

    id: str
    text: str
    pinned: str | None
    search: Search
    read: Read
    jobs: int


def run_history(
    model: str,
    writing: Writing,
    most: int,
    strict: bool,
    reading: Reading,
    rules: Sequence[Path] | None,
) -> int:
    """Write the history of a model's terms and return the exit code."""
    from auditor.names import parse_model

    writer = writing.by(HISTORY_RENDERERS)
    ref = parse_model(model)
    if ref.kind == "name":
        hint = "Give ORG/NAME, or ORG/NAME@REV for the revision that you pinned; ./DIR or ./DIR@REV for a checkout."
        raise UsageError(f"{model}: no Hub id and no folder", hint)
    catalog = load_catalog(rules)
    with _source(ref, most, catalog, source_options(reading)) as source:
        result = _history(source, catalog, Progress(0, reading.quiet))
    writer.write(result, catalog.sha256)
    failed = bool(result.unread) or any(gap.reason in PASSING_REASONS for gap in result.gaps)
    return INCOMPLETE if failed or (strict and not result.is_whole) else DONE


def _source(
    ref: ModelRef, most: int, catalog: Catalog, options: SourceOptions
) -> contextlib.AbstractContextManager[_Source]:
    return _checkout(ref, most, catalog) if ref.kind == "folder" else _hub(ref, most, catalog, options)


@contextlib.contextmanager
def _checkout(ref: ModelRef, most: int, catalog: Catalog) -> Iterator[_Source]:
    from auditor.sources.git_history import Checkout, at_revision

    folder, pinned = at_revision(ref.text) or (Path(ref.text), None)
    text = ref.text.removesuffix(f"@{pinned}") if pinned else ref.text
    with Checkout(folder, None, text, catalog.documents) as checkout:
        commit = checkout.commit(pinned) if pinned else None
        yield _Source(
            id=checkout.id, text=ref.text, pinned=commit, search=lambda found: checkout.revisions(most),
            read=checkout.read, jobs=1,
        )  # fmt: skip


@contextlib.contextmanager
def _hub(ref: ModelRef, most: int, catalog: Catalog, options: SourceOptions) -> Iterator[_Source]:
    from auditor.sources.places import Places
    from auditor.sources.states import HubStates

    places = Places.of(options)
    if places.folder is not None:
        hint = "Name a Hub with --hub, use --offline, or give the path of its Git checkout: ./DIR."
        raise UsageError(f"{ref.id}: a folder of models keeps no history", hint)
    stop = threading.Event()
    search = _stored(places, ref.id, most) if places.offline else _asked(places, ref.id, most, catalog, options, stop)
    states = HubStates(ref.id, options, catalog, stop)
    try:
        yield _Source(id=ref.id, text=ref.text, pinned=ref.revision, search=search, read=states.read, jobs=options.jobs)
    finally:
        states.close()


def _asked(
    places: Places, model_id: str, most: int, catalog: Catalog, options: SourceOptions, stop: threading.Event
) -> Search:
    from auditor.sources.hub_revisions import HubSearch

    search = HubSearch(places.store_endpoint, model_id, catalog.documents, options.patience, stop)
    return lambda found: search(most, found)


def _stored(places: Places, model_id: str, most: int) -> Search:
    from auditor.sources.kept import stored_revisions

    return lambda found: stored_revisions(places, model_id, most)


def _history(source: _Source, catalog: Catalog, progress: Progress) -> History:
    from auditor.drift.difference import difference
    from auditor.drift.history import History, State, events_of

    revisions, terms, unread = _read(source, catalog, progress)
    listed = [*revisions.events]
    if revisions.head not in listed and revisions.head.commit in {*terms, *unread}:
        # A change may have been missed since the newest one that was found.
        listed.insert(0, revisions.head)
    states = [
        State(commit=item.commit, date=item.date, author=item.author, terms=terms[item.commit])
        for item in listed
        if item.commit in terms
    ]
    head = _head(source, listed[0].commit, terms, unread)
    pinned = terms.get(source.pinned or "")
    if source.pinned and pinned is None:
        why = unread.get(source.pinned)
        raise why or NotReadable(f"{source.text}: not read", "", GapReason.REVISION_MISSING)
    return History(
        model=source.id,
        events=events_of(states),
        head=head,
        since_pin=difference(pinned, head) if pinned else None,
        total=revisions.total,
        cut=revisions.cut,
        unread=tuple((name, error.message) for name, error in unread.items()),
        gaps=revisions.gaps,
    )


def _read(
    source: _Source, catalog: Catalog, progress: Progress
) -> tuple[Revisions, dict[str, Terms], dict[str, AuditorError]]:
    """The revisions, and the terms at each, or why they could not be read; judged while others are still read."""
    from auditor.drift.terms import terms_of_model
    from auditor.sources.states import States

    states = States(source.read, source.jobs)
    found: dict[str, Terms] = {}
    unread: dict[str, AuditorError] = {}
    try:
        search = states.follow(source.search)
        if source.pinned:
            states.want(source.pinned)
        audit = _judge(catalog)
        for name, snapshot in states:
            if isinstance(snapshot, AuditorError):
                unread[name] = snapshot
            else:
                report = audit(snapshot, catalog, frameworks=False)
                found[name] = terms_of_model(report, snapshot, f"{source.id}@{name[:12]}")
            progress.count(source.id)
        revisions = search.result()
    finally:
        progress.close()
        states.close()
    order = {name: number for number, name in enumerate(item.commit for item in revisions.events)}
    return revisions, found, dict(sorted(unread.items(), key=lambda item: (order.get(item[0], -1), item[0])))


def _judge(catalog: Catalog) -> Callable[..., AuditReport]:
    """The judgement, with the rules that it needs made ready while the first answers are still on their way."""
    from auditor.judge import audit

    texts = (_text(DocumentKind.CARD, "README.md"), _text(DocumentKind.LICENSE, "LICENSE"))
    nothing = ModelSnapshot(id="none/none", requested="none/none", source="folder", documents=texts)
    audit(nothing, catalog, frameworks=False)
    return audit


def _text(kind: DocumentKind, path: str) -> Document:
    return Document(kind=kind, path=path, text="# None\n\nYou may use this model.\n", sha256="")


def _head(source: _Source, commit: str, terms: dict[str, Terms], unread: dict[str, AuditorError]) -> Terms:
    """The terms of head: those of the newest change, since nothing after it touched them.

    Where they were not read, terms of which nothing is known. Raises NotReadable if no revision at all was read.
    """
    from auditor.drift.terms import Terms

    if commit in terms:
        return terms[commit]
    why = unread[commit]
    reason = GapReason(getattr(why, "reason", "") or GapReason.NETWORK)
    if not terms:
        hint = why.hint or "Try again, or compare two revisions with `auditor diff`."
        raise NotReadable(f"{source.id}: no state of its terms could be read: {why.message}", hint, reason)
    gap = Gap(document="README.md", reason=reason, detail=why.message)
    return Terms(name=f"{source.id}@{commit[:12]}", commit=commit, gaps=(gap,))
