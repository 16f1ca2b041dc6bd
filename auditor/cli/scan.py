"""`auditor scan`: which models a repository uses, and where it says so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.codes import DONE, INCOMPLETE
from auditor.cli.options import Color, ColorChoice, Formats, Outputs, Rules, Strict

Folder = Annotated[Path, typer.Argument(metavar="PATH", help="A folder of a repository, or one file.")]


def scan(
    path: Folder = Path(),
    formats: Formats = None,
    outputs: Outputs = None,
    strict: Strict = False,
    rules: Rules = None,
    color: ColorChoice = Color.AUTO,
) -> None:
    """List every model that the repository refers to, with file, line, revision and how it was found.

    Declared: written there. Inferred: worked out from a constant, a default or a variable. Unresolved: named by
    something that only a run can tell. Files that could not be read are listed; --strict makes that exit code 3.
    """
    from auditor.cli.catalogs import load_catalog
    from auditor.cli.output import Writing
    from auditor.discovery.scan import scan_path
    from auditor.render.formats import SCAN_RENDERERS

    writer = Writing(formats, outputs, color).by(SCAN_RENDERERS)
    catalog = load_catalog(rules)
    result = scan_path(path, catalog)
    writer.write(result, catalog.sha256)
    raise typer.Exit(INCOMPLETE if strict and result.skipped else DONE)
