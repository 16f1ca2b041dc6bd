"""The files by which CI systems run auditor: the action's script as a shell runs it, the hooks, the GitLab template."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CARD = "---\nlicense: cc-by-nc-4.0\n---\n# Heron\n\nHeron is a small model.\n"
#: Options of `check` that an action needs no input for.
NO_INPUT = {"--format", "--output", "--quiet", "--verbose", "--color", "--help"}


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository that uses one model for non-commercial use only, and a Hub of folders beside it."""
    model = tmp_path / "hub" / "example-lab" / "heron"
    model.mkdir(parents=True)
    (model / "README.md").write_text(CARD, "utf-8")
    (model / "siblings.txt").write_text("README.md\nmodel.safetensors\n", "utf-8")
    folder = tmp_path / "repo with blanks"
    folder.mkdir()
    (folder / "app.py").write_text(
        'from transformers import AutoModel\nAutoModel.from_pretrained("example-lab/heron")\n', "utf-8"
    )
    (folder / "auditor.toml").write_text('[policy]\nforbidden_rules = ["restrict.non-commercial"]\n', "utf-8")
    return folder


@pytest.fixture
def commands(tmp_path: Path) -> dict[str, str]:
    """An environment in which `auditor` is this checkout."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "auditor"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m auditor "$@"\n', "utf-8")
    script.chmod(0o755)
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}


def run_action(repo: Path, commands: dict[str, str], **given: str) -> tuple[int, str, str, dict[str, str]]:
    """(exit code, stdout, step summary, outputs) of the action's check step with these inputs."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash on this machine")
    action = read("action.yml")
    step = next(step for step in action["runs"]["steps"] if step.get("id") == "check")
    inputs = {name: str(entry["default"]) for name, entry in action["inputs"].items()} | given
    filled = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], value)
        for name, value in step["env"].items()
    }
    summary, output = repo.parent / "summary.md", repo.parent / "output.txt"
    github = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(output), "GITHUB_ACTIONS": "true"}
    ended = subprocess.run(
        [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=repo, env={**commands, **filled, **github}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    lines = output.read_text("utf-8").splitlines() if output.exists() else []
    said = summary.read_text("utf-8") if summary.exists() else ""
    return ended.returncode, ended.stdout, said, dict(line.split("=", 1) for line in lines)


def test_the_action_fails_with_summary_annotations_and_outputs(repo: Path, commands: dict[str, str]) -> None:
    code, out, summary, outputs = run_action(repo, commands, hub=str(repo.parent / "hub"))
    assert code == 1, out
    assert "::error file=app.py,line=2" in out
    assert summary.startswith("## Models: failed")
    assert outputs == {"result": "failed", "exit-code": "1", "sarif": "auditor.sarif", "report": "auditor.json"}
    assert json.loads((repo / "auditor.json").read_text("utf-8"))["result"] == "failed"
    assert json.loads((repo / "auditor.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_the_action_passes_incomplete_and_broken_on(repo: Path, commands: dict[str, str]) -> None:
    assert run_action(repo, commands, hub=str(repo.parent / "empty-hub"))[0] in (2, 3)
    code, _, _, outputs = run_action(repo, commands, path="gone")
    assert (code, outputs["result"]) == (2, "error")


def test_no_input_becomes_a_part_of_the_script(repo: Path, commands: dict[str, str]) -> None:
    code, _, _, _ = run_action(repo, commands, path='$(touch owned)"; touch owned; #')
    assert code == 2
    assert not (repo / "owned").exists()
    step = next(step for step in read("action.yml")["runs"]["steps"] if step.get("id") == "check")
    assert "${{" not in step["run"]


def test_the_inputs_mirror_the_options_of_check() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "auditor", "check", "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    options = set(re.findall(r"(?m)^\s+(?:-\w, )?(--[a-z-]+)", ended.stdout)) - NO_INPUT
    assert options, ended.stdout
    assert {option.removeprefix("--") for option in options} <= set(read("action.yml")["inputs"])


@pytest.mark.parametrize("hook", read(".pre-commit-hooks.yaml"), ids=lambda hook: hook["id"])
def test_the_hooks_run(repo: Path, commands: dict[str, str], hook: dict[str, Any]) -> None:
    assert hook["language"] == "python" and hook["pass_filenames"] is False
    hub = {"AUDITOR_HUB": str(repo.parent / "hub")}
    ended = subprocess.run(
        hook["entry"].split(),
        cwd=repo,
        env={**commands, **hub},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "example-lab/heron" in ended.stdout, ended
    assert ended.returncode == (1 if "check" in hook["id"] else 0)


def test_the_check_hook_is_offline() -> None:
    (hook,) = (hook for hook in read(".pre-commit-hooks.yaml") if hook["id"] == "auditor-check")
    assert "--offline" in hook["entry"]


def test_the_gitlab_job_runs(repo: Path, commands: dict[str, str]) -> None:
    job = read("templates/auditor.gitlab-ci.yml")["auditor"]
    given = {"AUDITOR_PATH": ".", "AUDITOR_HUB": str(repo.parent / "hub")}
    (line,) = job["script"]
    ended = subprocess.run(
        ["/bin/sh", "-ec", line],
        cwd=repo,
        env={**commands, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1, ended
    reports = job["artifacts"]["reports"]
    assert json.loads((repo / reports["codequality"]).read_text("utf-8"))
    assert "<failure" in (repo / reports["junit"]).read_text("utf-8")
