"""Where one run reads: the Hub's address or folder, whether servers may be asked, the store and the Hub cache."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.catalog.catalog import cache_folder
from auditor.errors import UsageError
from auditor.sources import hub_cache
from auditor.sources.endpoints import endpoint_of
from auditor.sources.options import SourceOptions
from auditor.text.shown import shown

if TYPE_CHECKING:
    from auditor.sources.store import Store

_TRUE = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of a run. `folder` is set where a folder of models stands for the Hub."""

    folder: Path | None
    offline: bool
    store: Path | None
    store_endpoint: str
    hub_cache: Path

    @classmethod
    def of(cls, options: SourceOptions) -> Places:
        """The places that options and environment name. Raises UsageError if the Hub is neither address nor folder."""
        folder = _folder(options.hub)
        address = str(options.hub) if options.hub is not None and folder is None else None
        return cls(
            folder=folder, offline=options.offline or offline_by_environment(), store=options.store,
            store_endpoint=endpoint_of(address), hub_cache=options.hub_cache or hub_cache.cache_folder(),
        )

    def open_store(self) -> Store | None:
        """The open store, or None if there is none: a run that reads no Hub makes no new file."""
        if self.store is None:
            return None
        if (self.offline or self.folder is not None) and not self.store.is_file():
            return None
        from auditor.sources.store import Store

        return Store(self.store)


def default_store() -> Path:
    """The store's place where none is named: in the cache folder."""
    return cache_folder() / "evidence.sqlite"


def offline_by_environment() -> bool:
    """Whether HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids asking servers."""
    return any(os.environ.get(name, "").lower() in _TRUE for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))


def _folder(hub: str | Path | None) -> Path | None:
    if hub is None or "://" in str(hub):
        return None
    path = Path(hub)
    if not path.is_dir():
        hint = "--hub takes an address (https://HOST) or a folder of models (DIR/ORG/NAME)."
        raise UsageError(f"{shown(str(hub), 200)}: no such folder", hint)
    return path
