"""Folders of models, checkouts and Hub caches: what is proved, what is not, and what a hostile folder may not do."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from auditor.errors import NotReadable, UsageError
from auditor.nouns import DocumentKind, GapReason
from tests.sources.conftest import CARD, Read, snapshot_of, write

ANVIL = "acme/anvil-7b"
COMMIT = "1234567890abcdef1234567890abcdef12345678"


def gaps(read: Read, *arguments: str, **options: object) -> list[tuple[str, str]]:
    return [(gap.document, gap.reason.value) for gap in snapshot_of(read(*arguments, **options)).gaps]


# --- the layout DIR/ORG/NAME ------------------------------------------------------------------------------------------


def test_a_full_list_proves_absence(read: Read, models: Path) -> None:
    write(models / "acme/bare-7b", {"siblings.txt": "model.safetensors\nconfig.json\n", "config.json": "{}"})
    snapshot = snapshot_of(read("acme/bare-7b", hub=models))
    assert [entry.path for entry in snapshot.files or ()] == ["config.json", "model.safetensors"]
    assert (snapshot.files_complete, snapshot.gaps, snapshot.source) == (True, (), "folder")


def test_a_listed_file_that_is_not_in_the_folder_is_a_gap(read: Read, models: Path) -> None:
    write(models / "acme/bare-7b", {"siblings.txt": "README.md\nLICENSE\n"})
    assert gaps(read, "acme/bare-7b", hub=models) == [("README.md", "not-found"), ("LICENSE", "not-found")]


def test_what_a_gated_copy_lacks_is_gated(read: Read, models: Path) -> None:
    write(models / "acme/bare-7b", {"siblings.txt": "LICENSE\n", "model_info.json": '{"gated": "auto"}'})
    assert gaps(read, "acme/bare-7b", hub=models) == [("LICENSE", "gated-auto")]


def test_a_partial_list_proves_presence_only(read: Read, models: Path) -> None:
    write(models / "acme/bare-7b", {"siblings.partial.txt": "a.bin\n"})
    snapshot = snapshot_of(read("acme/bare-7b", hub=models))
    assert [entry.path for entry in snapshot.files or ()] == ["a.bin", "model.safetensors"]
    assert not snapshot.files_complete
    assert {(gap.document, gap.reason) for gap in snapshot.gaps} == {
        (name, GapReason.NO_LISTING) for name in ("files", "card", "license")
    }


def test_without_any_list_the_folder_proves_presence_only(read: Read, models: Path) -> None:
    assert gaps(read, ANVIL, hub=models) == [("files", "no-listing")]


def test_the_api_answer_beside_the_files(read: Read, models: Path) -> None:
    answer = {"id": "acme/new-name", "sha": COMMIT, "gated": False, "siblings": [{"rfilename": "README.md", "size": 7}],
              "tags": ["base_model:quantized:acme/base-7b"], "cardData": {"license": "mit"}}
    write(models / ANVIL, {"model_info.json": json.dumps(answer)})
    snapshot = snapshot_of(read(ANVIL, hub=models))
    assert (snapshot.id, snapshot.commit, snapshot.files_complete) == (ANVIL, COMMIT, True)
    assert snapshot.metadata is not None
    assert snapshot.metadata.base_models == (("quantized", "acme/base-7b"),)
    assert "model_info.json" not in {entry.path for entry in snapshot.files or ()}


def test_the_gate_of_a_card_in_a_folder(read: Read, models: Path) -> None:
    snapshot = snapshot_of(read("acme/vice-7b", hub=models))
    assert [document.path for document in snapshot.documents_of(DocumentKind.GATE)] == [
        "README.md#extra_gated_prompt", "README.md#extra_gated_fields",
    ]


def test_a_license_that_the_card_links_is_read_first(read: Read, models: Path) -> None:
    files = {"README.md": "---\nlicense_link: ./terms/weights.md\n---\n", "terms/weights.md": "x", "LICENSE": "y"}
    snapshot = snapshot_of(read("acme/x", hub=write(models / "acme/x", files).parents[1]))
    names = [document.path for document in snapshot.documents_of(DocumentKind.LICENSE)]
    assert names == ["terms/weights.md", "LICENSE"]


def test_a_model_that_is_not_there(read: Read, models: Path) -> None:
    (outcome,) = read("acme/none", hub=models)
    assert isinstance(outcome.error, NotReadable)
    (outcome,) = read("./nowhere")
    assert isinstance(outcome.error, UsageError)
    with pytest.raises(UsageError, match="no such folder"):
        read(ANVIL, hub=models / "nowhere")


# --- checkouts --------------------------------------------------------------------------------------------------------


def test_a_folder_named_as_a_path_lists_completely(read: Read, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(models / "acme")
    snapshot = snapshot_of(read("./anvil-7b"))
    assert (snapshot.id, snapshot.requested) == ("anvil-7b", "anvil-7b")
    assert (snapshot.files_complete, snapshot.gaps) == (True, ())


def test_no_local_path_is_in_the_snapshot(read: Read, models: Path) -> None:
    assert str(models) not in repr(snapshot_of(read(str(models / ANVIL))))


def test_a_git_checkout_knows_its_commit_and_origin(read: Read, models: Path) -> None:
    folder = models / "clone"
    write(folder, {"README.md": CARD})
    for command in (
        ["init", "-q", "-b", "main"], ["add", "."], ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "x"],
        ["remote", "add", "origin", "https://user:secret@huggingface.co/acme/cloned-7b.git"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    snapshot = snapshot_of(read(str(folder)))
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True)
    assert (snapshot.id, snapshot.commit) == ("acme/cloned-7b", head.stdout.strip())
    assert "secret" not in repr(snapshot)
    subprocess.run(["git", "pack-refs", "--all"], cwd=folder, check=True)
    assert snapshot_of(read(str(folder))).commit == snapshot.commit
    assert not any(entry.path.startswith(".git/") for entry in snapshot.files or ())


def test_a_git_lfs_pointer_is_not_the_text(read: Read, models: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"
    write(models / "x", {"LICENSE": pointer})
    found = snapshot_of(read(str(models / "x")))
    assert [gap.reason for gap in found.gaps] == [GapReason.UNREADABLE]
    assert "git lfs pull" in found.gaps[0].detail


def test_links_out_pipes_and_folders_are_not_read(read: Read, models: Path) -> None:
    folder = write(models / "trap", {"real.txt": "x"})
    (folder / "README.md").symlink_to("/etc/passwd")
    os.mkfifo(folder / "LICENSE")
    (folder / "NOTICE").mkdir()
    (folder / "COPYING").symlink_to("COPYING")
    (folder / "loop").symlink_to(".")
    snapshot = snapshot_of(read(str(folder)))
    assert snapshot.documents == ()
    assert "root:" not in repr(snapshot)
    assert {gap.reason for gap in snapshot.gaps} == {GapReason.UNREADABLE}
    assert len(snapshot.files or ()) < 6


def test_a_name_that_is_not_utf8_is_listed_with_replacements(read: Read, models: Path) -> None:
    folder = write(models / "odd", {"README.md": "x"})
    (Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt"))).write_text("y")
    assert "caf\ufffd.txt" in {entry.path for entry in snapshot_of(read(str(folder))).files or ()}


def test_hostile_lists_and_answers_do_no_harm(read: Read, models: Path) -> None:
    write(models / "acme/bare-7b", {
        "siblings.txt": "../../secret\n/etc/passwd\nREADME.md/../../x\n\n" + "y" * 5_000 + "\nLICENSE\x1b[2J\n",
        "model_info.json": "[" * 100_000,
    })
    snapshot = snapshot_of(read("acme/bare-7b", hub=models))
    assert snapshot.documents == ()
    assert snapshot.metadata is None
    assert [gap.reason for gap in snapshot.gaps] == [GapReason.UNREADABLE]


# --- the Hub's cache --------------------------------------------------------------------------------------------------


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A Hub cache as downloads by commit leave it: no refs, links into blobs, one name known not to exist."""
    root = tmp_path / "hub"
    model = root / "models--acme--cached-7b"
    write(model, {"blobs/b1": CARD, f".no_exist/{COMMIT}/NOTICE": ""})
    snapshot = model / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (snapshot / "README.md").symlink_to("../../blobs/b1")
    return root


