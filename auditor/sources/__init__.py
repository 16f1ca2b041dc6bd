"""The one way in: references to snapshots of what was read, from a Hub, a folder, the store or the catalog."""

from __future__ import annotations

from auditor.sources.batch import read_models
from auditor.sources.options import Outcome, Progress, SourceOptions, UserDocument
from auditor.sources.places import default_store
from auditor.sources.user_documents import parse_document, with_user_documents

__all__ = [
    "Outcome",
    "Progress",
    "SourceOptions",
    "UserDocument",
    "default_store",
    "parse_document",
    "read_models",
    "with_user_documents",
]
