"""The store's SQLite file: how it is made, opened and written. With `store.py` the only module that knows sqlite3."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from auditor import limits
from auditor.errors import UsageError

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
#: Bytes replaced in decoding take three bytes each: no text or listing unpacks to more than this.
_UNPACKED_BYTES = 3 * limits.CARD_BYTES + limits.METADATA_BYTES
_BUSY_SECONDS = 30.0


def connect(path: Path) -> sqlite3.Connection:
    """The open database at `path`, made if it is not there. Raises sqlite3.Error if it is another program's."""
    database = _connect(path)
    try:
        _check(database)
    except BaseException:
        database.close()
        raise
    return database


@contextlib.contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All of what is written meanwhile, or none of it if an exception ends it."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def pack(text: str) -> bytes:
    """A text as it is kept."""
    return zlib.compress(text.encode("utf-8"), 6)


def unpack(packed: bytes) -> str:
    """A kept text. Raises UsageError if it is none, or unpacks to more than any text holds."""
    inflate = zlib.decompressobj()
    try:
        data = inflate.decompress(packed, _UNPACKED_BYTES)
    except zlib.error:
        raise UsageError("a stored text is damaged", "Move the store away and read again.") from None
    if inflate.unconsumed_tail:
        raise UsageError("a stored text is larger than any text may be", "Move the store away and read again.")
    return data.decode("utf-8", "replace")


def _connect(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _open(str(path), uri=False)
    except (sqlite3.OperationalError, OSError):
        if not path.is_file():
            raise sqlite3.OperationalError("cannot be made here") from None
        # A store on a read-only disk: nothing can write it, so it needs no lock and no log.
        return _open(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _open(name: str, uri: bool) -> sqlite3.Connection:
    database = sqlite3.connect(name, uri=uri, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
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


def _create(database: sqlite3.Connection) -> None:
    """The tables of a new file. Two processes may both find it new: the second waits and sees it made."""
    with transaction(database):
        if not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in _SCHEMA.split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
            database.execute(f"PRAGMA user_version = {_VERSION}")


def _check(database: sqlite3.Connection) -> None:
    application = database.execute("PRAGMA application_id").fetchone()[0]
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if application != _APPLICATION:
        raise sqlite3.DatabaseError("a database of another program")
    if version != _VERSION:
        raise sqlite3.DatabaseError(f"made by another version of auditor (form {version}, not {_VERSION})")
