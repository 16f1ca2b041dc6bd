"""A Git repository that somebody made to be read by us: it runs nothing, reaches nothing, and costs bounded time."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from auditor.sources.git_objects import GitFault, GitObjects
from auditor.sources.git_place import git_place
from tests.cli.conftest import RunCli
from tests.drift.git import CARD, TERMS, commit, git, repository

#: Every setting that has Git start a program, or read another file of settings.
CONFIG = """
[core]
\tfsmonitor = {program}
\tsshCommand = {program}
\tpager = {program}
\thooksPath = {hooks}
\teditor = {program}
\taskPass = {program}
\tattributesFile = {attributes}
\talternateRefsCommand = {program}
[alias]
\tlog = "!{program}"
\trev-list = "!{program}"
\tcat-file = "!{program}"
[filter "trap"]
\tsmudge = {program}
\tclean = {program}
\tprocess = {program}
\trequired = true
[diff]
\texternal = {program}
[diff "trap"]
\tcommand = {program}
\ttextconv = {program}
[pager]
\trev-list = {program}
\tdiff-tree = {program}
[log]
\tshowSignature = true
[gpg]
\tprogram = {program}
[credential]
\thelper = "!{program}"
[extensions]
\tpartialClone = origin
[protocol "ext"]
\tallow = always
[remote "origin"]
\turl = ext::{program}
\tpromisor = true
\tpartialclonefilter = blob:none
\tuploadpack = {program}
[include]
\tpath = {more}
"""


@pytest.fixture
def trap(tmp_path: Path) -> tuple[Path, Path]:
    """A checkout in which every road leads to a program, one of its blobs missing; and the file that it leaves."""
    folder, mark, program = tmp_path / "model", tmp_path / "ran", tmp_path / "program"
    repository(folder, {"README.md": CARD, "LICENSE": TERMS, ".gitattributes": "* filter=trap diff=trap\n"})
    commit(folder, {"LICENSE": TERMS.replace("5,000,000", "9"), "NOTICE": "Gone from here.\n"}, 2)
    program.write_text(f"#!/bin/sh\necho ran >> {mark}\n", "utf-8")
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change"):
        (hooks / name).write_text(program.read_text("utf-8"), "utf-8")
        (hooks / name).chmod(0o755)
    (tmp_path / "more").write_text(f"[core]\n\tfsmonitor = {program}\n", "utf-8")
    (tmp_path / "attributes").write_text("* diff=trap\n", "utf-8")
    notice = git(folder, "rev-parse", "HEAD:NOTICE")
    (folder / ".git/objects" / notice[:2] / notice[2:]).unlink()
    with (folder / ".git/config").open("a", encoding="utf-8") as config:
        config.write(
            CONFIG.format(
                program=program, hooks=hooks, attributes=tmp_path / "attributes", more=tmp_path / "more"
            )
        )
    return folder, mark


def test_git_itself_falls_into_the_trap(trap: tuple[Path, Path]) -> None:
    folder, mark = trap
    for arguments in (["status"], ["cat-file", "blob", "HEAD:NOTICE"]):
        subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
        assert mark.is_file(), arguments
        mark.unlink()


def test_nothing_that_the_repository_configures_is_run(run_cli: RunCli, trap: tuple[Path, Path]) -> None:
    folder, mark = trap
    ended = run_cli("history", f"{folder}@HEAD~1", "-f", "json", "-q")
    assert ended.code == 0, ended.err
    document = json.loads(ended.out)
    assert [clause["rule"] for clause in document["since_pin"]["clauses"]] == ["restrict.user-threshold"]
    # What a server would have to be asked for is a gap.
    assert [(gap["document"], gap["reason"]) for gap in document["head"]["gaps"]] == [("NOTICE", "offline")]
    assert run_cli("diff", f"{folder}@HEAD~1", f"{folder}@HEAD").code == 0
    assert run_cli("audit", f"{folder}@HEAD", "-q").code == 0
    assert not mark.exists()


def test_nothing_is_written_into_the_repository(run_cli: RunCli, trap: tuple[Path, Path]) -> None:
    folder, _ = trap
    before = {path: path.stat().st_mtime_ns for path in (folder / ".git").rglob("*")}
    run_cli("history", folder)
    assert {path: path.stat().st_mtime_ns for path in (folder / ".git").rglob("*")} == before


def test_the_users_own_variables_lead_nowhere_else(
    run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository(tmp_path / "m", {"README.md": CARD, "LICENSE": TERMS})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "/bin/false")
    document = json.loads(run_cli("history", tmp_path / "m", "-f", "json", "-q").out)
    assert [event["commit"] for event in document["events"]] == made


def test_a_program_called_git_in_the_folder_is_not_run(
    run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD, "LICENSE": TERMS})
    (folder / "git").write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n", "utf-8")
    (folder / "git").chmod(0o755)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
    assert run_cli("history", ".").code == 0
    assert not (tmp_path / "ran").exists()


def test_replacements_and_grafts_change_no_text(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    made = repository(folder, {"README.md": CARD, "LICENSE": TERMS}, {"LICENSE": TERMS + "And be kind.\n"})
    kind = git(folder, "hash-object", "-w", "--stdin", given=b"You may do as you like.\n")
    git(folder, "replace", git(folder, "rev-parse", "HEAD:LICENSE"), kind)
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/grafts").write_text(f"{made[1]}\n", "utf-8")
    document = json.loads(run_cli("history", folder, "-f", "json", "-q").out)
    assert [event["commit"] for event in document["events"]] == made[::-1]
    assert "as you like" not in json.dumps(document)


def test_a_tree_that_unfolds_to_billions_of_files_is_cut(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD})
    blob = git(folder, "hash-object", "-w", "--stdin", given=b"x")
    inner = git(folder, "mktree", given="".join(f"100644 blob {blob}\tf{i}\n" for i in range(10)).encode())
    for _ in range(9):
        inner = git(folder, "mktree", given="".join(f"040000 tree {inner}\td{i}\n" for i in range(10)).encode())
    bomb = git(folder, "commit-tree", "-p", "HEAD", "-m", "x", inner)
    git(folder, "update-ref", "refs/heads/main", bomb)
    ended = run_cli("audit", f"{folder}@main", "-f", "json", "-q")
    gaps = json.loads(ended.out)["reports"][0]["gaps"]
    assert ("files", "too-large") in {(gap["document"], gap["reason"]) for gap in gaps}
    assert run_cli("history", folder, "-q").code == 0


def test_time_bytes_and_names_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "m"
    (made,) = repository(folder, {"README.md": CARD, "LICENSE": "word " * 40_000})
    with GitObjects(git_place(folder, "m"), made) as objects:
        monkeypatch.setattr("auditor.limits.GIT_BYTES", 1_000)
        with pytest.raises(GitFault, match="1,000 bytes"):
            list(objects.output(["cat-file", "blob", f"{made}:LICENSE"]))
        monkeypatch.undo()
        with pytest.raises(GitFault, match="longer than any"):
            list(objects.records(["cat-file", "blob", f"{made}:LICENSE"]))
        monkeypatch.setattr("auditor.limits.GIT_SECONDS", 0.1)
        # Told to read a batch whose end never comes.
        slow = tmp_path / "slow"
        slow.write_text("#!/bin/sh\nsleep 60\n", "utf-8")
        slow.chmod(0o755)
        monkeypatch.setattr(objects, "_git", str(slow))
        with pytest.raises(GitFault, match="not done within"):
            list(objects.output(["rev-list"]))


def test_an_object_beyond_memory_is_refused_by_its_size(
    run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD, "LICENSE": TERMS})
    large = git(folder, "commit-tree", "-p", "HEAD", "HEAD^{tree}", given=b"word " * 400_000)
    git(folder, "update-ref", "refs/heads/main", large)
    assert run_cli("history", folder).code == 0
    monkeypatch.setattr("auditor.limits.GIT_ALLOCATION_BYTES", 1_000_000)
    ended = run_cli("history", folder)
    assert (ended.code, ended.out) == (3, "")


@pytest.mark.parametrize(
    "head",
    [b"ref: refs/heads/../../../../etc/passwd\n", b"ref: /etc/passwd\n", b"ref: refs/heads/main\0x\n", b"\xff\xfe",
     b"a" * 100_000, b"--output=x\n", b""],
    ids=["climbs", "absolute", "null", "bytes", "long", "option", "empty"],
)  # fmt: skip
def test_a_head_that_names_no_commit_is_an_error(run_cli: RunCli, tmp_path: Path, head: bytes) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD})
    (folder / ".git/HEAD").write_bytes(head)
    ended = run_cli("history", folder)
    assert (ended.code, ended.out, "root:" in ended.err) == (3, "", False)


def test_references_that_lead_in_circles_end(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD})
    (folder / ".git/refs/heads/main").write_text("ref: refs/heads/main\n", "utf-8")
    assert run_cli("history", folder).code == 3


def test_names_and_authors_cannot_move_the_cursor(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD, "LICENSE": TERMS})
    git(folder, "checkout", "-q", "-b", "x")
    (folder / "LICENSE").write_text(TERMS.replace("5", "6"), "utf-8")
    git(folder, "commit", "-qam", "x", GIT_AUTHOR_NAME="Eve\x1b[2J\u202e")
    out = run_cli("history", folder).out
    assert "\x1b" not in out and "\u202e" not in out and "Eve" in out


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_checkout_of_another_user_is_read_although_git_alone_refuses(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    made = repository(folder, {"README.md": CARD, "LICENSE": TERMS})
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 12_345, 12_345)
    with pytest.raises(subprocess.CalledProcessError):
        git(folder, "log", SUDO_UID="0")
    document = json.loads(run_cli("history", folder, "-f", "json", "-q").out)
    assert [event["commit"] for event in document["events"]] == made


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD})
    for name in ("refs/heads/main", "packed-refs", "shallow", "commondir"):
        (folder / ".git" / name).unlink(missing_ok=True)
        os.mkfifo(folder / ".git" / name)
    assert run_cli("history", folder).code == 3


def test_authors_cannot_write_markdown(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    repository(folder, {"README.md": CARD, "LICENSE": TERMS})
    (folder / "LICENSE").write_text(TERMS.replace("5", "6"), "utf-8")
    git(folder, "commit", "-qam", "x", GIT_AUTHOR_NAME="<img src=x> [us](http://evil.example)")
    out = run_cli("history", folder, "-f", "markdown").out
    assert "src=x" in out and "<img" not in out and "[us](" not in out
