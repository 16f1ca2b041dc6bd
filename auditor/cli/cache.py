"""`auditor cache`: where evidence and compiled rules are kept, and how to make room."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

cache_app = typer.Typer(help="Where evidence and compiled rules are kept.", no_args_is_help=True, rich_markup_mode=None)


@cache_app.command("path")
def path() -> None:
    """Print the cache folder: AUDITOR_CACHE, else `auditor` in the user's cache folder."""
    from auditor.catalog.catalog import cache_folder

    typer.echo(cache_folder())


@cache_app.command("list")
def list_files() -> None:
    """List the files of the cache with their sizes, evidence first."""
    from auditor.cli.cache_files import cached_files
    from auditor.render.grid import grid

    rows = [[name, kind, f"{size:,} bytes"] for name, kind, size in cached_files()]
    sys.stdout.write("".join(f"{line}\n" for line in grid(rows, ("file", "holds", "size"), "simple")) if rows else "")


@cache_app.command("prune")
def prune(
    evidence: Annotated[
        bool, typer.Option("--evidence", envvar="AUDITOR_EVIDENCE", help="Delete the evidence database too.")
    ] = False,
) -> None:
    """Delete compiled rules and logs; they are made anew when needed. Evidence stays unless --evidence."""
    from auditor.cli.cache_files import prune_files

    count, size = prune_files(evidence)
    typer.echo(f"{count} file{'' if count == 1 else 's'} deleted, {size:,} bytes")
