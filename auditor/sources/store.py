"""The store: every snapshot ever read from a Hub, in one SQLite file. The only module that imports sqlite3.

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
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor import limits
from auditor.errors import UsageError
from auditor.nouns import Document, ModelSnapshot
from auditor.sources.encoding import by_path, decode, encode, text_key, text_keys

_APPLICATION = 0x41554454
_VERSION = 1
_SCHEMA = """
CREATE TABLE text (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE snapshot (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL, id TEXT NOT NULL, sha TEXT NOT NULL,
    digest TEXT NOT NULL, body BLOB NOT NULL, UNIQUE (endpoint, id, sha, digest)
);
CREATE TABLE asked (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL, name TEXT NOT NULL, revision TEXT NOT NULL,
    id TEXT NOT NULL, target TEXT NOT NULL
);
CREATE INDEX asked_by_name ON asked (endpoint, name, revision, seq);
"""
#: The branch that a model's id alone stands for.
DEFAULT_REVISION = "main"
_COMMIT_PREFIX = re.compile(r"[0-9a-f]{7,64}")
_TEXT_BYTES = 4 * max(limits.CARD_BYTES, limits.LICENSE_BYTES)
_BUSY_SECONDS = 30.0


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
            self._database = self._connect()
            self._check()
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
        with self._using(), _Transaction(self._database):
            self._database.executemany(
                "INSERT OR IGNORE INTO text VALUES (?, ?)", [(key, _pack(text)) for key, text in texts.items()]
            )
            row = self._database.execute(
                "INSERT OR IGNORE INTO snapshot (endpoint, id, sha, digest, body) VALUES (?, ?, ?, ?, ?)",
                (endpoint, model_id, commit, digest, _pack(body)),
            )
            for name in asked:
                self._note(name)
            return row.rowcount == 1

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
            snapshot = decode(_unpack(row[0]), self._text)
        return dataclasses.replace(snapshot, source="store", requested=name, revision=revision)

    def documents(self, endpoint: str, model_id: str, commit: str) -> Mapping[str, Document]:
        """The documents of the newest snapshot of this commit, by path; empty if there is none."""
        with self._using():
            row = self._row("endpoint = ? AND id = ? AND sha = ?", (endpoint, model_id, commit), None)
            return by_path(decode(_unpack(row[0]), self._text).documents) if row else {}

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
                body = _unpack(packed)
                texts = {key: self._text(key) for key in text_keys(body)}
            yield endpoint, model_id, commit, body, texts

    def names(self) -> tuple[Name, ...]:
        """What every name led to, the newest last."""
        with self._using():
            query = "SELECT endpoint, name, revision, id, target FROM asked ORDER BY endpoint, name, revision, seq"
            return tuple(Name(*row) for row in self._database.execute(query))

    # --- inside -----------------------------------------------------------------------------------------------------

    def _connect(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self._open(str(self.path), uri=False)
        except (sqlite3.OperationalError, OSError):
            if not self.path.is_file():
                raise sqlite3.OperationalError("cannot be made here") from None
            # A store on a read-only disk: nothing can write it, so it needs no lock and no log.
            return self._open(f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)

    def _open(self, name: str, uri: bool) -> sqlite3.Connection:
        database = sqlite3.connect(
            name, uri=uri, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            if not uri:
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = NORMAL")
                _create(database)
        except BaseException:
            database.close()
            raise
        return database

    def _check(self) -> None:
        application = self._database.execute("PRAGMA application_id").fetchone()[0]
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        if application != _APPLICATION:
            raise sqlite3.DatabaseError("a database of another program")
        if version != _VERSION:
            raise sqlite3.DatabaseError(f"made by another version of auditor (form {version}, not {_VERSION})")

    @contextlib.contextmanager
    def _using(self) -> Iterator[None]:
        """The database for this thread alone; its errors in words."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as reason:
                hint = "Check the disk, or name another file with --store."
                raise UsageError(f"{self.path}: the store cannot be used: {reason}", hint) from None

    def _note(self, name: Name) -> None:
        last = self._database.execute(
            "SELECT id, target FROM asked WHERE endpoint = ? AND name = ? AND revision = ? ORDER BY seq DESC LIMIT 1",
            (name.endpoint, name.name, name.revision),
        ).fetchone()
        if last != (name.id, name.target):
            self._database.execute(
                "INSERT INTO asked (endpoint, name, revision, id, target) VALUES (?, ?, ?, ?, ?)",
                dataclasses.astuple(name),
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
        row: tuple[bytes, str] | None = self._database.execute(query, (*values, newest or 2**62)).fetchone()
        return row

    def _text(self, key: str) -> str:
        row = self._database.execute("SELECT body FROM text WHERE key = ?", (key,)).fetchone()
        text = _unpack(row[0]) if row else ""
        if row is None or text_key(text) != key:
            raise UsageError(f"{self.path}: a stored text is missing or damaged", "Move the file away and read again.")
        return text


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK on any exception."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: Any, *_: object) -> None:
        self._database.execute("COMMIT" if kind is None else "ROLLBACK")


def _create(database: sqlite3.Connection) -> None:
    """The tables of a new file. Two processes may both find it new: the second waits and sees it made."""
    database.execute("BEGIN IMMEDIATE")
    try:
        if not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in _SCHEMA.split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
            database.execute(f"PRAGMA user_version = {_VERSION}")
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise


def _without_passing(body: str) -> str:
    """The JSON without the number of downloads, which changes by the hour and is no evidence."""
    return re.sub(r'"downloads":\d+,?', "", body)


def _pack(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8"), 6)


def _unpack(packed: bytes) -> str:
    inflate = zlib.decompressobj()
    data = inflate.decompress(packed, limits.METADATA_BYTES + _TEXT_BYTES)
    if inflate.unconsumed_tail:
        raise UsageError("a stored text is larger than any text may be", "Move the store away and read again.")
    return data.decode("utf-8", "replace")
