"""`python -m auditor`: the same as the command `auditor`."""

from __future__ import annotations

from auditor.cli.main import run

if __name__ == "__main__":
    run()
