"""What a command does not need is not imported: `--help` and a single text stay fast."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "huggingface_hub",
    "httpx2",
    "numpy",
    "rdflib",
    "spdx_tools",
    "pydantic",
    "rich",
    "jinja2",
    "yaml",
    "tree_sitter",
}
_CODE = """
import json, sys
from auditor.cli.main import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def modules_after(*arguments: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", _CODE, *arguments], env={**os.environ}, capture_output=True, text=True, check=True
    )
    code, modules = json.loads(ended.stderr.splitlines()[-1])
    assert code == 0, ended.stderr
    return set(modules)


def test_help_imports_nothing_heavy() -> None:
    assert not modules_after("--help") & (
        HEAVY | {"rapidfuzz", "tabulate", "sqlite3", "tomlkit", "junitparser", "pathspec"}
    )


def test_one_license_text_needs_no_network_library(tmp_path: Path) -> None:
    path = tmp_path / "LICENSE"
    path.write_text("You may not use the model for commercial purposes.\n", encoding="utf-8")
    assert not modules_after("license", str(path)) & HEAVY


@pytest.mark.parametrize("arguments", [("audit", "Llama 3.1 8B", "--offline"), ("explain", "apache-2.0")])
def test_an_offline_answer_needs_no_network_library(arguments: tuple[str, ...]) -> None:
    assert not modules_after(*arguments) & (HEAVY - {"yaml"})
