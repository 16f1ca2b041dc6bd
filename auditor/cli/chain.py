"""`auditor chain`: what a model was made from, and which terms got lost on the way."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import options
from auditor.cli.options import Color

Model = Annotated[
    str, typer.Argument(metavar="MODEL", help="ORG/NAME[@REV], its URL, a name of the catalog, or ./DIR.")
]


def chain(
    model: Model,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    headers: options.Headers = False,
    strict: options.Strict = False,
    offline: options.Offline = False,
    hub: options.Hub = None,
    store: options.Store = None,
    rules: options.Rules = None,
    jobs: options.Jobs = 32,
    quiet: options.Quiet = False,
    color: options.ColorChoice = Color.AUTO,
) -> None:
    """Walk from a model to its bases, merged models and data sets, and name every clause that was lost.

    Each repository is read once. A link that only prose states is marked inferred. Terms of the data that the model's
    license does not have are told beside it. What could not be read is listed; --strict makes that exit code 3.
    """
    from auditor.cli.chaining import run_chain
    from auditor.cli.output import Writing
    from auditor.cli.reading import Reading

    reading = Reading(hub=hub, offline=offline, store=store, jobs=jobs, quiet=quiet, headers=headers)
    writing = Writing(formats, outputs, color)
    raise typer.Exit(run_chain(model, writing, strict, reading, rules))
