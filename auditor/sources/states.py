"""The states of one model, read while the search for its changes still goes on, and handed over as they come."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future

from auditor.catalog.catalog import Catalog
from auditor.errors import AuditorError, NotReadable
from auditor.names import parse_model
from auditor.nouns import GapReason, ModelSnapshot
from auditor.sources.faults import read_fault
from auditor.sources.options import SourceOptions
from auditor.sources.reader import ModelReader
from auditor.sources.revisions import Found, Revision, Revisions
from auditor.sources.workers import Workers

#: Reads the state at a revision. Raises AuditorError.
Read = Callable[[str], ModelSnapshot]
#: Finds the changes, telling of each as soon as it is known.
Search = Callable[[Found], Revisions]


class States:
    """Reads what a search finds, at most `jobs` at a time. Iterate once, after `follow`."""

    def __init__(self, read: Read, jobs: int) -> None:
        self._read = read
        self._workers = Workers(jobs)
        self._searching = Workers(1)
        self._lock = threading.Lock()
        self._wanted: set[str] = set()
        self._ended: queue.SimpleQueue[tuple[str, ModelSnapshot | AuditorError] | None] = queue.SimpleQueue()

    def want(self, name: str) -> None:
        """Read the state at a revision too; each once."""
        with self._lock:
            if name not in self._wanted:
                self._wanted.add(name)
                self._workers.submit(self._state, name)

    def follow(self, search: Search) -> Future[Revisions]:
        """Start the search. The head is read too where changes may have been missed."""
        return self._searching.submit(self._search, search)

    def __iter__(self) -> Iterator[tuple[str, ModelSnapshot | AuditorError]]:
        """Each revision with its state or the error, as they come, until the search and all reading has ended."""
        searching, answered = True, 0
        while searching or answered < len(self._wanted):
            ended = self._ended.get()
            if ended is None:
                searching = False
            else:
                answered += 1
                yield ended

    def close(self) -> None:
        """Let the threads end."""
        self._workers.stop()
        self._searching.stop()

    def _search(self, search: Search) -> Revisions:
        try:
            found = search(self._found)
            for revision in found.events:
                self.want(revision.commit)
            if found.gaps or not found.events:
                self.want(found.head.commit)
            return found
        finally:
            self._ended.put(None)

    def _found(self, revision: Revision) -> None:
        self.want(revision.commit)

    def _state(self, name: str) -> None:
        try:
            self._ended.put((name, self._read(name)))
        except AuditorError as error:
            self._ended.put((name, error))
        except BaseException as fault:  # Whoever waits for the answer must get one.
            unexpected = fault if isinstance(fault, Exception) else RuntimeError("interrupted")
            self._ended.put((name, read_fault(name, unexpected)))


class HubStates:
    """Reads states of one model as every other command reads it: Hub, store or cache by the options."""

    def __init__(self, model_id: str, options: SourceOptions, catalog: Catalog, stop: threading.Event) -> None:
        self._id = model_id
        self._stop = stop
        self._reader = ModelReader(options, catalog, lambda step: None, self._stop)

    def read(self, revision: str) -> ModelSnapshot:
        """The snapshot at a revision. Raises AuditorError."""
        (outcome,) = self._reader.read(parse_model(f"{self._id}@{revision}"))
        if outcome.snapshot is None:
            raise outcome.error or NotReadable(f"{self._id}@{revision}: not read", "", GapReason.NETWORK)
        return outcome.snapshot

    def close(self) -> None:
        """Break off what is still being read."""
        self._stop.set()
        self._reader.close()
