"""Models in a Hub cache folder: what other programs downloaded, at the commits they downloaded it.

Three traps. A cache filled by commit has no `refs/main`, so a look-up by branch finds nothing although the files are
there. A snapshot holds what somebody wanted, seldom everything: it proves presence, never absence. And `.no_exist/`
holds an empty file for each name that the Hub is known not to have: that is no file, but it does prove absence.
"""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

from auditor.catalog.documents import DocumentPatterns
from auditor.names import DATASETS
from auditor.nouns import DocumentKind, Gap, ModelSnapshot
from auditor.sources.assemble import Holding, assemble
from auditor.sources.local import list_files, read_inside
from auditor.sources.paths import listing
from auditor.sources.plan import PlannedFile, kind_of

_COMMIT = re.compile(r"[0-9a-f]{40}")
_PREFIX = re.compile(r"[0-9a-f]{7,40}")
_REF_BYTES = 200


def cache_folder() -> Path:
    """The Hub's cache folder by HF_HUB_CACHE, HF_HOME or XDG_CACHE_HOME, as the Hub's own library finds it."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(name):
            return Path(os.path.expandvars(os.environ[name])).expanduser()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or f"{base}/huggingface"
    return Path(os.path.expandvars(home)).expanduser() / "hub"


def model_folder(cache: Path, model_id: str) -> Path | None:
    """The folder of a model or data set in a cache folder, or None if it holds none."""
    marked = model_id if model_id.startswith(DATASETS) else f"models/{model_id}"
    folder = cache / marked.replace("/", "--")
    return folder if (folder / "snapshots").is_dir() else None


def split_path(path: Path) -> tuple[Path, str | None] | None:
    """(model folder, commit) if `path` is a model's folder in a Hub cache, or one snapshot in it; else None."""
    real = path.resolve()
    if real.name.startswith("models--") and (real / "snapshots").is_dir():
        return real, None
    if real.parent.name == "snapshots" and real.parent.parent.name.startswith("models--"):
        return real.parent.parent, real.name
    return None


def read_cached(
    folder: Path, requested: str | None, revision: str | None, patterns: DocumentPatterns
) -> ModelSnapshot | None:
    """The model of a cache folder at `revision` (None: main, else the only or newest commit), or None if not there."""
    commit = _commit(folder, revision)
    if commit is None:
        return None
    model_id = _id_of(folder)
    root = folder / "snapshots" / commit
    files, gaps, _ = listing(list_files(root))
    holding = Holding(
        id=model_id, requested=requested or model_id, listed=files, complete=False, revision=revision, commit=commit,
        gaps=gaps,
    )
    snapshot = assemble(holding, lambda file: _read(folder, commit, file), patterns)
    return _without_disproved(snapshot, folder / ".no_exist" / commit, patterns)


def _id_of(folder: Path) -> str:
    kind, _, name = folder.name.partition("--")
    model_id = name.replace("--", "/", 1)
    return DATASETS + model_id if f"{kind}/" == DATASETS else model_id


def _commit(folder: Path, revision: str | None) -> str | None:
    held = sorted(path.name for path in (folder / "snapshots").iterdir() if _COMMIT.fullmatch(path.name))
    named = _ref(folder, revision or "main")
    if named in held:
        return named
    if revision is None:
        # The newest by the time it was made; by name where two were made at once.
        return max(held, key=lambda name: ((folder / "snapshots" / name).stat().st_mtime_ns, name), default=None)
    if _PREFIX.fullmatch(revision):
        fits = [name for name in held if name.startswith(revision)]
        return fits[0] if len(fits) == 1 else None
    return None


def _ref(folder: Path, revision: str) -> str | None:
    data = read_inside(folder / "refs", revision, _REF_BYTES)
    text = data.decode("ascii", "replace").strip() if isinstance(data, bytes) else ""
    return text if _COMMIT.fullmatch(text) else None


def _read(folder: Path, commit: str, file: PlannedFile) -> bytes | Gap | None:
    # A snapshot's files are links into blobs/ beside it: the model's folder is what they may not leave.
    found = read_inside(folder, f"snapshots/{commit}/{file.path}", file.limit)
    return dataclasses.replace(found, document=file.path) if isinstance(found, Gap) else found


def _without_disproved(snapshot: ModelSnapshot, absent: Path, patterns: DocumentPatterns) -> ModelSnapshot:
    """Without the gap for a card that the Hub is known not to have."""
    names = {path for path, _ in list_files(absent)} if absent.is_dir() else set()
    if not any(kind_of(name, patterns) is DocumentKind.CARD and name == "README.md" for name in names):
        return snapshot
    gaps = tuple(gap for gap in snapshot.gaps if gap.document != DocumentKind.CARD.value)
    return dataclasses.replace(snapshot, gaps=gaps)
