"""The sections of the catalog: which folder holds which kind of record. A plain table is the registry.

A section is loaded only by the commands that need it. Record modules import the standard library only, so that the
catalog can be compiled while the package is being built.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """Where a section's files are and what they hold.

    `path` is a folder or one file below `rules/`; `record` is `module:Class`. With `id_is_stem` a record's `id` must
    equal the file name without `.toml`. `check` is `module:function(records, faults)` for what one file cannot show,
    `prepare` is `module:function(records) -> JSON value` for what is worth computing once, at compile time.
    """

    name: str
    path: str
    record: str
    id_is_stem: bool = True
    check: str | None = None
    prepare: str | None = None

    def record_class(self) -> Any:
        """The dataclass of this section's files."""
        return named(self.record)


def named(reference: str) -> Any:
    """The object that `module:name` refers to."""
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)


SECTIONS: dict[str, Section] = {
    section.name: section
    for section in (
        Section("documents", "documents.toml", "auditor.catalog.documents:DocumentPatterns", id_is_stem=False),
        Section(
            "facets",
            "facets.toml",
            "auditor.catalog.facets:Facets",
            id_is_stem=False,
            check="auditor.catalog.facets:check",
        ),
        Section("language", "language", "auditor.catalog.language:Language"),
        Section(
            "usage",
            "usage",
            "auditor.catalog.clauses:ClauseRule",
            check="auditor.catalog.clauses:check",
            prepare="auditor.catalog.clauses:prepare",
        ),
        Section(
            "recipe",
            "recipe",
            "auditor.catalog.cards:CardRule",
            check="auditor.catalog.cards:check",
            prepare="auditor.catalog.cards:prepare",
        ),
        Section("weights", "weights", "auditor.catalog.metadata:MetadataRule"),
        Section("flags", "flags", "auditor.catalog.flags:FlagRule"),
        Section(
            "licenses", "licenses", "auditor.catalog.licenses:KnownLicense", check="auditor.catalog.licenses:check"
        ),
        Section(
            "frameworks", "frameworks", "auditor.catalog.frameworks:Framework", check="auditor.catalog.frameworks:check"
        ),
        Section(
            "references", "references", "auditor.catalog.references:References",
            check="auditor.catalog.references:check",
        ),
        Section(
            "inheritance", "inheritance.toml", "auditor.catalog.inheritance:Inheritance", id_is_stem=False,
            check="auditor.catalog.inheritance:check",
        ),
        Section("use", "use.toml", "auditor.catalog.use:UseRules", id_is_stem=False, check="auditor.catalog.use:check"),
        Section(
            "notice", "notice.toml", "auditor.catalog.notice:NoticeRules", id_is_stem=False,
            check="auditor.catalog.notice:check",
        ),
        Section(
            "repair", "repair.toml", "auditor.catalog.repair:RepairRules", id_is_stem=False,
            check="auditor.catalog.repair:check",
        ),
        Section("systems", "systems", "auditor.catalog.systems:Vendor", check="auditor.catalog.systems:check"),
    )
}