@pytest.mark.parametrize("revision", ["", "@" + COMMIT, "@" + COMMIT[:8]])
def test_a_cache_filled_by_commit_is_found_without_refs(read: Read, cache: Path, revision: str) -> None:
    snapshot = snapshot_of(read("acme/cached-7b" + revision, hub=cache))
    assert (snapshot.id, snapshot.commit) == ("acme/cached-7b", COMMIT)
    assert snapshot.documents[0].text == CARD


def test_a_cache_has_branches_only_by_its_refs(read: Read, cache: Path) -> None:
    (outcome,) = read("acme/cached-7b@dev", hub=cache)
    assert isinstance(outcome.error, NotReadable)
    write(cache / "models--acme--cached-7b", {"refs/dev": COMMIT + "\n", "refs/main": "9" * 40})
    assert snapshot_of(read("acme/cached-7b@dev", hub=cache)).commit == COMMIT
    # main points to a commit that was never downloaded: the files that are there still answer.
    assert snapshot_of(read("acme/cached-7b", hub=cache)).commit == COMMIT


def test_an_incomplete_snapshot_proves_no_absence(read: Read, cache: Path) -> None:
    (cache / f"models--acme--cached-7b/snapshots/{COMMIT}/LICENSE").symlink_to("../../blobs/unfinished")
    snapshot = snapshot_of(read("acme/cached-7b", hub=cache))
    assert not snapshot.files_complete
    assert [(gap.document, gap.reason.value) for gap in snapshot.gaps] == [
        ("LICENSE", "not-found"), ("files", "no-listing"),
    ]


