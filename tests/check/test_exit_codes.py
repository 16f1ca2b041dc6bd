"""`auditor check` as a user sees it: exit codes, waivers, the baseline, the lock, the outputs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from auditor.judge import audit
from tests.check.conftest import BOUND, TERMS, Repository, put_model
from tests.cli.conftest import RunCli

FORBID = '[policy]\nforbidden_rules = ["restrict.non-commercial"]\n[policy.use]\ncommercial = true\n'
WAIVER = """
[[waiver]]
model = "example-lab/heron"
rule = "restrict.non-commercial"
reason = "a pilot"
owner = "team-a"
expires = {expires}
{more}
"""


def waiver(expires: str = "2099-01-01", more: str = "") -> str:
    return WAIVER.format(expires=expires, more=more)


def document(repo: Repository, *arguments: object) -> dict[str, object]:
    made: dict[str, object] = json.loads(repo.check("-f", "json", *arguments).out)
    return made


def test_a_free_model_passes(repo: Repository) -> None:
    repo.uses("example-lab/wren")
    repo.policy(FORBID)
    ended = repo.check()
    assert ended.code == 0, ended
    assert "passed: 1 model, 0 violations" in ended.out


def test_a_violation_names_rule_place_and_quote(repo: Repository) -> None:
    repo.uses("example-lab/wren", "example-lab/heron")
    repo.policy(FORBID)
    ended = repo.check()
    assert ended.code == 1
    assert "restrict.non-commercial" in ended.out and "app.py:3" in ended.out
    assert "non-commercial purposes only" in " ".join(ended.out.split())


def test_a_proven_violation_is_1_whatever_else_is_missing(repo: Repository) -> None:
    repo.uses("example-lab/heron", "example-lab/nowhere")
    repo.policy(FORBID)
    assert repo.check().code == 1


@pytest.mark.parametrize(("word", "code"), [("incomplete", 3), ("fail", 1), ("warn", 0), ("allow", 0)])
def test_what_could_not_be_read_counts_by_the_policy(repo: Repository, word: str, code: int) -> None:
    repo.uses("example-lab/wren", "example-lab/nowhere")
    repo.policy(f'[policy]\nunknown = "{word}"\n')
    ended = repo.check()
    assert ended.code == code, ended
    assert "example-lab/nowhere" in ended.out


def test_unknown_is_incomplete_without_a_policy(repo: Repository) -> None:
    repo.uses("example-lab/nowhere")
    assert repo.check().code == 3


def test_a_fault_of_the_program_is_4_and_never_1(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.uses("example-lab/heron")
    repo.policy(FORBID)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("auditor.judge.audit", broken)
    assert repo.check().code == 4
    assert audit is not broken


@pytest.mark.parametrize(
    "text",
    [
        "[policy",
        "[policy]\nmin_clas = 2\n",
        "[policy]\nmin_class = 9\n",
        '[policy]\nextends = "gone.toml"\n',
        "a = 1\n",
    ],
)
def test_a_broken_policy_is_2(repo: Repository, text: str) -> None:
    repo.uses("example-lab/wren")
    repo.policy(text)
    ended = repo.check()
    assert ended.code == 2
    assert ended.out == ""


def test_an_unknown_key_is_named_with_the_nearest_one(repo: Repository) -> None:
    repo.policy("[policy]\nmin_clas = 2\n")
    assert "min_class" in repo.check().err


def test_a_rule_that_no_rule_fits_is_2_with_the_nearest_one(repo: Repository) -> None:
    repo.uses("example-lab/heron")
    repo.policy('[policy]\nforbidden_rules = ["restrict.non-comercial"]\n')
    ended = repo.check()
    assert ended.code == 2 and "restrict.non-commercial" in ended.err
    repo.policy('[policy]\nforbidden_rules = ["restrict.non-*"]\n')
    assert repo.check().code == 1


def test_a_path_that_does_not_exist_is_2(run_cli: RunCli, tmp_path: Path) -> None:
    for command in ("check", "scan", "lock"):
        ended = run_cli(command, tmp_path / "gone")
        assert ended.code == 2, (command, ended)
        assert "gone" in ended.err


def test_a_broken_lock_is_2(repo: Repository) -> None:
    repo.uses("example-lab/wren")
    (repo.root / "auditor.lock").write_text("version = 1\nmodels = []\n", "utf-8")
    assert repo.check().code == 2


def test_nothing_found_is_0_or_3_on_demand(repo: Repository) -> None:
    assert repo.check().code == 0
    assert repo.check("--require-input").code == 3


def test_a_policy_in_pyproject_counts(repo: Repository) -> None:
    repo.uses("example-lab/heron")
    text = FORBID.replace("[policy", "[tool.auditor.policy")
    (repo.root / "pyproject.toml").write_text(text, "utf-8")
    assert repo.check().code == 1


def test_a_waiver_excuses_until_its_last_day(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.uses("example-lab/heron")
    repo.policy(FORBID + waiver("2026-03-01"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")  # 2026-03-01
    ended = repo.check()
    assert ended.code == 0 and "waived: a pilot (team-a" in " ".join(ended.out.split())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772409600")  # 2026-03-02
    late = repo.check()
    assert late.code == 1 and "expired" in late.out


def test_a_waiver_is_void_on_another_text(repo: Repository) -> None:
    repo.uses("example-lab/heron")
    repo.policy(FORBID)
    reports = document(repo)["reports"]
    sha256 = reports[0]["license"]["documents"][0]["sha256"]  # type: ignore[index]
    repo.policy(FORBID + waiver(more=f'license_sha256 = "{sha256}"'))
    assert repo.check().code == 0
    put_model(repo.hub, "example-lab/heron", BOUND, TERMS + "\n3. Notice. Keep this notice.\n")
    ended = repo.check()
    assert ended.code == 1 and "void" in ended.out


@pytest.mark.parametrize(("level", "code", "said"), [("warn", 0, True), ("fail", 1, True), ("allow", 0, False)])
def test_an_unused_waiver_is_told_at_the_level_of_the_policy(
    repo: Repository, level: str, code: int, said: bool
) -> None:
    repo.uses("example-lab/wren")
    repo.policy(f'[policy]\nunused_waivers = "{level}"\n' + waiver())
    ended = repo.check()
    assert ended.code == code
    assert ("met nothing" in ended.out) is said


def test_a_baseline_excuses_what_was_there_before(repo: Repository, tmp_path: Path) -> None:
    repo.uses("example-lab/heron")
    repo.policy(FORBID)
    before = tmp_path / "before.json"
    assert repo.check("-f", "json", "-o", before).code == 1
    assert repo.check("--baseline", before).code == 0
    put_model(repo.hub, "example-lab/egret", BOUND, TERMS)
    repo.uses("example-lab/heron", "example-lab/egret")
    ended = repo.check("--baseline", before)
    assert ended.code == 1 and "there before" in ended.out


@pytest.mark.parametrize("text", ["{", "{}", '{"violations": 3, "unknown": []}', "\0"])
def test_a_baseline_that_is_none_is_2(repo: Repository, tmp_path: Path, text: str) -> None:
    (tmp_path / "before.json").write_text(text, "utf-8")
    assert repo.check("--baseline", tmp_path / "before.json").code == 2
    assert repo.check("--baseline", tmp_path / "gone.json").code == 2


def test_the_same_input_gives_the_same_bytes(repo: Repository) -> None:
    repo.uses("example-lab/heron", "example-lab/wren")
    repo.policy(FORBID)
    for form in ("json", "sarif", "table", "markdown", "junit", "gitlab"):
        first, second = repo.check("-f", form), repo.check("-f", form)
        assert first.out == second.out and first.out
        assert str(repo.root) not in first.out


def test_several_outputs_in_one_run(repo: Repository, tmp_path: Path) -> None:
    repo.uses("example-lab/heron")
    repo.policy(FORBID)
    ended = repo.check(
        "-f", "sarif", "-o", tmp_path / "a.sarif", "-f", "junit", "-o", tmp_path / "a.xml", "-f", "table"
    )
    assert ended.code == 1 and "failed" in ended.out
    assert json.loads((tmp_path / "a.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert "<testsuite" in (tmp_path / "a.xml").read_text("utf-8")
