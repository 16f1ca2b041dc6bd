"""Writes the golden files anew: `python -m tests.render.write_golden`. Read the diff before it is committed."""

from __future__ import annotations

from pathlib import Path

from tests.render.cases import CASES, render

if __name__ == "__main__":
    folder = Path(__file__).parent / "golden"
    folder.mkdir(exist_ok=True)
    for name in CASES:
        (folder / name).write_text(render(name), encoding="utf-8")
