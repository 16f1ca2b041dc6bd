"""`auditor rules`: which rules there are, and whether a folder of rules is sound."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options
from auditor.cli.options import Color

rules_app = typer.Typer(help="List the rules, or check a folder of rules.", rich_markup_mode=None)


@rules_app.callback(invoke_without_command=True)
def top(context: typer.Context) -> None:
    """List the rules, or check a folder of rules."""
    if context.invoked_subcommand is None:
        list_rules()


@rules_app.command("list")
def list_rules(rules: options.Rules = None, color: options.ColorChoice = Color.AUTO) -> None:
    """Every rule with its title; `auditor explain RULE` prints its page."""
    from auditor.cli.catalogs import load_catalog
    from auditor.cli.lookup import all_rules
    from auditor.cli.output import canvas_for
    from auditor.render.grid import grid
    from auditor.render.terminal import fit, printable

    catalog = load_catalog(rules)
    canvas = canvas_for(color, catalog.sha256)
    rows = [[rule.id, kind, printable(rule.title)] for kind, rule in all_rules(catalog)]
    sys.stdout.write(
        "".join(f"{fit(line, canvas.width)}\n" for line in grid(rows, ("rule", "answers", "title"), "simple"))
    )


Folder = Annotated[Path | None, typer.Argument(metavar="DIR", help="A folder of rules; default: the shipped ones.")]
Profile = Annotated[
    bool,
    typer.Option(
        "--profile", envvar="AUDITOR_PROFILE", help="Also print what each clause rule costs, and idle phrasings."
    ),
]


@rules_app.command("check")
def check(folder: Folder = None, profile: Profile = False) -> None:
    """Check rules: grammar, names, and every example of every rule. Ends with 2 and all faults at once."""
    from auditor.cli.catalogs import load_catalog
    from auditor.cli.rule_check import check_examples
    from auditor.cli.rule_profile import profile_lines

    catalog = load_catalog([folder] if folder else None)
    if profile:
        typer.echo("\n".join([*profile_lines(catalog), ""]))
    counts = check_examples(catalog)
    typer.echo(f"{counts.rules} rules, {counts.examples} examples: all as they should be")
