"""`auditor notice`: the attribution file that the terms of models ask for."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import options
from auditor.cli.options import Color

Models = Annotated[
    list[str],
    typer.Argument(metavar="MODEL", help="ORG/NAME[@REV], a name of the catalog, ./DIR, or `-` for a list on stdin."),
]


def notice(
    models: Models,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    strict: options.Strict = False,
    offline: options.Offline = False,
    hub: options.Hub = None,
    store: options.Store = None,
    rules: options.Rules = None,
    jobs: options.Jobs = 16,
    quiet: options.Quiet = False,
    color: options.ColorChoice = Color.AUTO,
) -> None:
    """Write the attribution file that the models' terms ask for: notices, licenses, phrases, names, stated changes.

    Each line names the clause that demands it. It is a draft from what was read; what was not read is listed.
    """
    from auditor.cli.noticing import run_notice
    from auditor.cli.output import Writing
    from auditor.cli.reading import Reading

    reading = Reading(hub=hub, offline=offline, store=store, jobs=jobs, quiet=quiet)
    writing = Writing(formats, outputs, color)
    raise typer.Exit(run_notice(models, writing, strict, reading, rules))