def test_known_not_to_exist_is_neither_a_file_nor_unknown(read: Read, cache: Path) -> None:
    model = cache / "models--acme--cached-7b"
    (model / f"snapshots/{COMMIT}/README.md").unlink()
    write(model / f"snapshots/{COMMIT}", {"config.json": "{}"})
    assert ("card", "no-listing") in gaps(read, "acme/cached-7b", hub=cache)
    write(model / f".no_exist/{COMMIT}", {"README.md": ""})
    snapshot = snapshot_of(read("acme/cached-7b", hub=cache))
    assert snapshot.documents_of(DocumentKind.CARD, DocumentKind.NOTICE) == ()
    assert ("card", GapReason.NO_LISTING) not in {(gap.document, gap.reason) for gap in snapshot.gaps}


def test_a_cache_answers_offline_by_environment(read: Read, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert snapshot_of(read("acme/cached-7b", hub_cache=None)).commit == COMMIT


@pytest.mark.parametrize("part", ["", f"snapshots/{COMMIT}"])
def test_a_cache_folder_named_as_a_path(read: Read, cache: Path, part: str) -> None:
    snapshot = snapshot_of(read(str(cache / "models--acme--cached-7b" / part)))
    assert (snapshot.id, snapshot.files_complete) == ("acme/cached-7b", False)


def test_a_link_out_of_the_cache_is_not_followed(read: Read, cache: Path) -> None:
    (cache / f"models--acme--cached-7b/snapshots/{COMMIT}/LICENSE").symlink_to("/etc/passwd")
    snapshot = snapshot_of(read("acme/cached-7b", hub=cache))
    assert ("LICENSE", GapReason.UNREADABLE) in {(gap.document, gap.reason) for gap in snapshot.gaps}
    assert "root:" not in repr(snapshot)


# --- the same evidence from every source ------------------------------------------------------------------------------


def test_hub_folder_and_checkout_read_the_same_documents(read: Read, models: Path) -> None:
    from tests.hub.server import HubServer

    with HubServer(models) as server:
        online = snapshot_of(read(ANVIL, hub=server.endpoint))
    for found in (snapshot_of(read(ANVIL, hub=models)), snapshot_of(read(str(models / ANVIL)))):
        assert found.documents == online.documents
        assert [entry.path for entry in found.files or ()] == [entry.path for entry in online.files or ()]
