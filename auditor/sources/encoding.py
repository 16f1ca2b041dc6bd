"""Snapshots as JSON and back, without their texts: what the store and the bundle keep. Strict on the way in."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from auditor.catalog.reader import Faults, read
from auditor.errors import UsageError
from auditor.nouns import ModelSnapshot
from auditor.text.decode import sha256
from auditor.text.shown import shown

#: Where a document's text is replaced by the hash of its UTF-8 bytes, under which the text itself is kept.
TEXT_KEY = "text"


def text_key(text: str) -> str:
    """The key under which a text is kept. (A document's own `sha256` is of its raw bytes, before decoding.)"""
    return sha256(text.encode("utf-8"))


def encode(snapshot: ModelSnapshot) -> str:
    """The snapshot as JSON, with keys in place of texts and without bases; equal evidence gives equal JSON."""
    table = _plain(dataclasses.replace(snapshot, bases=()))
    table.pop("bases")
    for document, entry in zip(snapshot.documents, table["documents"], strict=True):
        entry[TEXT_KEY] = text_key(document.text)
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(body: str, text_of: Callable[[str], str]) -> ModelSnapshot:
    """The snapshot of such a JSON text; `text_of` gives a text by its key. Raises UsageError if it is none."""
    table = _table(body)
    for entry in table.get("documents") or ():
        if isinstance(entry, dict) and isinstance(entry.get(TEXT_KEY), str):
            entry[TEXT_KEY] = text_of(entry[TEXT_KEY])
    faults = Faults()
    snapshot = read(ModelSnapshot, table, "snapshot", faults)
    if snapshot is None:
        raise UsageError(f"a stored snapshot is damaged: {shown(faults.lines[0], 200)}", "Read the model again.")
    return snapshot


def text_keys(body: str) -> tuple[str, ...]:
    """The keys of all texts that a snapshot in JSON needs, in order."""
    documents = _table(body).get("documents") or ()
    return tuple(entry[TEXT_KEY] for entry in documents if isinstance(entry, dict) and TEXT_KEY in entry)


def _table(body: str) -> dict[str, Any]:
    try:
        table = json.loads(body)
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict):
        raise UsageError("a stored snapshot is damaged: not JSON", "Read the model again.")
    return table


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        items = ((item.name, getattr(value, item.name)) for item in dataclasses.fields(value))
        return {name: _plain(part) for name, part in items if part is not None}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
