"""The vendors' files: broken ones are refused at load, with file, key and reason, all faults at once."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from auditor.catalog.reader import Faults, read
from auditor.catalog.systems import Vendor, check

ROOT = Path(__file__).resolve().parents[2]
GOOD = """
schema = 1
id = "somebody"
name = "Somebody"
as_of = "2026-01-01"
[[system]]
model = "One 1B"
family = "One"
date = "2025-02-03"
access = "open-weights"
license_kind = "osi"
source = "https://somebody.example/one"
confidence = "high"
"""


def faults_of(*texts: str) -> list[str]:
    faults = Faults()
    records = [read(Vendor, tomllib.loads(text), "systems/somebody.toml", faults) for text in texts]
    check({"systems": [record for record in records if record is not None]}, faults)
    return faults.lines


def test_a_good_file_has_no_fault() -> None:
    assert faults_of(GOOD) == []


def test_all_faults_are_named_at_once_with_file_and_key() -> None:
    broken = GOOD.replace('"open-weights"', '"open-wieghts"').replace('"high"', "3").replace("schema = 1", "shcema = 1")
    lines = faults_of(broken)
    assert any("system[0].access" in line and "open-weights" in line for line in lines)
    assert any("system[0].confidence" in line for line in lines)
    assert any("shcema" in line and "did you mean 'schema'" in line for line in lines)
    assert all(line.startswith("systems/somebody.toml: ") for line in lines)


def test_a_date_that_is_none_is_refused() -> None:
    assert any("2025-13-01" in line for line in faults_of(GOOD.replace("2025-02-03", "2025-13-01")))


def test_a_model_named_twice_is_refused() -> None:
    other = GOOD.replace('model = "One 1B"', 'model = "Other"\naliases = ["one-1b"]')
    assert any("already names 'One 1B'" in line for line in faults_of(GOOD, other))


def test_the_committed_files_hold_every_release_of_the_facts(tmp_path: Path) -> None:
    corpus = os.environ.get("AUDITOR_CORPUS")
    facts = Path(corpus).resolve().parent / "facts" if corpus else None
    if facts is None or not facts.is_dir():
        pytest.skip("AUDITOR_CORPUS does not name a corpus with facts beside it")
    done = subprocess.run(
        [sys.executable, ROOT / "script" / "build_systems.py", facts, "--out", tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    with (facts / "systems.csv").open(encoding="utf-8", newline="") as handle:
        wanted = {row["model"] for row in csv.DictReader(handle)}
    built = {name for path in tmp_path.glob("*.toml") for name in _models(path)}
    committed = {name for path in (ROOT / "rules" / "systems").glob("*.toml") for name in _models(path)}
    assert built == wanted
    assert wanted <= committed


def _models(path: Path) -> list[str]:
    return [system["model"] for system in tomllib.loads(path.read_text("utf-8")).get("system", [])]
