"""Where models are read from, as the options of a command say it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import UsageError
from auditor.nouns import DocumentKind

if TYPE_CHECKING:
    from auditor.sources.options import SourceOptions, UserDocument

#: The kinds of text that a user may hold of a gated model.
_HELD_KINDS = {
    str(kind): kind for kind in (DocumentKind.LICENSE, DocumentKind.POLICY, DocumentKind.NOTICE, DocumentKind.CARD)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The options that say where and how models are read, as given."""

    hub: str | None = None
    offline: bool = False
    store: Path | None = None
    jobs: int = 16
    documents: tuple[str, ...] = ()
    quiet: bool = False
    verbose: bool = False


def source_options(reading: Reading) -> SourceOptions:
    """The options as the sources take them; [[evidence]] of the policy file in this folder included."""
    from auditor.sources.options import SourceOptions

    return SourceOptions(
        hub=hub_of(reading.hub),
        offline=reading.offline,
        store=reading.store or default_store(),
        jobs=reading.jobs,
        documents=(*(user_document(entry) for entry in reading.documents), *_evidence()),
    )


def default_store() -> Path:
    """The evidence database where none is named."""
    from auditor.catalog.catalog import cache_folder
    from auditor.cli.cache_files import EVIDENCE

    return cache_folder() / EVIDENCE


def hub_of(hub: str | None) -> str | Path | None:
    """An endpoint's address or a folder. Raises UsageError for a folder that does not exist."""
    if hub is None or hub.startswith(("http://", "https://")):
        return hub
    folder = Path(hub)
    if not folder.is_dir():
        raise UsageError(
            f"--hub {hub}: no such folder", "Give a folder of models (DIR/ORG/NAME), or an https:// address."
        )
    return folder


def user_document(entry: str) -> UserDocument:
    """`KIND=PATH` as a document that the user holds. Raises UsageError for another kind or a missing file."""
    from auditor.sources.options import UserDocument

    name, equals, path = entry.partition("=")
    if not equals or not path:
        raise UsageError(f"--document {entry}: not KIND=PATH", f"Kinds: {', '.join(_HELD_KINDS)}.")
    if name not in _HELD_KINDS:
        near = difflib.get_close_matches(name, _HELD_KINDS, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise UsageError(f"--document {entry}: no kind is called {name!r}", f"{hint}Kinds: {', '.join(_HELD_KINDS)}.")
    if not Path(path).is_file():
        raise UsageError(f"--document {entry}: no such file", "Check the path.")
    return UserDocument(kind=_HELD_KINDS[name], path=Path(path))


def _evidence() -> tuple[UserDocument, ...]:
    from auditor.policy import find_policy, load_policy
    from auditor.sources.options import UserDocument

    held = load_policy(find_policy(Path.cwd())).evidence
    return tuple(
        UserDocument(
            kind=_HELD_KINDS[item.document],
            path=Path(item.file),
            sha256=item.sha256,
            model=item.model,
            commit=item.commit,
        )
        for item in held
    )
