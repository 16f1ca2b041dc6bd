"""Where models are read from, as the options of a command say it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.nouns import DocumentKind

if TYPE_CHECKING:
    from auditor.sources import SourceOptions, UserDocument


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
    resolve: bool = False
    headers: bool = False
    allow_hosts: tuple[str, ...] = ()


def source_options(reading: Reading) -> SourceOptions:
    """The options as the sources take them; [[evidence]] of the policy file in this folder included."""
    from auditor.sources import SourceOptions, default_store, parse_document

    return SourceOptions(
        hub=reading.hub,
        offline=reading.offline,
        store=reading.store or default_store(),
        jobs=reading.jobs,
        documents=(*(parse_document(entry) for entry in reading.documents), *_evidence()),
        resolve=reading.resolve,
        headers=reading.headers,
        allow_hosts=reading.allow_hosts,
    )


def _evidence() -> tuple[UserDocument, ...]:
    from auditor.policy import find_policy, load_policy
    from auditor.sources import UserDocument

    return tuple(
        UserDocument(
            kind=DocumentKind(item.document),
            path=Path(item.file),
            sha256=item.sha256,
            model=item.model,
            commit=item.commit,
        )
        for item in load_policy(find_policy(Path.cwd())).evidence
    )
