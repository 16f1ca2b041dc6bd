"""`auditor audit`: how open models are, actually."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import options
from auditor.cli.options import Color

Models = Annotated[
    list[str],
    typer.Argument(
        metavar="MODEL",
        help='ORG/NAME[@REV], its URL, a name such as "Llama 3.1 8B", a folder as ./DIR, or `-` for a list on stdin.',
    ),
]
Explain = Annotated[
    bool, typer.Option("--explain", envvar="AUDITOR_EXPLAIN", help="In the table: every finding, quote and number.")
]
FrameworkName = Annotated[
    list[str] | None,
    typer.Option(
        "--framework",
        metavar="NAME",
        envvar="AUDITOR_FRAMEWORK",
        show_default=False,
        help="In the table: one definition of openness in full, criterion by criterion. May repeat.",
    ),
]
MinClass = Annotated[
    int | None,
    typer.Option(
        "--min-class",
        metavar="N",
        min=0,
        max=7,
        envvar="AUDITOR_MIN_CLASS",
        show_default=False,
        help="End with 1 if a model is below this class, with 3 if that is not certain.",
    ),
]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        metavar="RULE",
        envvar="AUDITOR_FAIL_ON",
        show_default=False,
        help="End with 1 if this clause, weights rule or flag is found, with 3 if unknown. Globs; may repeat.",
    ),
]
Documents = Annotated[
    list[str] | None,
    typer.Option(
        "--document",
        metavar="KIND=PATH",
        envvar="AUDITOR_DOCUMENT",
        show_default=False,
        help="A text that you hold of a gated model: license, policy, notice or card. May repeat.",
    ),
]
Resolve = Annotated[
    bool,
    typer.Option(
        "--resolve",
        envvar="AUDITOR_RESOLVE",
        help="Ask the Hub whether the data sets and bases that a card names are there: one request each.",
    ),
]
AllowHosts = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host",
        metavar="HOST",
        envvar="AUDITOR_ALLOW_HOST",
        show_default=False,
        help="Read linked terms from this host, over https; with github.com also files and license of "
        "linked code. May repeat.",
    ),
]


Use = Annotated[
    str | None,
    typer.Option(
        "--use",
        metavar="PROFILE",
        envvar="AUDITOR_USE",
        show_default=False,
        help="May I? What you do, joined by commas: commercial, hosting, trains_models_on_outputs, territory=EU, "
        "monthly_users=N, annual_revenue_usd=N. Or a policy file.",
    ),
]


def audit(
    models: Models,
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    explain: Explain = False,
    framework: FrameworkName = None,
    min_class: MinClass = None,
    fail_on: FailOn = None,
    headers: options.Headers = False,
    strict: options.Strict = False,
    document: Documents = None,
    use: Use = None,
    resolve: Resolve = False,
    allow_host: AllowHosts = None,
    offline: options.Offline = False,
    hub: options.Hub = None,
    store: options.Store = None,
    rules: options.Rules = None,
    jobs: options.Jobs = 16,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    color: options.ColorChoice = Color.AUTO,
) -> None:
    """Say how open each model is: class, axes, what its terms demand, what its card discloses, with the evidence.

    Ends with 0 when done, 1 if --min-class or --fail-on is not met, 2 for a name that nothing has, 3 if a model could
    not be read. Gated or offline models are answered with what is known; --strict makes that 3 too.
    """
    from auditor.cli.auditing import Demands, Reading, View, run_audit
    from auditor.cli.output import Writing

    writing = Writing(formats, outputs, color)
    view = View(writing=writing, explain=explain, frameworks=tuple(framework or ()), use=use)
    demands = Demands(min_class=min_class, fail_on=tuple(fail_on or ()), strict=strict)
    reading = Reading(
        hub=hub,
        offline=offline,
        store=store,
        jobs=jobs,
        documents=tuple(document or ()),
        quiet=quiet,
        verbose=verbose,
        resolve=resolve,
        headers=headers,
        allow_hosts=tuple(allow_host or ()),
    )
    raise typer.Exit(run_audit(models, view, demands, reading, rules))
