"""Many license texts read by several processes, for `auditor license`: one process cannot use more than one core."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import limits
from auditor.cli.license_files import STDIN, read_text
from auditor.cli.spool import Spool

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.context import BaseContext

    from auditor.catalog.catalog import Catalog
    from auditor.nouns import DocumentReading

#: Text that is worth a process of its own: it takes longer to read than a process takes to start.
_WORTH = 1_000_000
#: More processes than this are never started unasked: each holds the rules and the index in memory.
_UNASKED = 8
#: How many files a process is handed at a time: few enough that all end together, and soon after Ctrl-C.
_HANDED = 8


def processes_for(names: Sequence[str], jobs: int | None) -> int:
    """How many processes to read these files with: `jobs` if asked for, else one for each core that has enough to do.

    1 means this process alone. stdin is always read by this process.
    """
    files = [name for name in names if name != STDIN]
    if jobs is not None:
        return max(1, min(jobs, len(files)))
    if len(files) < 2:
        return 1
    work = sum(map(_size, files))
    return max(1, min(len(files), work // _WORTH, _cores(), _UNASKED))


class Arriving(Spool["DocumentReading"]):
    """Readings that arrive while they are walked through, kept for the next walk. Whoever renders them meanwhile leaves
    no core idle."""

    def __init__(self, readings: Iterator[DocumentReading]) -> None:
        """Over an iterator that is used up once, by whoever walks first."""
        super().__init__()
        self._coming = readings

    def __len__(self) -> int:
        while self._more():
            pass
        return super().__len__()

    def _more(self) -> bool:
        for reading in self._coming:
            self.append(reading)
            return True
        return False


def read_with_processes(
    names: Sequence[str], catalog: Catalog, rules: Sequence[Path] | None, processes: int
) -> Iterator[DocumentReading]:
    """What each text says, in the order of `names`, read by so many other processes; the same as `read_texts` gives.

    Where a process is killed from outside, this one reads on alone.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    _CATALOGS[:] = [catalog]
    executor = ProcessPoolExecutor(processes, _context(), _begin, (tuple(rules or ()),))
    broken = False
    try:
        readings = _handed_out(executor, [name for name in names if name != STDIN])
        for name in names:
            if name != STDIN and not broken:
                try:
                    yield next(readings)
                    continue
                except BrokenProcessPool:
                    broken = True
            yield read_text(name, catalog)
    finally:
        # What is being read is read to its end, so that no process is left behind; what was not begun is dropped.
        executor.shutdown(wait=True, cancel_futures=True)


_CATALOGS: list[Catalog] = []


def _handed_out(executor: ProcessPoolExecutor, names: Sequence[str]) -> Iterator[DocumentReading]:
    """Begins with the first reading asked for, so that a fall of the processes shows there and nowhere else."""
    yield from executor.map(_read, names, chunksize=_HANDED)


def _context() -> BaseContext:
    """How processes are started: as copies of this one, which has the rules at hand, where that is safe."""
    from multiprocessing import get_context

    # A copy has one thread only, whatever the others were about to do; and elsewhere system libraries forbid it.
    return get_context("fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn")


def _begin(rules: tuple[Path, ...]) -> None:
    """In a new process: Ctrl-C is the parent's to answer, and the rules are read once, if they did not come along."""
    import gc
    import signal

    from auditor.cli.catalogs import load_catalog

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000, 20, 50)
    if not _CATALOGS:
        _CATALOGS.append(load_catalog(rules))


def _read(name: str) -> DocumentReading:
    return read_text(name, _CATALOGS[0])


def _size(name: str) -> int:
    """The bytes of a file that will be read; nothing for what cannot be looked at, which is told when it is read."""
    try:
        return min(Path(name).stat().st_size, limits.LICENSE_BYTES)
    except OSError:
        return 0


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
