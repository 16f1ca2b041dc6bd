"""Results of a long run: the first ones in memory, the rest in a temporary file, so that memory does not grow."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from typing import IO, Any, Generic, TypeVar

Item = TypeVar("Item")

#: Results kept in memory: enough for every run that a person reads.
KEPT = 64


class Spool(Collection[Item], Generic[Item]):
    """A collection that is filled once and may be walked through again and again, in the order of filling.

    A walk goes on to what was added meanwhile.
    """

    def __init__(self) -> None:
        """An empty spool; the file is made when it is needed and goes with the process."""
        self._kept: list[Item] = []
        self._file: IO[bytes] | None = None
        #: Where the results in the file begin.
        self._places: list[int] = []
        self._newest: Item | None = None

    def append(self, item: Item) -> None:
        """Add a result at the end."""
        self._newest = item
        if len(self._kept) < KEPT:
            self._kept.append(item)
            return
        import pickle

        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="auditor-")  # noqa: SIM115 - it lives as long as the spool
        self._places.append(self._file.seek(0, 2))
        pickle.dump(item, self._file, protocol=5)

    def __len__(self) -> int:
        return len(self._kept) + len(self._places)

    def __iter__(self) -> Iterator[Item]:
        at = 0
        while at < len(self._kept) + len(self._places) or self._more():
            yield self._at(at)
            at += 1

    def __contains__(self, item: object) -> bool:
        return any(item == other for other in self)

    def _more(self) -> bool:
        """Add what is still to come, if anything is: whoever walks through waits for it."""
        return False

    def _at(self, number: int) -> Any:
        if number < len(self._kept):
            return self._kept[number]
        if number == len(self._kept) + len(self._places) - 1:
            return self._newest
        import pickle

        assert self._file is not None
        self._file.seek(self._places[number - len(self._kept)])
        # Our own file, without a name that anybody else could open.
        return pickle.load(self._file)
