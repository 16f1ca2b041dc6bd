"""The work behind `auditor bundle`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.sources.bundle import Moved


def write_bundle(file: Path, store: Path | None) -> Moved:
    """Export the store to `file`. Raises UsageError if there is no store, or no folder for the file."""
    from auditor.sources import default_store
    from auditor.sources.bundle import export_bundle
    from auditor.sources.store import Store

    path = store or default_store()
    if not path.is_file():
        raise UsageError(f"{path}: no evidence is kept there", "Audit a model first, or name it with --store.")
    if file.is_dir() or not file.parent.is_dir():
        raise UsageError(f"{file}: not a place for a file", "Name a file in a folder that exists.")
    with closing(Store(path)) as opened:
        return export_bundle(opened, file)


def read_bundle(file: Path, store: Path | None) -> Moved:
    """Import `file` into the store, which is made if there is none. Raises UsageError if it is no sound bundle."""
    from auditor.sources import default_store
    from auditor.sources.bundle import import_bundle
    from auditor.sources.store import Store

    if not file.is_file():
        raise UsageError(f"{file}: no such file", "Name a bundle that `auditor bundle export` wrote.")
    path = store or default_store()
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(Store(path)) as opened:
        return import_bundle(opened, file)
