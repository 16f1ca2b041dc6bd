"""The work behind `auditor diff`: read both sides, compare, write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE, INCOMPLETE
from auditor.cli.license_files import existing, read_file
from auditor.cli.output import Writing
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.errors import NotReadable, UsageError
from auditor.nouns import DocumentKind, DocumentReading, GapReason
from auditor.render.formats import DIFF_RENDERERS

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.drift.terms import Terms


def run_diff(
    old: str,
    new: str,
    writing: Writing,
    strict: bool,
    reading: Reading,
    rules: Sequence[Path] | None,
) -> int:
    """Compare the terms of both sides, write the difference and return the exit code."""
    from auditor.drift.difference import difference
    from auditor.drift.terms import Answer

    writer = writing.by(DIFF_RENDERERS)
    texts = _name_texts(old, new)
    catalog = load_catalog(rules)
    sides = _texts((old, new), catalog) if texts else _models((old, new), catalog, reading)
    result = difference(*sides)
    writer.write(result, catalog.sha256)
    unread = texts and any(side.gaps for side in sides)
    return INCOMPLETE if unread or (strict and result.answer is Answer.UNKNOWN) else DONE


def _name_texts(old: str, new: str) -> bool:
    """True if both names are files, False if none is. Raises UsageError if one is."""
    files = [name for name in (old, new) if Path(name).is_file()]
    if len(files) != 1:
        return bool(files)
    other = new if files[0] == old else old
    raise UsageError(f"{other}: no license file, but {files[0]} is one", "Give two license files, or two models.")


def _texts(names: tuple[str, str], catalog: Catalog) -> list[Terms]:
    from auditor.drift.terms import Terms, terms_of_text
    from auditor.licenses.reading import read_document

    existing(names)
    sides = []
    for name in names:
        document = read_file(name, DocumentKind.LICENSE)
        if isinstance(document, DocumentReading):
            assert document.gap is not None
            sides.append(Terms(name=name, gaps=(document.gap,)))
        else:
            sides.append(terms_of_text(read_document(document, catalog), document))
    return sides


def _models(names: tuple[str, str], catalog: Catalog, reading: Reading) -> list[Terms]:
    from auditor.drift.terms import terms_of_model
    from auditor.judge import audit
    from auditor.names import parse_model
    from auditor.sources import read_models

    refs = tuple(parse_model(name) for name in names)
    progress = Progress(len(refs), reading.quiet)
    try:
        outcomes = list(read_models(refs, source_options(reading), catalog, progress.step))
    finally:
        progress.close()
    if len(outcomes) != len(refs):
        raise UsageError(f"{' and '.join(names)} name {len(outcomes)} releases", "Name each by its Hub id.")
    sides = []
    for name, outcome in zip(names, outcomes, strict=True):
        if outcome.snapshot is None:
            raise outcome.error or NotReadable(f"{name}: not read", "", GapReason.NETWORK)
        sides.append(terms_of_model(audit(outcome.snapshot, catalog, frameworks=False), outcome.snapshot, name))
    return sides
