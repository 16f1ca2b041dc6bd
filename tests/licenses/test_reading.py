"""Reading a document: identity and clauses from one pass, its scope, and what the cache may not change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from auditor import limits
from auditor.catalog.catalog import Catalog, source_folder
from auditor.catalog.compiled import CompiledCatalog, compile_catalog, write_atomically
from auditor.licenses.fingerprints import Index, shipped
from auditor.licenses.probe import probe
from auditor.licenses.reading import read_document
from auditor.licenses.scopes import scope_of
from auditor.nouns import Component, Document, DocumentKind, GapReason, Match
from tests.licenses import corpus


def document(text: str, path: str = "LICENSE", kind: DocumentKind = DocumentKind.LICENSE) -> Document:
    return Document(kind=kind, path=path, text=text, sha256=f"{hash(text):x}")


def test_the_index_was_built_with_this_normalisation() -> None:
    assert shipped().probe == probe()


def test_the_index_is_small_and_holds_no_text() -> None:
    data = (Path(__file__).parents[2] / "auditor" / "licenses" / "data" / "texts.bin").read_bytes()
    assert len(data) < 5_000_000
    for phrase in (b"Permission is hereby", b"implied warranties", b"WITHOUT WARRANTY", b"redistribution and use"):
        assert phrase.lower() not in data.lower()


@pytest.mark.parametrize("data", [b"", b"\0\0\0\0", b"\x10\0\0\0{}", b"\x02\0\0\0{}", b"garbage" * 10])
def test_a_damaged_index_is_an_error(data: bytes) -> None:
    from auditor.errors import CatalogError

    with pytest.raises(CatalogError):
        Index(data)


def test_an_equal_text_at_another_path_is_quoted_there() -> None:
    catalog = Catalog.load()
    text = "The licensee may not use the model or its outputs to train or improve other language models."
    first = read_document(document(text, "LICENSE"), catalog)
    second = read_document(document(text, "sub/LICENSE.md"), catalog)
    assert [finding.rule for finding in first.findings] == [finding.rule for finding in second.findings]
    assert {item.document for finding in second.findings for item in finding.evidence} <= {"sub/LICENSE.md"}
    assert second.path == "sub/LICENSE.md"


def test_a_text_beyond_the_limit_is_a_gap() -> None:
    found = read_document(document("a " * limits.LICENSE_BYTES), Catalog.load())
    assert found.gap is not None
    assert found.gap.reason is GapReason.TOO_LARGE
    assert found.findings == ()
    assert found.identity.match is Match.NONE


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("LICENSE", "", None),
        ("LICENSE-CODE", "", Component.CODE),
        ("LICENSE_weights.txt", "", Component.WEIGHTS),
        ("LICENSE-MODEL", "", Component.WEIGHTS),
        ("LICENSE-DATA.md", "", Component.DATA),
        ("data/LICENSE", "", Component.DATA),
        ("LICENSE-CODE-AND-WEIGHTS", "", None),
        ("LICENSE", "This license applies to the source code only.", Component.CODE),
        ("LICENSE", "These terms govern the model weights.", Component.WEIGHTS),
        ("LICENSE", "x " * 2000 + "This license applies to the source code only.", None),
    ],
)
def test_scopes(path: str, text: str, expected: Component | None) -> None:
    assert scope_of(path, text) is expected


def test_findings_come_from_the_words_alone(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(source_folder(), folder)
    for path in (folder / "licenses").glob("*.toml"):
        path.unlink()
    target = tmp_path / "catalog.bin"
    write_atomically(target, compile_catalog([folder]))
    bare, full = Catalog(CompiledCatalog(target)), Catalog.load()
    assert bare.licenses == ()
    for slug, text in corpus.texts().items():
        one, other = (read_document(document(text, slug), catalog) for catalog in (bare, full))
        assert one == other, slug
