"""One reference to its snapshots: which source answers it, what the store holds of it, and what the user adds."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.catalog.catalog import Catalog
from auditor.errors import AuditorError, NotReadable, UsageError
from auditor.names import ModelRef
from auditor.nouns import DocumentKind, Gap, GapReason, ModelSnapshot
from auditor.sources import hub_cache
from auditor.sources.bases import with_bases
from auditor.sources.faults import read_fault
from auditor.sources.folder import read_folder, read_from_layout
from auditor.sources.held import Held
from auditor.sources.options import Outcome, Progress, ProgressFunction, SourceOptions
from auditor.sources.places import Places
from auditor.sources.user_documents import with_user_documents
from auditor.systems import Row, catalog_snapshot, find_by_hub_id, resolve_name

if TYPE_CHECKING:
    from auditor.sources.hub import HubSource
    from auditor.sources.web import Web


class ModelReader:
    """Reads references by the options of one run; `read` may be called from many threads."""

    def __init__(
        self, options: SourceOptions, catalog: Catalog, progress: ProgressFunction, stop: threading.Event
    ) -> None:
        """Raises UsageError if the store or the Hub's address cannot be used."""
        self._options = options
        self._catalog = catalog
        self._patterns = catalog.documents
        self._progress = progress
        self._stop = stop
        self._places = Places.of(options)
        self._store = self._places.open_store()
        self._rows_before = self._store.newest() if self._store else 0
        self._answered: set[str] = set()
        self._hub: HubSource | None = None
        self._web = _web(options)
        self._lock = threading.Lock()

    def read(self, ref: ModelRef) -> list[Outcome]:
        """What `ref` leads to: one outcome, or one for each release that a catalog name means."""
        if ref.kind == "name":
            return self._by_name(ref)
        if ref.kind == "folder":
            path = ref.path or ref.text
            return [self._outcome(ref, ref.text, lambda: self._in_folder(path))]
        return [self._outcome(ref, ref.id, lambda: self._by_id(ref.id, ref.revision))]

    def finish(self, outcome: Outcome) -> Outcome:
        """The outcome with its bases out of the store.

        Called in the order of the answers: a base counts if it was there before this run or was answered earlier in
        it, so that the same run gives the same answers whichever model happened to be read first.
        """
        if outcome.snapshot is None or self._store is None:
            return outcome
        store, endpoint = self._store, outcome.snapshot.endpoint or self._places.store_endpoint
        try:
            snapshot = with_bases(outcome.snapshot, lambda name: store.find(endpoint, name, None, self._rows(name)))
        except AuditorError as error:
            return dataclasses.replace(outcome, snapshot=None, error=error)
        self._answered.add(snapshot.id.casefold())
        return dataclasses.replace(outcome, snapshot=snapshot)

    def close(self) -> None:
        """Let go of the Hub's threads and of the store."""
        if self._hub is not None:
            self._hub.close()
        if self._store is not None:
            self._store.close()

    def _rows(self, name: str) -> int | None:
        return None if name.casefold() in self._answered else self._rows_before

    def _outcome(self, ref: ModelRef, name: str, read: Callable[[], ModelSnapshot]) -> Outcome:
        try:
            snapshot = with_user_documents(read(), self._options.documents, self._patterns)
            snapshot = self._with_linked(snapshot)
        except AuditorError as error:
            return Outcome(ref=ref, error=error)
        except Exception as fault:  # One bad model must not stop the rest; the run ends with exit code 4.
            return Outcome(ref=ref, error=read_fault(name, fault))
        self._progress(Progress(model=snapshot.id, step="done"))
        return Outcome(ref=ref, snapshot=snapshot)

    def _with_linked(self, snapshot: ModelSnapshot) -> ModelSnapshot:
        """The snapshot with what other places say of what it names, as far as the options allow asking them.

        This is never put into the store: it is no part of the model, and it may change while the model does not.
        """
        if self._places.offline or snapshot.source == "catalog":
            return snapshot
        if self._options.resolve and self._places.folder is None:
            from auditor.sources.resolve import with_resolved

            snapshot = with_resolved(snapshot, self._source())
        if self._web is not None:
            from auditor.sources.linked import with_linked

            snapshot = with_linked(snapshot, self._web, self._patterns)
        return snapshot

    # --- by catalog name --------------------------------------------------------------------------------------------

    def _by_name(self, ref: ModelRef) -> list[Outcome]:
        try:
            found = resolve_name(self._catalog, ref.id)
            if len(found.rows) > 1 and any(document.model is None for document in self._options.documents):
                raise UsageError(f"{ref.id}: --document gives a text for one model, but this names several",
                                 "Name the one by its Hub id.")
        except AuditorError as error:
            return [Outcome(ref=ref, error=error)]
        if found.hub_id:
            hub_id = found.hub_id
            return [self._outcome(ref, hub_id, lambda: self._by_id(hub_id, ref.revision))]
        return [self._row(ref, row) for row in found.rows]

    def _row(self, ref: ModelRef, row: Row) -> Outcome:
        return self._outcome(ref, row[1].model, lambda: self._release(ref, row))

    def _release(self, ref: ModelRef, row: Row) -> ModelSnapshot:
        """A release by its own evidence where there is any, else what the catalog knows of it."""
        system = row[1]
        if not system.hub_id:
            return catalog_snapshot(row, ref.text)
        try:
            snapshot = self._by_id(system.hub_id, ref.revision)
        except NotReadable as error:
            return catalog_snapshot(row, ref.text, _gaps(error))
        return dataclasses.replace(snapshot, requested=ref.text, system=system.model)

    # --- by id and folder -------------------------------------------------------------------------------------------

    def _in_folder(self, text: str) -> ModelSnapshot:
        path = Path(text)
        if "@" in text and not path.exists():
            from auditor.sources.git_history import at_revision, read_commit

            pinned = at_revision(text)
            if pinned is not None:
                return read_commit(*pinned, text, self._patterns)
        cached = hub_cache.split_path(path) if path.is_dir() else None
        if cached is None:
            return read_folder(path, text, self._patterns)
        found = hub_cache.read_cached(cached[0], None, cached[1], self._patterns)
        if found is None:
            raise UsageError(f"{text}: a Hub cache without any snapshot", "Download the model's README.md first.")
        return found

    def _by_id(self, model_id: str, revision: str | None) -> ModelSnapshot:
        if self._places.folder is not None:
            return self._in_hub_folder(self._places.folder, model_id, revision)
        if self._places.offline:
            return self._offline(model_id, revision)
        snapshot = self._source().read(model_id, revision, self._held, self._options.headers)
        self._keep(snapshot)
        return snapshot

    def _keep(self, snapshot: ModelSnapshot) -> None:
        """Put a snapshot into the store. What was read is answered all the same if the store cannot take it."""
        try:
            if self._store is not None:
                self._store.add(snapshot)
        except AuditorError as error:
            self._progress(Progress(model=snapshot.id, step="unsaved", detail=error.message))

    def _in_hub_folder(self, folder: Path, model_id: str, revision: str | None) -> ModelSnapshot:
        cached = hub_cache.model_folder(folder, model_id)
        found = hub_cache.read_cached(cached, model_id, revision, self._patterns) if cached else None
        return found or read_from_layout(folder, model_id, revision, self._patterns)

    def _offline(self, model_id: str, revision: str | None) -> ModelSnapshot:
        if self._store is not None:
            stored = self._store.find(self._places.store_endpoint, model_id, revision)
            if stored is not None:
                return stored
        cached = hub_cache.model_folder(self._places.hub_cache, model_id)
        found = hub_cache.read_cached(cached, model_id, revision, self._patterns) if cached else None
        if found is not None:
            return found
        row = find_by_hub_id(self._catalog, model_id)
        if row is not None and revision is None:
            return catalog_snapshot(row, model_id)
        at = f" at {revision}" if revision else ""
        hint = "Read it once without --offline, or import a bundle that holds it (auditor bundle import)."
        raise NotReadable(f"{model_id}{at}: offline, and neither the store nor the Hub cache holds it", hint,
                          GapReason.OFFLINE)

    def _held(self, endpoint: str, model_id: str, commit: str) -> Held:
        found = self._store.newest_of(endpoint, model_id, commit) if self._store else None
        if found is None:
            return Held()
        documents = (document for document in found.documents if document.kind is not DocumentKind.GATE)
        return Held(documents={document.path: document for document in documents}, headers=found.headers)

    def _source(self) -> HubSource:
        from auditor.sources.hub import HubSource

        with self._lock:
            if self._hub is None:
                self._hub = HubSource(
                    self._places.store_endpoint, self._patterns, self._options.jobs, self._options.patience, self._stop,
                    lambda model, step, detail: self._progress(Progress(model=model, step=step, detail=detail)),
                )
            return self._hub


def _web(options: SourceOptions) -> Web | None:
    if not options.allow_hosts:
        return None
    from auditor.sources.web import Web, checked_hosts

    return Web(checked_hosts(options.allow_hosts))


def _gaps(error: NotReadable) -> tuple[Gap, ...]:
    reason = GapReason(error.reason) if error.reason else GapReason.OFFLINE
    return (Gap(document="README.md", reason=reason, detail=f"{error.message}. {error.hint}".strip()),)
