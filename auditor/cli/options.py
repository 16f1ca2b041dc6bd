"""The options that several commands share, each with its AUDITOR_* environment variable."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Color(StrEnum):
    """When to colour: AUTO colours a terminal unless NO_COLOR says otherwise."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        envvar="AUDITOR_FORMAT",
        show_default=False,
        help="How to write the result. May repeat, each with its --output; one without goes to the terminal.",
    ),
]
Outputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        envvar="AUDITOR_OUTPUT",
        show_default=False,
        help="Where to write it: pairs with --format in the order given.",
    ),
]
Offline = Annotated[
    bool, typer.Option("--offline", envvar="AUDITOR_OFFLINE", help="Ask no server: store, cache and catalog only.")
]
Hub = Annotated[
    str | None,
    typer.Option(
        "--hub",
        metavar="URL|DIR",
        envvar="AUDITOR_HUB",
        show_default=False,
        help="Another Hub endpoint, or a folder of models (DIR/ORG/NAME).",
    ),
]
Store = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="FILE",
        envvar="AUDITOR_STORE",
        show_default=False,
        help="The evidence database; default: in the cache folder.",
    ),
]
Rules = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        envvar="AUDITOR_RULES",
        show_default=False,
        help="A folder of rules to add to the shipped ones, or to override them. May repeat.",
    ),
]
Jobs = Annotated[
    int,
    typer.Option("--jobs", metavar="N", min=1, max=64, envvar="AUDITOR_JOBS", help="Models read at the same time."),
]
Processes = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        metavar="N",
        min=1,
        max=64,
        envvar="AUDITOR_JOBS",
        show_default=False,
        help="Processes that read texts at the same time; default: one a core if there is much to read.",
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", envvar="AUDITOR_QUIET", help="No progress and no notes, only errors.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", envvar="AUDITOR_VERBOSE", help="Say on stderr what was read and what not.")
]
Headers = Annotated[
    bool,
    typer.Option(
        "--headers",
        envvar="AUDITOR_HEADERS",
        help="Ask the Hub for the first bytes of a weight file too: what it says of license and bases.",
    ),
]
ColorChoice = Annotated[
    Color, typer.Option("--color", envvar="AUDITOR_COLOR", help="Colour the table.", case_sensitive=False)
]
Strict = Annotated[
    bool, typer.Option("--strict", envvar="AUDITOR_STRICT", help="End with 3 if anything at all could not be read.")
]
