"""`auditor diff` and `auditor history`: do the terms differ, and since when?"""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import options
from auditor.cli.options import Color

Old = Annotated[
    str, typer.Argument(metavar="A", help="ORG/NAME@REV, ./DIR, ./DIR@REV of a Git checkout, or a license file.")
]
New = Annotated[str, typer.Argument(metavar="B", help="The same for the other side: usually the newer one.")]


def diff(
    old: Old,
    new: New,
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
    """Say whether two revisions, two models or two license files have the same terms: clause by clause, word by word.

    The first line is the answer. Ends with 0 whatever it is; --strict makes an answer that could not be given 3.
    """
    from auditor.cli.drifting import run_diff
    from auditor.cli.output import Writing
    from auditor.cli.reading import Reading

    reading = Reading(hub=hub, offline=offline, store=store, jobs=jobs, quiet=quiet)
    writing = Writing(formats, outputs, color)
    raise typer.Exit(run_diff(old, new, writing, strict, reading, rules))


Model = Annotated[
    str,
    typer.Argument(metavar="MODEL", help="ORG/NAME or a Git checkout as ./DIR; with @REV for the revision you pinned."),
]
Most = Annotated[
    int,
    typer.Option("--limit", metavar="N", min=1, max=200, envvar="AUDITOR_LIMIT", help="At most so many changes."),
]


def history(
    model: Model,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    limit: Most = 40,
    strict: options.Strict = False,
    offline: options.Offline = False,
    hub: options.Hub = None,
    store: options.Store = None,
    rules: options.Rules = None,
    jobs: options.Jobs = 16,
    quiet: options.Quiet = False,
    color: options.ColorChoice = Color.AUTO,
) -> None:
    """List the revisions at which a model's license, policy, gate wording or card disclosures changed, and how.

    With @REV the first line says whether the terms of that revision are still those of the newest one. --offline
    answers from the revisions that the store holds. Ends with 3 if a revision or a list of them could not be read;
    --strict makes anything left out or not known 3 too.
    """
    from auditor.cli.historing import run_history
    from auditor.cli.output import Writing
    from auditor.cli.reading import Reading

    reading = Reading(hub=hub, offline=offline, store=store, jobs=jobs, quiet=quiet)
    writing = Writing(formats, outputs, color)
    raise typer.Exit(run_history(model, writing, limit, strict, reading, rules))
