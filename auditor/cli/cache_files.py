"""The files of the cache folder, by what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.catalog.catalog import cache_folder
from auditor.sources import default_store

_HOLDS = {"catalog": "compiled rules", "log": "fault log"}


def cached_files() -> list[tuple[str, str, int]]:
    """(path below the cache folder, what it holds, bytes) of every file that this program put there, sorted."""
    return [(path.relative_to(cache_folder()).as_posix(), kind, path.stat().st_size) for path, kind in _own_files()]


def prune_files(evidence: bool) -> tuple[int, int]:
    """Delete compiled rules and logs, and the evidence database if asked; how many files and bytes that were."""
    count, size = 0, 0
    for path, kind in _own_files():
        if kind != "evidence" or evidence:
            size += path.stat().st_size
            path.unlink(missing_ok=True)
            count += 1
    return count, size


def _own_files() -> Iterator[tuple[Path, str]]:
    # Only names that this program gives: AUDITOR_CACHE may point to a folder that holds other things too.
    folder = cache_folder()
    for path in sorted(folder.glob(default_store().name + "*")):
        if path.is_file():
            yield path, "evidence"
    for name, kind in _HOLDS.items():
        for path in sorted((folder / name).glob("*")):
            if path.is_file():
                yield path, kind
