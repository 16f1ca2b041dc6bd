"""What is known of licenses has no part in reading them: without rules/licenses/ every text reads the same."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog, source_folder
from auditor.catalog.compiled import CompiledCatalog, compile_catalog
from auditor.matching.clauses import find_clauses
from auditor.nouns import DocumentKind, Finding
from auditor.text.words import Words

from .conftest import DATA, shipped

CORPUS = os.environ.get("AUDITOR_CORPUS")
OURS = sorted((DATA / "licences").glob("*.txt"))
LABELLED = sorted((Path(CORPUS) / "licenses").glob("*.txt")) if CORPUS else []


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped catalog with no license in it."""
    folder = tmp_path_factory.mktemp("emptied") / "rules"
    shutil.copytree(source_folder(), folder)
    for file in (folder / "licenses").glob("*.toml"):
        file.unlink()
    compiled = folder.parent / "catalog.bin"
    compiled.write_bytes(compile_catalog([folder]))
    catalog = Catalog(CompiledCatalog(compiled))
    assert not catalog.files("licenses")
    return catalog


def _found(text: str, catalog: Catalog) -> tuple[Finding, ...]:
    return find_clauses(Words.of(text), text, "TEXT", DocumentKind.LICENSE, catalog)


@pytest.mark.parametrize("path", [*OURS, *LABELLED], ids=lambda path: path.stem)
def test_words_alone_decide(path: Path, emptied: Catalog) -> None:
    text = path.read_bytes().decode("utf-8")
    found = _found(text, emptied)
    assert found
    assert found == _found(text, shipped())
