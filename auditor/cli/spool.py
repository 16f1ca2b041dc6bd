"""Reports of a long run: the first ones in memory, the rest in a temporary file, so that memory does not grow."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from typing import IO

from auditor.nouns import AuditReport

#: Reports kept in memory: enough for every run that a person reads.
KEPT = 64


class Spool(Collection[AuditReport]):
    """A collection that is filled once and may be walked through again and again, in the order of filling."""

    def __init__(self) -> None:
        """An empty spool; the file is made when it is needed and goes with the process."""
        self._kept: list[AuditReport] = []
        self._file: IO[bytes] | None = None
        self._count = 0

    def append(self, report: AuditReport) -> None:
        """Add a report at the end."""
        self._count += 1
        if len(self._kept) < KEPT:
            self._kept.append(report)
            return
        import pickle

        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="auditor-")  # noqa: SIM115 - it lives as long as the spool
        self._file.seek(0, 2)
        pickle.dump(report, self._file, protocol=5)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[AuditReport]:
        yield from self._kept
        if self._file is None:
            return
        import pickle

        at = 0
        for _ in range(self._count - len(self._kept)):
            self._file.seek(at)
            # Our own file, without a name that anybody else could open.
            report = pickle.load(self._file)
            at = self._file.tell()
            yield report

    def __contains__(self, report: object) -> bool:
        return any(report == other for other in self)
