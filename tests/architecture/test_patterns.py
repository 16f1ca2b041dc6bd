"""Patterns mean the same in every Python that is supported."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "auditor"


def test_no_group_is_possessive() -> None:
    """Possessive groups match wrongly in Python 3.11.0 to 3.11.4 (python/cpython#106052), which Debian 12 has."""
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        if re.search(r"(?<!\\)\)[*+?]\+", line)
    ]
    assert found == []
