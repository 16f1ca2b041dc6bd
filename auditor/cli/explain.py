"""`auditor explain`: the page of a rule, license, framework or system."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from auditor.cli import options
from auditor.cli.options import Color

Subject = Annotated[
    str,
    typer.Argument(
        metavar="X", help="A rule, license, framework or system; rule:X, license:X, framework:X, system:X force one."
    ),
]


def explain(subject: Subject, rules: options.Rules = None, color: options.ColorChoice = Color.AUTO) -> None:
    """Print the page of a rule, license, framework or system: what it is, why it matters, examples, sources."""
    from auditor.cli.catalogs import load_catalog
    from auditor.cli.lookup import find_pages
    from auditor.cli.output import canvas_for
    from auditor.render.pages import PAGES

    catalog = load_catalog(rules)
    canvas = canvas_for(color, catalog.sha256)
    pages = ["\n".join(PAGES[kind](record, catalog, canvas)) for kind, record in find_pages(subject, catalog)]
    sys.stdout.write("\n\n".join(pages) + "\n")
