"""The records of a scan. Imports the standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How sure the model of a reference is: written there, worked out, or not to be known from the text."""

    DECLARED = "declared"
    INFERRED = "inferred"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One place in a repository that names a model.

    `file` is relative to the scanned folder, with forward slashes; `line` counts from 1. `model` is a Hub id, or the
    text as written where the status is unresolved. `how` names the pattern; `resolved_from` says where an inferred
    value comes from (`line 3`, `variable MODEL_ID`, `alias of …`), "" for a declared one.
    """

    file: str
    line: int
    model: str
    revision: str | None
    status: Status
    how: str
    resolved_from: str = ""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the references of one file."""

    file: str

    def __call__(
        self, model: str, revision: str | None, line: int, status: Status, how: str, origin: str = ""
    ) -> Reference:
        """A reference at `line` of the file; `origin` says where an inferred value comes from."""
        return Reference(
            file=self.file, line=line, model=model, revision=revision, status=status, how=how, resolved_from=origin
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file that was not read, and why: broken, too-large, unreadable, binary."""

    file: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """All references in the order of files and lines, what was skipped, and counts of what was passed over."""

    references: tuple[Reference, ...]
    skipped: tuple[Skipped, ...]
    files: int
    binary: int = 0
    vendored: int = 0
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A value worked out from source: `text` is None where a part is unknown, and `raw` shows it as written.

    `origin` says where it comes from, "" for a literal at the place itself; `line` is that of the literal.
    """

    text: str | None
    raw: str
    line: int
    origin: str = ""

    @property
    def inferred(self) -> bool:
        """Whether the value was worked out rather than written at the place."""
        return bool(self.origin)
