"""Names of files as a repository lists them: outside strings, used as keys and shown, never opened as local paths."""

from __future__ import annotations

from collections.abc import Iterable

from auditor import limits
from auditor.nouns import FileEntry, Gap, GapReason
from auditor.text.shown import has_hidden, shown


def is_repository_path(name: object) -> bool:
    """Whether `name` can be a file of a Git repository: relative, no `.` or `..` part, no NUL, of bearable length."""
    if not isinstance(name, str) or not name or len(name) > limits.PATH_LENGTH or "\0" in name:
        return False
    return all(part not in ("", ".", "..") for part in name.split("/"))


def is_plain_path(name: str) -> bool:
    """Whether a repository path can be asked for: nothing hidden in it, and no backslash that a server might turn."""
    return not has_hidden(name) and "\\" not in name


def listing(entries: Iterable[tuple[object, object]]) -> tuple[tuple[FileEntry, ...], tuple[Gap, ...], bool]:
    """The files of an outside listing of (name, size), in the order of their names, with gaps and completeness.

    Names that no repository can hold are left out; a listing longer than the limit is cut and proves no absence.
    """
    found: dict[str, int | None] = {}
    refused: list[str] = []
    gaps: list[Gap] = []
    complete = True
    for name, size in entries:
        if len(found) >= limits.LISTED_FILES:
            complete = False
            detail = f"more than {limits.LISTED_FILES:,} files are listed; the rest was not read"
            gaps.append(Gap(document="files", reason=GapReason.TOO_LARGE, detail=detail))
            break
        if is_repository_path(name):
            found[str(name)] = size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None
        else:
            refused.append(shown(str(name), 40))
    if refused:
        detail = f"{len(refused)} listed names that no repository can hold were left out, the first: {refused[0]}"
        gaps.append(Gap(document="files", reason=GapReason.UNREADABLE, detail=detail))
    return tuple(FileEntry(path=path, size=found[path]) for path in sorted(found)), tuple(gaps), complete
