"""The collected license texts, for tests that need real ones: named by AUDITOR_CORPUS, else the test is skipped."""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import pytest

#: Texts of all kinds and lengths; the tests alter each of them.
SLUGS = (
    "apache-2.0", "mit", "bsd-3-clause", "bsd-2-clause", "isc", "mpl-2.0", "cc-by-4.0", "cc-by-nc-4.0", "cc0-1.0",
    "gpl-3.0", "llama-2", "llama-3.1", "gemma-terms", "qwen", "deepseek-model", "creativeml-openrail-m",
    "bigscience-openrail-m", "stability-community", "openpangu-1.0", "unlicense",
)  # fmt: skip


def folder() -> Path:
    """The corpus folder; skips the test if there is none."""
    named = os.environ.get("AUDITOR_CORPUS")
    if not named or not (Path(named) / "licenses").is_dir():
        pytest.skip("AUDITOR_CORPUS names no folder with licenses/")
    return Path(named)


@cache
def _texts(corpus: Path) -> dict[str, str]:
    return {path.stem: path.read_bytes().decode("utf-8") for path in sorted((corpus / "licenses").glob("*.txt"))}


def texts() -> dict[str, str]:
    """Every text by its short name."""
    return _texts(folder())


def text(slug: str) -> str:
    """One text."""
    return texts()[slug]


@cache
def _ids(corpus: Path) -> dict[str, str]:
    with (corpus / "licenses" / "MANIFEST.csv").open(encoding="utf-8", newline="") as handle:
        return {row["slug"]: row["spdx_id_or_licenseref"] for row in csv.DictReader(handle)}


def ids() -> dict[str, str]:
    """The id of each text by its short name."""
    return _ids(folder())


def gold() -> list[dict[str, str]]:
    """The clauses that readers marked in the texts."""
    with (folder() / "licenses" / "GOLD.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
