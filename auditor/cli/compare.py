"""`auditor compare` and `auditor timeline`: vendors side by side, and openness over time."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import options
from auditor.cli.options import Color

Names = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME",
        help="Vendors, families, models, Hub organisations or ids; vendor:X, family:X, model:X, org:X force one.",
    ),
]
Vendors = Annotated[
    list[str] | None, typer.Argument(metavar="[VENDOR]...", help="Vendors to show apart; none: all of them as one.")
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="DATE", envvar="AUDITOR_SINCE", show_default=False, help="Releases from this date on."
    ),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", envvar="AUDITOR_UNTIL", show_default=False, help="Releases until then."),
]
Every = Annotated[bool, typer.Option("--models", envvar="AUDITOR_MODELS", help="List every release behind a row.")]
Org = Annotated[
    list[str] | None,
    typer.Option(
        "--org", metavar="ORG", envvar="AUDITOR_ORG", show_default=False,
        help="Every model of a Hub organisation, as a row. May repeat.",
    ),
]  # fmt: skip
Top = Annotated[
    int,
    typer.Option(
        "--top", metavar="N", min=1, max=1000, envvar="AUDITOR_TOP", help="With --org: the N most downloaded."
    ),
]


def compare(
    names: Names = [],  # noqa: B006 - Typer reads it, nothing changes it
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    models: Every = False,
    since: Since = None,
    until: Until = None,
    org: Org = None,
    top: Top = 50,
    offline: options.Offline = False,
    hub: options.Hub = None,
    store: options.Store = None,
    rules: options.Rules = None,
    jobs: options.Jobs = 16,
    quiet: options.Quiet = False,
    color: options.ColorChoice = Color.AUTO,
) -> None:
    """Compare vendors, families, organisations and models on the same axes, closed systems included.

    A vendor's row counts its family releases: all sizes and tunings of one release day are one. Ranks need three
    releases and half of the evidence; overlapping intervals are ties. Named vendors are answered from the catalog of
    systems; model ids and --org are read from the Hub.
    """
    from auditor.cli.comparing import Choice, run_compare
    from auditor.cli.output import Writing
    from auditor.cli.reading import Reading

    choice = Choice(names=tuple(names), orgs=tuple(org or ()), top=top, since=since, until=until, models=models)
    reading = Reading(hub=hub, offline=offline, store=store, jobs=jobs, quiet=quiet)
    writing = Writing(formats, outputs, color)
    raise typer.Exit(run_compare(choice, writing, reading, rules))


def timeline(
    names: Vendors = None,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    since: Since = None,
    until: Until = None,
    rules: options.Rules = None,
    color: options.ColorChoice = Color.AUTO,
) -> None:
    """Show classes and axes by half-year of release, and how far the best open systems are from the best closed one.

    Answered from the catalog of systems. Capability is compared only within one index and one version of it.
    """
    from auditor.cli.comparing import Choice, run_timeline
    from auditor.cli.output import Writing

    choice = Choice(names=tuple(names or ()), orgs=(), top=0, since=since, until=until, models=False)
    writing = Writing(formats, outputs, color)
    raise typer.Exit(run_timeline(choice, writing, rules))
