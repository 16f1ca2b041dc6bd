"""Files of a folder that somebody else filled: only regular files inside it are read, and only so much of them."""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from auditor import limits
from auditor.nouns import Gap, GapReason

#: Folders that are no part of a repository's files.
_SKIPPED = frozenset({".git", ".cache", "__pycache__"})
#: A tree deeper than this is a trap, not a model.
_DEPTH = 32


def read_inside(root: Path, name: str, limit: int) -> bytes | Gap | None:
    """At most `limit` + 1 bytes of `root/name`; None if it is not there; a gap if it leaves `root` or is no file.

    `name` is a repository path: its parts are joined one by one, so it cannot climb.
    """
    path = root.joinpath(*name.split("/"))
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            return _gap(name, "a link that leaves the folder")
        return _read(real, name, limit)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, RuntimeError, ValueError) as reason:
        return _gap(name, _why(reason))


def _read(real: Path, name: str, limit: int) -> bytes | Gap:
    # Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
    handle = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return _gap(name, "not a regular file")
        parts, left = [], limit + 1
        while left > 0 and (part := os.read(handle, min(left, 1 << 20))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def _gap(name: str, detail: str) -> Gap:
    return Gap(document=name, reason=GapReason.UNREADABLE, detail=detail)


def _why(reason: BaseException) -> str:
    """The system's own words, without the path (reports hold no local paths)."""
    return (reason.strerror or type(reason).__name__) if isinstance(reason, OSError) else type(reason).__name__


def list_files(root: Path) -> Iterator[tuple[str, int | None]]:
    """(path, size) of each file below `root`, in the order of their names; at most one more than the limit.

    Links to folders are not followed. A link to a file counts as a file, with its own size unknown.
    """
    yield from itertools.islice(_walk(root, "", 0), limits.LISTED_FILES + 1)


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, int | None]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        # A name that is not UTF-8 is shown with replacement characters; it is listed, never opened by that name.
        name = os.fsencode(entry.name).decode("utf-8", "replace")
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _SKIPPED and depth < _DEPTH:
                yield from _walk(Path(entry.path), f"{prefix}{name}/", depth + 1)
        elif entry.is_symlink():
            yield prefix + name, None
        elif entry.is_file(follow_symlinks=False):
            yield prefix + name, entry.stat(follow_symlinks=False).st_size
