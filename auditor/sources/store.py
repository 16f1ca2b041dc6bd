"""The store: every snapshot ever read from a Hub, in one SQLite file.

Keyed by endpoint, id and commit. A row is never changed: a later read of the same commit that brought other evidence (a
gate opened, a file that failed before) is a row of its own, and the newest row answers. Texts are kept once, by hash.
Write-ahead logging: a crash loses at most what was being written, and readers and writers do not wait for each other.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.errors import UsageError
from auditor.nouns import ModelSnapshot
from auditor.sources.database import connect, pack, transaction, unpack
from auditor.sources.encoding import decode, encode, text_key, text_keys

#: The branch that a model's id alone stands for.
DEFAULT_REVISION = "main"
_COMMIT_PREFIX = re.compile(r"[0-9a-f]{7,64}")


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """What a name led to when it was asked for: `revision` of `name` was commit `target` of `id`."""

    endpoint: str
    name: str
    revision: str
    id: str
    target: str


class Store:
    """An open store; safe to use from many threads and many processes."""

    def __init__(self, path: Path, create: bool = True) -> None:
        """Open `path`, or make it. Raises UsageError if it is something else, or cannot be opened."""
        self.path = path
        self._lock = threading.RLock()
        if not create and not path.is_file():
            raise UsageError(f"{path}: no such store", "Read some models first, or import a bundle.")
        try:
            self._database = connect(path)
        except sqlite3.Error as reason:
            hint = "Name another file with --store."
            raise UsageError(f"{path}: not a store that can be opened: {reason}", hint) from None

    def close(self) -> None:
        """Close the file; everything added is in it already."""
        with self._lock:
            self._database.close()

    def add(self, snapshot: ModelSnapshot) -> bool:
        """Keep a snapshot; True if it holds evidence that was not there. One without commit or endpoint is not kept."""
        if not snapshot.commit or not snapshot.endpoint:
            return False
        bare = dataclasses.replace(snapshot, requested=snapshot.id, revision=None, bases=(), system=None)
        body = encode(bare)
        texts = {text_key(document.text): document.text for document in snapshot.documents}
        asked = Name(
            snapshot.endpoint, snapshot.requested.casefold(), snapshot.revision or DEFAULT_REVISION, snapshot.id,
            snapshot.commit,
        )
        return self.add_encoded(body, texts, snapshot.endpoint, snapshot.id, snapshot.commit, (asked,))

    def add_encoded(
        self, body: str, texts: Mapping[str, str], endpoint: str, model_id: str, commit: str,
        asked: tuple[Name, ...] = (),
    ) -> bool:
        """Keep an encoded snapshot with its texts and the names it was asked by, in one transaction."""
        digest = text_key(_without_passing(body))
        with self.all_or_nothing():
            for key, text in texts.items():
                self.add_text(key, text)
            row = self._database.execute(
                "INSERT OR IGNORE INTO snapshot (endpoint, id, sha, digest, body) VALUES (?, ?, ?, ?, ?)",
                (endpoint, model_id, commit, digest, pack(body)),
            )
            for name in asked:
                self.note(name)
            return row.rowcount == 1

    @contextlib.contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """One transaction for what is added meanwhile; an exception takes all of it back. May be nested."""
        with self._using():
            if self._database.in_transaction:
                yield
            else:
                with transaction(self._database):
                    yield

    def add_text(self, key: str, text: str) -> None:
        """Keep a text under its key."""
        with self._using():
            if not self.has_text(key):
                self._database.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", (key, pack(text)))

    def has_text(self, key: str) -> bool:
        """Whether a text is kept under this key."""
        with self._using():
            return self._database.execute("SELECT 1 FROM text WHERE key = ?", (key,)).fetchone() is not None

    def note(self, name: Name) -> None:
        """Keep what a name led to, unless that is what it led to the last time."""
        key = (name.endpoint, name.name, name.revision)
        with self._using():
            where = "endpoint = ? AND name = ? AND revision = ?"
            query = f"SELECT id, target FROM asked WHERE {where} ORDER BY seq DESC LIMIT 1"
            if self._database.execute(query, key).fetchone() != (name.id, name.target):
                self._write(name)

    def note_once(self, name: Name) -> None:
        """Keep what a name led to elsewhere, unless this store has seen it lead there before."""
        with self._using():
            where = "endpoint = ? AND name = ? AND revision = ? AND id = ? AND target = ?"
            query = f"SELECT 1 FROM asked WHERE {where}"
            if self._database.execute(query, dataclasses.astuple(name)).fetchone() is None:
                self._write(name)

    def find(
        self, endpoint: str, name: str, revision: str | None, newest: int | None = None
    ) -> ModelSnapshot | None:
        """The newest snapshot of a model under any name it was asked by, or None.

        `revision` is a branch, a tag, a commit or its beginning; None takes the newest known. `newest` leaves out rows
        with a higher number, so that a run sees the store as it was at its beginning.
        """
        with self._using():
            target = self._target(endpoint, name, revision, newest)
            if target is None:
                return None
            row = self._row(
                "endpoint = ? AND id = ? AND sha = ?", (endpoint, *target), newest
            )
            if row is None:
                return None
            snapshot = decode(unpack(row[0]), self.text)
        return dataclasses.replace(snapshot, source="store", requested=name, revision=revision)

    def newest_of(self, endpoint: str, model_id: str, commit: str) -> ModelSnapshot | None:
        """The newest snapshot of this commit; None if there is none."""
        with self._using():
            row = self._row("endpoint = ? AND id = ? AND sha = ?", (endpoint, model_id, commit), None)
            return decode(unpack(row[0]), self.text) if row else None

    def commits(self, endpoint: str, name: str) -> tuple[str, ...]:
        """The commits of a model that are kept, the one read last first."""
        with self._using():
            target = self._target(endpoint, name, None, None)
            query = "SELECT sha FROM snapshot WHERE endpoint = ? AND id = ? GROUP BY sha ORDER BY max(seq) DESC"
            rows = self._database.execute(query, (endpoint, target[0])).fetchall() if target else []
        return tuple(row[0] for row in rows)

    def newest(self) -> int:
        """The number of the newest row."""
        with self._using():
            found = self._database.execute("SELECT max(seq) FROM snapshot").fetchone()[0]
            return int(found or 0)

    def encoded(self) -> Iterator[tuple[str, str, str, str, dict[str, str]]]:
        """(endpoint, id, commit, body, texts by key) of every snapshot, ordered by key and content, one at a time."""
        with self._using():
            order = "ORDER BY endpoint, id, sha, seq"
            keys = self._database.execute(f"SELECT seq FROM snapshot {order}").fetchall()
        for (seq,) in keys:
            with self._using():
                query = "SELECT endpoint, id, sha, body FROM snapshot WHERE seq = ?"
                endpoint, model_id, commit, packed = self._database.execute(query, (seq,)).fetchone()
                body = unpack(packed)
                texts = {key: self.text(key) for key in text_keys(body)}
            yield endpoint, model_id, commit, body, texts

    def names(self) -> tuple[Name, ...]:
        """What every name led to, the newest last."""
        with self._using():
            query = "SELECT endpoint, name, revision, id, target FROM asked ORDER BY endpoint, name, revision, seq"
            return tuple(Name(*row) for row in self._database.execute(query))

    # --- inside -----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _using(self) -> Iterator[None]:
        """The database for this thread alone; its errors in words."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as reason:
                hint = "Check the disk, or name another file with --store."
                raise UsageError(f"{self.path}: the store cannot be used: {reason}", hint) from None

    def _write(self, name: Name) -> None:
        self._database.execute(
            "INSERT INTO asked (endpoint, name, revision, id, target) VALUES (?, ?, ?, ?, ?)", dataclasses.astuple(name)
        )

    def _target(self, endpoint: str, name: str, revision: str | None, newest: int | None) -> tuple[str, str] | None:
        """(id, commit) that a name and revision stand for."""
        key = (endpoint, name.casefold(), revision or DEFAULT_REVISION)
        where = "endpoint = ? AND name = ? AND revision = ?"
        query = f"SELECT id, target FROM asked WHERE {where} ORDER BY seq DESC LIMIT 100"
        for model_id, commit in self._database.execute(query, key):
            if self._row("endpoint = ? AND id = ? AND sha = ?", (endpoint, model_id, commit), newest):
                return model_id, commit
        known = self._database.execute(
            "SELECT id FROM asked WHERE endpoint = ? AND name = ? ORDER BY seq DESC LIMIT 1", key[:2]
        ).fetchone()
        model_id = known[0] if known else name
        if revision is None:
            row = self._row("endpoint = ? AND id = ?", (endpoint, model_id), newest)
        elif _COMMIT_PREFIX.fullmatch(revision):
            # Hexadecimal digits only: nothing in it is a pattern.
            row = self._row("endpoint = ? AND id = ? AND sha LIKE ?", (endpoint, model_id, revision + "%"), newest)
        else:
            return None
        return (model_id, row[1]) if row else None

    def _row(self, where: str, values: tuple[str, ...], newest: int | None) -> tuple[bytes, str] | None:
        query = f"SELECT body, sha FROM snapshot WHERE {where} AND seq <= ? ORDER BY seq DESC LIMIT 1"
        highest = 2**62 if newest is None else newest
        row: tuple[bytes, str] | None = self._database.execute(query, (*values, highest)).fetchone()
        return row

    def text(self, key: str) -> str:
        """The text kept under a key. Raises UsageError if it is not there or not what its key says."""
        with self._using():
            row = self._database.execute("SELECT body FROM text WHERE key = ?", (key,)).fetchone()
        text = unpack(row[0]) if row else ""
        if row is None or text_key(text) != key:
            raise UsageError(f"{self.path}: a stored text is missing or damaged", "Move the file away and read again.")
        return text


def _without_passing(body: str) -> str:
    """The JSON without the number of downloads, which changes by the hour and is no evidence."""
    return re.sub(r'"downloads":\d+,?', "", body)
