"""Models in folders: the layout DIR/ORG/NAME, and a checkout or download of one repository.

`siblings.txt`, if there, is the repository's full file list, one path a line; `siblings.partial.txt` proves presence,
never absence; `model_info.json` is the API's answer. These three are not files of the repository. A folder without them
lists completely only if it was named as a path or is a Git checkout.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor import limits
from auditor.catalog.documents import DocumentPatterns
from auditor.errors import NotReadable, UsageError
from auditor.names import DATASETS, hub_id_fault
from auditor.nouns import FileEntry, Gap, GapReason, ModelSnapshot
from auditor.sources.assemble import Holding, assemble
from auditor.sources.git_folder import commit_of_checkout, hub_id_of_checkout
from auditor.sources.local import list_files, read_inside
from auditor.sources.metadata import commit_of, hub_metadata, id_of, parse_answer, siblings
from auditor.sources.paths import listing
from auditor.sources.weight_headers import folder_headers, with_headers
from auditor.text.shown import shown

FULL_LIST = "siblings.txt"
PARTIAL_LIST = "siblings.partial.txt"
MODEL_INFO = "model_info.json"
#: Files beside a repository's own that say what is known of it.
ASIDE = frozenset({FULL_LIST, PARTIAL_LIST, MODEL_INFO})


def read_from_layout(hub: Path, model_id: str, revision: str | None, patterns: DocumentPatterns) -> ModelSnapshot:
    """The model ORG/NAME of a folder of models, or the data set datasets/ORG/NAME. Raises NotReadable if it holds none.
    """
    fault = hub_id_fault(model_id.removeprefix(DATASETS))
    if fault:
        raise UsageError(f"{shown(model_id)}: not a Hub id: {fault}", "Name models of a folder as ORG/NAME.")
    folder = hub.joinpath(*model_id.split("/"))
    if not folder.is_dir():
        hint = f"The folder given with --hub should hold {model_id}/README.md and so on."
        raise NotReadable(f"{model_id}: not in the folder given with --hub", hint, GapReason.NOT_FOUND)
    return _read(folder, model_id, model_id, revision, patterns, lists_itself=(folder / ".git").exists())


def read_folder(path: Path, text: str, patterns: DocumentPatterns) -> ModelSnapshot:
    """The model in the folder `path`, which the user wrote as `text`. Raises UsageError if there is no such folder."""
    if not path.is_dir():
        what = "not a folder" if path.exists() else "no such folder"
        raise UsageError(f"{shown(text)}: {what}", "For a model of the Hub write ORG/NAME, without ./ before it.")
    return _read(path, None, text, None, patterns, lists_itself=True)


def _read(
    folder: Path, model_id: str | None, requested: str, revision: str | None, patterns: DocumentPatterns,
    lists_itself: bool,
) -> ModelSnapshot:
    answer = _answer(folder)
    name = model_id or id_of(answer) or hub_id_of_checkout(folder) or _own_name(folder)
    present = {path: size for path, size in list_files(folder) if path not in ASIDE}
    listed, gaps, complete = _listing(folder, answer, present, lists_itself)
    holding = Holding(
        id=name, requested=requested if model_id else name, listed=listed, complete=complete,
        metadata=hub_metadata(answer) if answer else None, revision=revision,
        commit=commit_of(answer) or commit_of_checkout(folder), gaps=gaps,
    )
    snapshot = assemble(holding, lambda file: read_inside(folder, file.path, file.limit), patterns)
    return with_headers(snapshot, (), folder_headers(folder, present))


def _own_name(folder: Path) -> str:
    """ORG/NAME where the folder lies in a folder of models, else its own name; never the path to it."""
    real = folder.resolve()
    in_layout = any((folder / name).is_file() for name in (FULL_LIST, PARTIAL_LIST))
    both = f"{real.parent.name}/{real.name}"
    return both if in_layout and hub_id_fault(both) is None else real.name or "folder"


def _answer(folder: Path) -> dict[str, object]:
    body = read_inside(folder, MODEL_INFO, limits.METADATA_BYTES)
    return (parse_answer(body) if isinstance(body, bytes) else None) or {}


def _listing(
    folder: Path, answer: dict[str, object], present: dict[str, int | None], lists_itself: bool
) -> tuple[tuple[FileEntry, ...], tuple[Gap, ...], bool]:
    full = _lines(folder, FULL_LIST)
    named = siblings(answer)
    if full is not None or named is not None:
        entries = [*present.items(), *((path, None) for path in full or ()), *(named or ())]
        return listing(_sized(entries))
    partial = _lines(folder, PARTIAL_LIST)
    entries = [*present.items(), *((path, None) for path in partial or ())]
    files, gaps, complete = listing(_sized(entries))
    return files, gaps, complete and lists_itself and partial is None


def _sized(entries: list[tuple[object, object]]) -> Iterator[tuple[object, object]]:
    """Each name once, with the first size that is known."""
    sizes: dict[object, object] = {}
    for name, size in entries:
        key = name if isinstance(name, str) else repr(name)
        if sizes.get(key) is None:
            sizes[key] = size
    yield from sizes.items()


def _lines(folder: Path, name: str) -> list[str] | None:
    data = read_inside(folder, name, limits.METADATA_BYTES)
    if not isinstance(data, bytes):
        return None
    return [line for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
