"""`auditor fix`: a patch that makes a repository say what it means."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import options

Model = Annotated[str, typer.Argument(metavar="MODEL|DIR", help="ORG/NAME[@REV], or ./DIR for a folder of yours.")]
Write = Annotated[
    bool, typer.Option("--write", envvar="AUDITOR_WRITE", help="Change the card of ./DIR instead of showing the patch.")
]


def fix(
    model: Model,
    write: Write = False,
    offline: options.Offline = False,
    hub: options.Hub = None,
    store: options.Store = None,
    rules: options.Rules = None,
    quiet: options.Quiet = False,
) -> None:
    """Propose the front matter and the files that the evidence asks for, as a patch; each line with its reason.

    Nothing is written without --write, and then only the card of a local folder.
    """
    from auditor.cli.fixing import run_fix
    from auditor.cli.reading import Reading

    raise typer.Exit(run_fix(model, write, Reading(hub=hub, offline=offline, store=store, quiet=quiet), rules))
