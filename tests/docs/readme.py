"""The demo of the README, kept true: `python -m tests.docs.readme` writes the real answer into it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import tempfile
from pathlib import Path

from auditor.cli.main import main

README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"(<!-- demo -->\n```\n).*?(```\n<!-- /demo -->)", re.DOTALL)
_COMMAND = ["audit", "Llama 3.1 8B", "--offline", "--store"]


def answer() -> str:
    """What the demo prints on a machine that holds no evidence."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as out:
        os.environ["HF_HUB_CACHE"] = folder
        assert main([*_COMMAND, f"{folder}/none.sqlite"]) == 0
    return out.getvalue()


def written() -> str:
    """The README with the real answer in it."""
    return _BLOCK.sub(lambda found: found[1] + answer() + found[2], README.read_text(encoding="utf-8"))


if __name__ == "__main__":
    README.write_text(written(), encoding="utf-8")
