"""`auditor bundle`: evidence carried to another store, and files that are no bundles."""

from __future__ import annotations

from pathlib import Path

from auditor.nouns import Document, DocumentKind, ModelSnapshot
from auditor.sources.store import Store
from auditor.text.decode import sha256
from tests.cli.conftest import RunCli

TEXT = "---\nlicense: mit\n---\n# Wren\n"
WREN = ModelSnapshot(
    id="example-lab/wren",
    requested="example-lab/wren",
    source="hub",
    commit="a" * 40,
    endpoint="https://huggingface.co",
    documents=(Document(kind=DocumentKind.CARD, path="README.md", text=TEXT, sha256=sha256(TEXT.encode())),),
    files=(),
    files_complete=True,
)


def test_evidence_goes_to_another_machine_and_gives_the_same_answer(run_cli: RunCli, tmp_path: Path) -> None:
    store = Store(tmp_path / "here.sqlite")
    store.add(WREN)
    store.close()
    bundle, there = tmp_path / "evidence.bundle", tmp_path / "there.sqlite"
    assert run_cli("bundle", "export", bundle, "--store", tmp_path / "here.sqlite").code == 0
    assert "1 of them new" in run_cli("bundle", "import", bundle, "--store", there).out
    assert "0 of them new" in run_cli("bundle", "import", bundle, "--store", there).out
    answers = [
        run_cli("audit", WREN.id, "--offline", "--store", path, "-f", "json")
        for path in (tmp_path / "here.sqlite", there)
    ]
    assert answers[0].out == answers[1].out and answers[0].code == 0 and "Wren" not in answers[0].err


def test_what_is_no_bundle_is_refused_and_nothing_is_kept(run_cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"{}\n\x1f\x8b")
    assert run_cli("bundle", "import", tmp_path / "bad", "--store", tmp_path / "s.sqlite").code == 2
    assert run_cli("bundle", "import", tmp_path / "none", "--store", tmp_path / "s.sqlite").code == 2


def test_no_store_is_told(run_cli: RunCli, tmp_path: Path) -> None:
    ended = run_cli("bundle", "export", tmp_path / "b", "--store", tmp_path / "none.sqlite")
    assert ended.code == 2 and "no evidence" in ended.err and not (tmp_path / "none.sqlite").exists()
