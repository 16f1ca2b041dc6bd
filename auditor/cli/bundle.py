"""`auditor bundle`: the evidence of a store in one file, for a machine that reaches no Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.options import Store

bundle_app = typer.Typer(
    help="Carry evidence to another machine: export the store to a file, import it there.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
BundleFile = Annotated[Path, typer.Argument(metavar="FILE", help="The bundle.")]


@bundle_app.command("export")
def export_store(file: BundleFile, store: Store = None) -> None:
    """Write everything in the store to FILE, with a checksum; the same evidence gives the same bytes."""
    from auditor.cli.bundles import write_bundle

    moved = write_bundle(file, store)
    typer.echo(f"{moved.snapshots} snapshots written, sha256 {moved.sha256}")


@bundle_app.command("import")
def import_store(file: BundleFile, store: Store = None) -> None:
    """Add the evidence of FILE to the store; nothing is kept unless the checksum and every record are right."""
    from auditor.cli.bundles import read_bundle

    moved = read_bundle(file, store)
    typer.echo(f"{moved.snapshots} snapshots read, {moved.new} of them new, sha256 {moved.sha256}")
