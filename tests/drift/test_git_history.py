"""`auditor history ./DIR`: a local Git checkout, its odd shapes, and what a new user gets wrong."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor import limits
from tests.cli.conftest import RunCli
from tests.drift.git import CARD, TERMS, commit, git, repository

LOOSER = TERMS.replace("5,000,000", "700,000,000")


def as_json(run_cli: RunCli, *arguments: object, code: int = 0) -> dict[str, Any]:
    ended = run_cli("history", *arguments, "-f", "json", "-q")
    assert ended.code == code, ended.err
    document: dict[str, Any] = json.loads(ended.out)
    schema = json.loads(files("auditor.schemas").joinpath("history-1.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    return document


def events(document: dict[str, Any]) -> list[str]:
    return [event["commit"] for event in document["events"]]


@pytest.fixture
def three(tmp_path: Path) -> tuple[Path, list[str]]:
    """Terms from the second commit on, other weights in the third, looser terms in the fourth."""
    folder = tmp_path / "model"
    made = repository(
        folder, {"README.md": "---\nlicense: mit\n---\n# A model\n", "w.bin": "1"},
        {"README.md": CARD, "LICENSE": TERMS}, {"w.bin": "2"}, {"LICENSE": LOOSER},
    )  # fmt: skip
    return folder, made


def test_only_commits_that_touched_the_terms_are_told_with_date_author_and_direction(
    run_cli: RunCli, three: tuple[Path, list[str]]
) -> None:
    folder, made = three
    document = as_json(run_cli, folder)
    assert events(document) == [made[3], made[1], made[0]]
    newest, second, oldest = document["events"]
    assert (newest["date"][:10], newest["author"], newest["change"]["direction"]) == ("2025-01-04", "Ada", "looser")
    assert [clause["change"] for clause in newest["change"]["clauses"]] == ["changed"]
    assert ("restrict.user-threshold", "came") in [(c["rule"], c["change"]) for c in second["change"]["clauses"]]
    assert oldest["change"] is None
    assert (document["model"], document["commits"], document["gaps"]) == ("model", 4, [])


@pytest.mark.parametrize(
    ("revision", "answer"),
    [("v1", "The terms differ"), ("v1-signed", "The terms differ"), ("main", "The terms are the same."),
     ("main~2", "The terms differ"), ("HEAD^", "The terms differ"), ("{3}", "The terms are the same."),
     ("{short}", "The terms differ")],
)  # fmt: skip
def test_a_pinned_revision_is_compared_with_the_one_checked_out(
    run_cli: RunCli, three: tuple[Path, list[str]], revision: str, answer: str
) -> None:
    folder, made = three
    git(folder, "tag", "v1", made[1])
    git(folder, "tag", "-a", "-m", "one", "v1-signed", made[1])
    named = revision.replace("{3}", made[3]).replace("{short}", made[1][:9])
    ended = run_cli("history", f"{folder}@{named}")
    assert ended.code == 0, ended.err
    assert " ".join(ended.out.split()).startswith(answer)


def test_packed_objects_and_references_are_read_too(run_cli: RunCli, three: tuple[Path, list[str]]) -> None:
    folder, made = three
    git(folder, "tag", "v1", made[1])
    git(folder, "gc", "-q")
    git(folder, "pack-refs", "--all")
    assert not (folder / ".git/refs/heads/main").exists()
    assert len(events(as_json(run_cli, f"{folder}@v1"))) == 3


def test_a_detached_head_a_worktree_and_a_bare_repository(
    run_cli: RunCli, three: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, made = three
    git(folder, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), made[2])
    git(folder, "clone", "-q", "--bare", str(folder), str(tmp_path / "bare.git"))
    assert events(as_json(run_cli, tmp_path / "tree")) == [made[1], made[0]]
    assert events(as_json(run_cli, tmp_path / "bare.git")) == [made[3], made[1], made[0]]
    git(folder, "checkout", "-q", "--detach", made[1])
    assert events(as_json(run_cli, folder)) == [made[1], made[0]]


def test_a_repository_with_the_longer_hashes(run_cli: RunCli, tmp_path: Path) -> None:
    made = repository(tmp_path / "m", {"README.md": CARD}, {"LICENSE": TERMS}, **{"object-format": "sha256"})
    assert len(made[0]) == 64
    assert events(as_json(run_cli, tmp_path / "m")) == made[::-1]


def test_a_renamed_license_did_not_come_and_go(run_cli: RunCli, tmp_path: Path) -> None:
    repository(
        tmp_path / "m", {"README.md": CARD.replace("license_link: LICENSE\n", ""), "LICENSE": TERMS},
        {"LICENSE": None, "LICENSE.md": TERMS},
    )  # fmt: skip
    document = as_json(run_cli, tmp_path / "m")
    assert [event["change"] for event in document["events"]] == [None]


def test_a_merge_is_one_step_of_the_branch(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD, "LICENSE": TERMS})
    git(folder, "checkout", "-q", "-b", "side")
    commit(folder, {"LICENSE": LOOSER}, 2)
    git(folder, "checkout", "-q", "main")
    commit(folder, {"w.bin": "2"}, 3)
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge", "side")
    document = as_json(run_cli, folder)
    assert events(document)[0] == git(folder, "rev-parse", "main")
    assert (len(document["events"]), document["commits"]) == (2, 3)


def test_a_shallow_clone_is_a_gap_and_its_oldest_commit_no_beginning(
    run_cli: RunCli, three: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, made = three
    git(folder, "clone", "-q", "--depth", "2", f"file://{folder}", str(tmp_path / "shallow"))
    document = as_json(run_cli, tmp_path / "shallow")
    assert events(document) == [made[3], made[2]]
    assert [gap["reason"] for gap in document["gaps"]] == ["no-listing"]
    out = run_cli("history", tmp_path / "shallow").out
    assert "at least 1 change" in out and "--unshallow" in out
    assert run_cli("history", tmp_path / "shallow", "--strict").code == 3


def test_a_partial_clone_asks_its_server_for_nothing(
    run_cli: RunCli, three: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, _ = three
    git(folder, "config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    git(folder, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{folder}", str(partial))
    ended = run_cli("history", partial)
    assert ended.code == 0, ended.err
    before = as_json(run_cli, partial)
    assert {gap["reason"] for gap in before["head"]["gaps"]} == {"offline"}
    # What was not read is neither new nor gone.
    *newer, oldest = before["events"]
    assert oldest["change"] is None
    assert {(event["change"]["answer"], event["known"]) for event in newer} == {("unknown", False)}
    assert not any(event["change"]["documents"] or event["change"]["clauses"] for event in newer)
    assert "at least 0 changes of terms or card, and 2 that could not be read" in " ".join(ended.out.split())


def test_a_folder_of_terms_is_watched_and_a_link_inside_is_followed(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD, "legal/TERMS": TERMS})
    (folder / "LICENSE").symlink_to("legal/TERMS")
    linked = commit(folder, {}, 2)
    changed = commit(folder, {"legal/TERMS": LOOSER}, 3)
    document = as_json(run_cli, folder)
    assert events(document)[0] == changed
    assert linked in events(document)
    rules = [clause["rule"] for clause in document["events"][0]["change"]["clauses"]]
    assert "restrict.user-threshold" in rules


def test_a_link_that_leaves_the_repository_is_a_gap(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    (tmp_path / "secret").write_text(TERMS, "utf-8")
    repository(folder, {"README.md": CARD})
    (folder / "LICENSE").symlink_to(tmp_path / "secret")
    commit(folder, {}, 2)
    document = as_json(run_cli, folder)
    assert [gap["document"] for gap in document["head"]["gaps"]] == ["LICENSE"]
    assert "5,000,000" not in json.dumps(document)


def test_large_file_pointers_are_read_where_the_clone_holds_the_file(run_cli: RunCli, tmp_path: Path) -> None:
    import hashlib

    folder = tmp_path / "m"
    name = hashlib.sha256(TERMS.encode()).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(TERMS)}\n"
    repository(folder, {"README.md": CARD, "LICENSE": pointer})
    gaps = as_json(run_cli, folder)["head"]["gaps"]
    assert "LFS pointer" in gaps[0]["detail"]
    kept = folder / ".git/lfs/objects" / name[:2] / name[2:4]
    kept.mkdir(parents=True)
    (kept / name).write_text(TERMS, "utf-8")
    assert as_json(run_cli, folder)["head"]["gaps"] == []
    (kept / name).write_text("Something else.\n", "utf-8")
    assert "LFS pointer" in as_json(run_cli, folder)["head"]["gaps"][0]["detail"]


def test_older_changes_are_left_out_by_limit(run_cli: RunCli, three: tuple[Path, list[str]]) -> None:
    folder, made = three
    document = as_json(run_cli, folder, "--limit", "2")
    assert (events(document), document["cut"]) == ([made[3], made[1]], True)


def test_only_so_many_commits_are_listed(
    run_cli: RunCli, three: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = three
    monkeypatch.setattr("auditor.sources.git_history.COMMITS", 2)
    document = as_json(run_cli, folder, code=3)
    assert (document["commits"], document["gaps"][0]["reason"]) == (2, "too-large")


# --- what a new user gets wrong -------------------------------------------------------------------------------------


def test_errors_name_the_next_step(run_cli: RunCli, three: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, _ = three
    (tmp_path / "plain").mkdir()
    (tmp_path / "a-file").write_text("x", "utf-8")
    git(tmp_path, "init", "-q", str(tmp_path / "empty"))
    for argument, code, words in (
        (f"{folder}@nope", 3, "Name a branch, tag or commit"),
        (f"{folder}@{'a' * 40}", 3, "git fetch"),
        (f"{folder}@-rf", 3, "no revision"),
        (tmp_path / "plain", 2, "top folder of a Git checkout"),
        (tmp_path / "none", 2, "no such folder"),
        (tmp_path / "a-file", 2, "not a folder"),
        (tmp_path / "empty", 3, "without any commit"),
        ("Some Name", 2, "./DIR"),
    ):
        ended = run_cli("history", argument)
        assert (ended.code, ended.out) == (code, ""), argument
        assert words in ended.err, (argument, ended.err)


def test_branches_in_a_table_are_named_as_such(run_cli: RunCli, three: tuple[Path, list[str]]) -> None:
    folder, made = three
    (folder / ".git/HEAD").write_text("ref: refs/heads/.invalid\n", "utf-8")
    (folder / ".git/reftable").mkdir()
    ended = run_cli("history", folder)
    assert (ended.code, "reftable" in ended.err) == (3, True)
    assert run_cli("audit", f"{folder}@{made[3]}", "-q").code == 0


def test_without_git_it_says_so(
    run_cli: RunCli, three: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, _ = three
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = run_cli("history", folder)
    assert (ended.code, "Install Git" in ended.err) == (3, True)


def test_damage_is_told_and_what_is_there_is_answered(run_cli: RunCli, three: tuple[Path, list[str]]) -> None:
    folder, made = three
    tree = git(folder, "rev-parse", f"{made[1]}^{{tree}}")
    path = folder / ".git/objects" / tree[:2] / tree[2:]
    path.chmod(0o644)
    path.write_bytes(b"no object")
    document = as_json(run_cli, folder, code=3)
    assert made[3] in events(document)
    assert document["gaps"][0]["reason"] == "unreadable"


def test_two_revisions_of_a_checkout_are_compared(run_cli: RunCli, three: tuple[Path, list[str]]) -> None:
    folder, made = three
    ended = run_cli("diff", f"{folder}@{made[1]}", f"{folder}@main")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("The terms differ in 1 clause, for the looser.")
    (folder / "LICENSE").write_text(TERMS, "utf-8")
    ended = run_cli("diff", f"{folder}@HEAD", folder)
    assert ended.out.startswith("The terms differ in 1 clause, for the tighter.")


def test_a_folder_with_the_sign_in_its_name_is_that_folder(run_cli: RunCli, tmp_path: Path) -> None:
    repository(tmp_path / "m@v1", {"README.md": CARD, "LICENSE": TERMS})
    assert as_json(run_cli, tmp_path / "m@v1")["model"] == "m@v1"


def test_a_file_over_the_limit_is_a_gap(
    run_cli: RunCli, three: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = three
    commit(folder, {"LICENSE": "x" * (limits.LICENSE_BYTES + 1)}, 5)
    assert [gap["reason"] for gap in as_json(run_cli, folder)["head"]["gaps"]] == ["too-large"]
