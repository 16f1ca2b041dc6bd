"""What is held already of a model at a commit: it is not asked for again, since a commit never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.nouns import Document, WeightHeader


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Documents by their path, and the headers of weight files."""

    documents: Mapping[str, Document] = field(default_factory=dict)
    headers: tuple[WeightHeader, ...] = ()
