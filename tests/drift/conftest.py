"""The command line as the other tests run it."""

from __future__ import annotations

from tests.cli.conftest import run_cli

__all__ = ["run_cli"]
