"""`auditor license`: which license a text is, what was changed in it, and what its clauses do."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli.codes import DONE, INCOMPLETE
from auditor.cli.options import Color, ColorChoice, Formats, Outputs, Processes, Rules

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="License or policy texts; `-` reads one from stdin.")]
All = Annotated[
    bool, typer.Option("--all", envvar="AUDITOR_ALL", help="Also list the clauses that were looked for and are absent.")
]


def license(
    files: Files,
    formats: Formats = None,
    outputs: Outputs = None,
    show_all: All = False,
    rules: Rules = None,
    jobs: Processes = None,
    color: ColorChoice = Color.AUTO,
) -> None:
    """Say which license each text is, how it differs from the known one, and what each clause does.

    Ends with 0 if every text was read, 2 if a path does not exist, 3 if a file was no text or too large.
    """
    from auditor.cli.catalogs import load_catalog
    from auditor.cli.license_files import absent_rules, existing, read_texts
    from auditor.cli.license_processes import Arriving, processes_for, read_with_processes
    from auditor.cli.output import Writing
    from auditor.render.formats import LICENSE_RENDERERS
    from auditor.render.results import LicenseResult

    writer = Writing(formats, outputs, color).by(LICENSE_RENDERERS)
    names = existing(files)
    catalog = load_catalog(rules)
    processes = processes_for(names, jobs)
    alone = processes == 1
    readings = Arriving(read_texts(names, catalog) if alone else read_with_processes(names, catalog, rules, processes))
    result = LicenseResult(readings=readings, absent=absent_rules(readings, catalog) if show_all else ())
    writer.write(result, catalog.sha256)
    raise typer.Exit(INCOMPLETE if any(reading.gap for reading in readings) else DONE)
