"""The files of a repository in a fixed order: ignored and vendored ones left out, links that leave it not followed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import PathSpec

    #: The folder that an ignore file stands in, and its patterns.
    Ignored = tuple[str, "PathSpec[Any]"]

#: Folders of other people's code and of build output.
VENDORED = frozenset(
    {
        "node_modules",
        "vendor",
        "third_party",
        "third-party",
        "site-packages",
        "dist-packages",
        ".venv",
        "venv",
        ".tox",
        ".nox",
        ".eggs",
        "bower_components",
        ".git",
        ".hg",
        ".svn",
        "__pycache__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".terraform",
        ".gradle",
        ".next",
        ".nuxt",
        "Pods",
    }
)


@dataclass
class Counts:
    """What was passed over."""

    vendored: int = 0
    ignored: int = 0
    links: int = 0
    unreadable: list[str] = field(default_factory=list)


def files_of(root: Path, counts: Counts) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """(path relative to `root`, entry) of every file, folders in the order of their names.

    A folder given itself is read even if its name is a vendored one. Links to folders are not followed, so that a loop
    of links ends; links to files are followed only inside `root`.
    """
    yield from _folder(str(root), "", counts, [], str(root.resolve()))


def _folder(
    path: str, relative: str, counts: Counts, specs: list[Ignored], root: str
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    stack: list[tuple[str, str, list[Ignored]]] = [(path, relative, specs)]
    while stack:
        path, relative, specs = stack.pop()
        try:
            with os.scandir(path) as listing:
                found = sorted(listing, key=lambda entry: entry.name)
        except OSError as reason:
            counts.unreadable.append(f"{relative or '.'}: {reason.strerror}")
            continue
        own = _ignore_file(path, relative)
        specs = [*specs, own] if own else specs
        folders = []
        for entry in found:
            name = f"{relative}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name in VENDORED:
                    counts.vendored += 1
                elif _ignored(name + "/", specs):
                    counts.ignored += 1
                else:
                    folders.append((entry.path, name + "/", specs))
            elif _is_own_file(entry, root, counts):
                if specs and _ignored(name, specs):
                    counts.ignored += 1
                else:
                    yield name, entry
        stack.extend(reversed(folders))


def _is_own_file(entry: os.DirEntry[str], root: str, counts: Counts) -> bool:
    if not entry.is_symlink():
        return entry.is_file()
    try:
        target = os.path.realpath(entry.path)
    except OSError:
        return False
    inside = target.startswith(root + os.sep) and Path(target).is_file()
    counts.links += not inside
    return inside


def _ignore_file(path: str, relative: str) -> Ignored | None:
    """The patterns of this folder's .gitignore, with the folder that they are relative to."""
    file = Path(path) / ".gitignore"
    try:
        text = file.read_text("utf-8", "replace") if file.is_file() else ""
    except OSError:
        return None
    if not text.strip():
        return None
    import pathspec

    return relative, pathspec.PathSpec.from_lines("gitignore", text.splitlines())


def _ignored(name: str, specs: list[Ignored]) -> bool:
    """Whether the innermost .gitignore that speaks of the path excludes it."""
    for folder, spec in reversed(specs):
        result = spec.check_file(name[len(folder) :])
        if result.include is not None:
            return bool(result.include)
    return False


def ending(name: str) -> str:
    """The last suffix of a file name, in lower case."""
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot and stem and not stem.endswith("/") else ""
