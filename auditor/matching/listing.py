"""`Listing`: a repository's files as patterns are tried on them. What an incomplete listing lacks is unknown."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from auditor.nouns import FileEntry, ModelSnapshot


@dataclass(frozen=True, slots=True)
class Listing:
    """The listed files. `complete` says that what is not listed is not there."""

    files: tuple[FileEntry, ...]
    complete: bool
    _text: str

    @classmethod
    def of(cls, snapshot: ModelSnapshot) -> Listing:
        """The listing of a snapshot; documents that were read count as listed."""
        files = snapshot.files or ()
        names = {entry.path for entry in files}
        read = [FileEntry(path=item.path) for item in snapshot.documents if item.url is None and not item.by_user]
        files += tuple(entry for entry in read if entry.path not in names)
        return cls(
            files, snapshot.files is not None and snapshot.files_complete, "\n".join(_flat(e.path) for e in files)
        )

    @classmethod
    def named(cls, paths: tuple[str, ...]) -> Listing:
        """A complete listing of these paths."""
        return cls(tuple(FileEntry(path=path) for path in paths), True, "\n".join(map(_flat, paths)))

    def matches(self, patterns: tuple[str, ...], avoid: tuple[str, ...] = ()) -> tuple[FileEntry, ...]:
        """The files that fit one of `patterns` and none of `avoid`, in the order listed, without regard to case.

        A pattern without a slash is tried on the name, one with a slash on the whole path; `*` crosses no line end.
        """
        found = _lines(self._text, patterns)
        if found and avoid:
            found -= _lines(self._text, avoid)
        return tuple(self.files[number] for number in sorted(found))

    def has(self, patterns: tuple[str, ...], avoid: tuple[str, ...] = ()) -> bool | None:
        """Whether a file fits; None where none does and the listing is not complete."""
        return True if self.matches(patterns, avoid) else (False if self.complete else None)


def _flat(path: str) -> str:
    """A path on one line, folded for comparison: an outside name may hold line ends."""
    return re.sub(r"[\r\n]", " ", path).casefold()


def _lines(text: str, patterns: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    line, place = 0, 0
    for match in _compiled(patterns).finditer(text):
        line += text.count("\n", place, match.start())
        place = match.start()
        found.add(line)
    return found


@functools.lru_cache(maxsize=512)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("^(?:" + "|".join(map(_expression, patterns)) + ")$", re.MULTILINE)


def _expression(pattern: str) -> str:
    """A shell pattern as an expression without second thoughts: what stands between two stars is met where it first
    can be, which is never worse, so that time stays linear in the name."""
    first, *rest = [_literal(part) for part in pattern.casefold().split("*")]
    body = first
    for number, part in enumerate(rest):
        body += r"[^\n]*" + part if number == len(rest) - 1 else rf"(?>[^\n]*?{part})"
    return body if "/" in pattern else r"(?>(?:[^\n]*/)?)" + body


def _literal(part: str) -> str:
    return "".join(r"[^\n]" if char == "?" else re.escape(char) for char in part)
