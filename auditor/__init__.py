"""auditor: what the terms of an AI model allow and what its makers disclose, with the evidence.

The names below are the library; everything else may move. They are loaded when first used, so that importing the
package costs nothing:

* `Catalog.load()`: the rules;
* `parse_model(argument)`, `SourceOptions`, `read_models(refs, options, catalog)`: from a name to snapshots;
* `audit(snapshot, catalog)`: the judgement, pure;
* `read_document(document, catalog)`: which license one text is, and what its clauses do;
* the records of `auditor.nouns` that go in and come out, and `AuditorError`, the base of every expected error.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.errors import AuditorError
    from auditor.judge import audit
    from auditor.licenses.reading import read_document
    from auditor.names import parse_model
    from auditor.nouns import (
        AuditReport,
        Document,
        DocumentKind,
        DocumentReading,
        FileEntry,
        Finding,
        Gap,
        GapReason,
        HubMetadata,
        ModelSnapshot,
        Verdict,
    )
    from auditor.sources import SourceOptions, read_models

_HOMES = {
    "AuditReport": "auditor.nouns",
    "AuditorError": "auditor.errors",
    "Catalog": "auditor.catalog.catalog",
    "Document": "auditor.nouns",
    "DocumentKind": "auditor.nouns",
    "DocumentReading": "auditor.nouns",
    "FileEntry": "auditor.nouns",
    "Finding": "auditor.nouns",
    "Gap": "auditor.nouns",
    "GapReason": "auditor.nouns",
    "HubMetadata": "auditor.nouns",
    "ModelSnapshot": "auditor.nouns",
    "SourceOptions": "auditor.sources",
    "Verdict": "auditor.nouns",
    "audit": "auditor.judge",
    "parse_model": "auditor.names",
    "read_document": "auditor.licenses.reading",
    "read_models": "auditor.sources",
}

__all__ = [
    "AuditReport",
    "AuditorError",
    "Catalog",
    "Document",
    "DocumentKind",
    "DocumentReading",
    "FileEntry",
    "Finding",
    "Gap",
    "GapReason",
    "HubMetadata",
    "ModelSnapshot",
    "SourceOptions",
    "Verdict",
    "audit",
    "parse_model",
    "read_document",
    "read_models",
]


def __getattr__(name: str) -> Any:
    """The public name, imported from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'auditor' has no attribute {name!r}")
    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found
