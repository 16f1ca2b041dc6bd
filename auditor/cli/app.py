"""The commands, put together."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from auditor import __version__
from auditor.cli.audit import audit
from auditor.cli.bundle import bundle_app
from auditor.cli.cache import cache_app
from auditor.cli.chain import chain
from auditor.cli.check import check, lock
from auditor.cli.compare import compare, timeline
from auditor.cli.drift import diff, history
from auditor.cli.explain import explain
from auditor.cli.fix import fix
from auditor.cli.init import init
from auditor.cli.license import license
from auditor.cli.notice import notice
from auditor.cli.plain_types import read_plainly
from auditor.cli.rules import rules_app
from auditor.cli.scan import scan

_EPILOG = """Exit codes: 0 done · 1 a demand was not met (check, --min-class, --fail-on) · 2 usage, rules or policy
broken, unknown name, no such path · 3 could not complete · 4 a fault of the program."""


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"auditor {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and end.")
]


def _top(version: Version = False) -> None:
    """How open is an AI model, actually? Reads its terms, its card and its files, and shows the evidence."""


def command() -> Any:
    """The command line as one object with `main(args=…)`."""
    # Without a markup mode, help is plain text and rich is not imported.
    app = typer.Typer(name="auditor", add_completion=False, no_args_is_help=True, rich_markup_mode=None)
    app.callback(epilog=_EPILOG)(_top)
    app.command()(audit)
    app.command()(license)
    app.command()(compare)
    app.command()(timeline)
    app.command()(check)
    app.command()(lock)
    app.command()(scan)
    app.command()(init)
    app.command()(chain)
    app.command()(diff)
    app.command()(history)
    app.command()(notice)
    app.command()(fix)
    app.command()(explain)
    app.add_typer(rules_app, name="rules")
    app.add_typer(bundle_app, name="bundle")
    app.add_typer(cache_app, name="cache")
    return read_plainly(typer.main.get_command(app))
