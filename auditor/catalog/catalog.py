"""`Catalog`: all rules as records, each section loaded when first used, with one hash over everything."""

from __future__ import annotations

import functools
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.catalog.compiled import CompiledCatalog, compile_catalog, rule_files, write_atomically
from auditor.catalog.reader import trust
from auditor.catalog.sections import SECTIONS
from auditor.errors import CatalogError

if TYPE_CHECKING:
    from auditor.catalog.cards import CardRule
    from auditor.catalog.clauses import ClauseRule
    from auditor.catalog.documents import DocumentPatterns
    from auditor.catalog.facets import Facets
    from auditor.catalog.flags import FlagRule
    from auditor.catalog.frameworks import Framework
    from auditor.catalog.inheritance import Inheritance
    from auditor.catalog.language import Language
    from auditor.catalog.licenses import KnownLicense
    from auditor.catalog.metadata import MetadataRule
    from auditor.catalog.notice import NoticeRules
    from auditor.catalog.repair import RepairRules
    from auditor.catalog.systems import Vendor
    from auditor.catalog.use import UseRules

PACKAGE = Path(__file__).resolve().parent.parent


class Catalog:
    """The rules catalog. `Catalog.load()` gives the shipped one; `Catalog.load([DIR])` adds a folder of the user's."""

    def __init__(self, compiled: CompiledCatalog) -> None:
        """A catalog over a compiled file; use `Catalog.load`."""
        self._compiled = compiled
        self._ready: dict[str, Any] = {}

    @classmethod
    def load(cls, extra: list[Path] | None = None) -> Catalog:
        """The shipped rules, with those of the folders in `extra` added or overriding.

        Raises CatalogError with all faults if a rules file is broken.
        """
        shipped = PACKAGE / "_rules" / "catalog.bin"
        if shipped.is_file() and not extra:
            return cls(CompiledCatalog(shipped))
        folders = [source_folder(), *(extra or [])]
        for folder in extra or []:
            if not folder.is_dir():
                raise CatalogError(
                    f"{folder}: no such folder of rules", "Name a folder with usage/, licenses/ and so on."
                )
        return cls(CompiledCatalog(_compiled_copy(folders)))

    @property
    def sha256(self) -> str:
        """The hash over all rules files: the same words and numbers give the same hash."""
        return self._compiled.sha256

    def files(self, section: str) -> tuple[str, ...]:
        """The paths, below `rules/`, of a section's files."""
        return tuple(path for path, _ in self._files(section))

    def prepared(self, section: str) -> Any:
        """What the section computed at compile time (None if it does not)."""
        return self.cached(f"prepared:{section}", lambda own: own._compiled.prepared(section))

    def records(self, section: str) -> tuple[Any, ...]:
        """The records of a section, in the order of their file names."""
        key = f"records:{section}"
        if key not in self._ready:
            kind = SECTIONS[section].record_class()
            self._ready[key] = tuple(trust(kind, table) for _, table in self._files(section))
        found: tuple[Any, ...] = self._ready[key]
        return found

    def cached(self, key: str, build: Any) -> Any:
        """`build(self)`, computed once per catalog: a place for what a matcher derives from the records."""
        if key not in self._ready:
            self._ready[key] = build(self)
        return self._ready[key]

    def _files(self, section: str) -> list[tuple[str, dict[str, Any]]]:
        files: list[tuple[str, dict[str, Any]]] = self.cached(
            f"files:{section}", lambda own: own._compiled.files(section)
        )
        return files

    @property
    def documents(self) -> DocumentPatterns:
        """Which file names hold which kind of document."""
        found: DocumentPatterns = self.records("documents")[0]
        return found

    @property
    def facets(self) -> Facets:
        """Facets, their levels, and the class ladder."""
        found: Facets = self.records("facets")[0]
        return found

    @property
    def languages(self) -> tuple[Language, ...]:
        """Words that decide what a passage does, by language."""
        return self.records("language")

    @property
    def clause_rules(self) -> tuple[ClauseRule, ...]:
        """The rules on what terms grant, demand and forbid."""
        return self.records("usage")

    @property
    def card_rules(self) -> tuple[CardRule, ...]:
        """The rules on what a card discloses."""
        return self.records("recipe")

    @property
    def metadata_rules(self) -> tuple[MetadataRule, ...]:
        """The rules on metadata and file lists."""
        return self.records("weights")

    @property
    def flag_rules(self) -> tuple[FlagRule, ...]:
        """The rules on contradictions and openwashing."""
        return self.records("flags")

    @property
    def licenses(self) -> tuple[KnownLicense, ...]:
        """The known licenses."""
        return self.records("licenses")

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """Definitions of openness by others."""
        return self.records("frameworks")

    @property
    def inheritance(self) -> Inheritance:
        """Which clause must survive which relation."""
        found: Inheritance = self.records("inheritance")[0]
        return found

    @property
    def use_rules(self) -> UseRules:
        """Which clause bites on which use, and what each duty asks for."""
        found: UseRules = self.records("use")[0]
        return found

    @property
    def notice_rules(self) -> NoticeRules:
        """What an attribution file has to say for a clause."""
        found: NoticeRules = self.records("notice")[0]
        return found

    @property
    def repair_rules(self) -> RepairRules:
        """Which card rules name training data, and the words proposed for a form."""
        found: RepairRules = self.records("repair")[0]
        return found

    @property
    def vendors(self) -> tuple[Vendor, ...]:
        """Vendors with their systems, open and closed."""
        return self.records("systems")


@functools.cache
def source_folder() -> Path:
    """The folder that holds the shipped rules as TOML files. Raises CatalogError where it is missing."""
    for folder in (PACKAGE.parent / "rules", PACKAGE / "_rules" / "source"):
        if folder.is_dir():
            return folder
    raise CatalogError("the rules that belong to auditor are not installed", "Reinstall auditor.")


def _compiled_copy(folders: list[Path]) -> Path:
    """The compiled form of `folders` in the cache folder, made anew when a file or the compiling code changed."""
    digest = hashlib.sha256()
    # What `prepare` computes is made by the rooms that use it: a change there makes the compiled form stale too.
    sources = sorted(file for room in ("catalog", "matching", "text") for file in (PACKAGE / room).glob("*.py"))
    for path in [*(file for folder in folders for file in rule_files(folder)), *sources]:
        about = path.stat()
        digest.update(f"{path}\0{about.st_mtime_ns}\0{about.st_size}\n".encode("utf-8", "surrogateescape"))
    target = cache_folder() / "catalog" / f"{digest.hexdigest()[:32]}.bin"
    if not target.is_file():
        write_atomically(target, compile_catalog(folders))
    return target


def cache_folder() -> Path:
    """Where compiled rules and the store are kept: AUDITOR_CACHE, else the user's cache folder."""
    named = os.environ.get("AUDITOR_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "auditor"
