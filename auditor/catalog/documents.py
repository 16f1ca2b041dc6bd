"""Which files of a repository are read as evidence, in which order, and what for: the record of `documents.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.nouns import DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPattern:
    """How files of one kind are named.

    `files` are whole names, the preferred one first. `stems` are shell patterns on the name without its type, compared
    after casefolding with `_`, `-`, `.` and runs of blanks taken as one blank ("USE_POLICY.md" is "use policy").
    `folders` are folders that hold such files besides the root. `at_most` of the kind are read before other kinds get
    their turn. `required` says that a file of this kind which was not read is a gap, whatever the reason.
    """

    kind: DocumentKind
    files: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    at_most: int = 1
    required: bool = True

    def __post_init__(self) -> None:
        if not self.files and not self.stems:
            raise ValueError("names no file: give `files` or `stems`")
        if self.at_most < 1:
            raise ValueError("at_most must be 1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPatterns:
    """The kinds of documents in the order they are read. `never`: file types that hold no terms, whatever the name."""

    schema: int
    never: tuple[str, ...]
    document: tuple[DocumentPattern, ...]

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
        kinds = [pattern.kind for pattern in self.document]
        if len(set(kinds)) != len(kinds):
            raise ValueError("a kind of document stands twice")
