"""Many models at once: in parallel, answered in the order asked, one bad one never stopping the rest."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future

from auditor.catalog.catalog import Catalog
from auditor.errors import UsageError
from auditor.names import ModelRef
from auditor.sources.options import Outcome, Progress, ProgressFunction, SourceOptions
from auditor.sources.reader import ModelReader
from auditor.sources.workers import Workers

#: Models read ahead of the one that is being answered, for each job: enough to keep all busy, few enough to stay small.
_AHEAD = 3


def read_models(
    refs: Iterable[ModelRef], options: SourceOptions, catalog: Catalog, progress: ProgressFunction | None = None
) -> Iterator[Outcome]:
    """What each reference leads to, in the order given; a catalog name may lead to several models.

    Models and their documents are read in parallel, a few ahead of the one being answered. Whatever was read from a
    Hub is in the store (if `options` name one) before it is answered, so breaking off loses nothing: the next run
    asks only for the metadata of those models. Raises UsageError for options that cannot work at all.
    """
    remaining = iter(refs)
    first = list(itertools.islice(remaining, 2))
    if len(first) == 2 and any(document.model is None for document in options.documents):
        raise UsageError("--document gives a text for one model, but several are named", "Audit that model by itself.")
    stop = threading.Event()
    reader = ModelReader(options, catalog, _one_at_a_time(progress), stop)
    return _answers(itertools.chain(first, remaining), reader, options.jobs, stop)


def _answers(refs: Iterator[ModelRef], reader: ModelReader, jobs: int, stop: threading.Event) -> Iterator[Outcome]:
    workers = Workers(jobs)
    waiting: deque[Future[list[Outcome]]] = deque()
    try:
        while True:
            while len(waiting) < jobs * _AHEAD and (ref := next(refs, None)) is not None:
                waiting.append(workers.submit(reader.read, ref))
            if not waiting:
                return
            for outcome in waiting.popleft().result():
                yield reader.finish(outcome)
    finally:
        stop.set()
        workers.stop()
        reader.close()


def _one_at_a_time(progress: ProgressFunction | None) -> ProgressFunction:
    """`progress`, called by one thread at a time; nothing if there is none to tell."""
    lock = threading.Lock()

    def tell(step: Progress) -> None:
        if progress is not None:
            with lock:
                progress(step)

    return tell
