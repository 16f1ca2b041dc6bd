"""`auditor check` and `auditor lock`: the models of a repository against its policy and its lock."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options
from auditor.cli.options import Color

Folder = Annotated[Path, typer.Argument(metavar="PATH", help="A folder of a repository, or one file.")]
PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy", metavar="FILE", envvar="AUDITOR_POLICY", show_default=False,
        help="The policy; default: auditor.toml or [tool.auditor] in pyproject.toml, in PATH.",
    ),
]  # fmt: skip
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline", metavar="FILE", envvar="AUDITOR_BASELINE", show_default=False,
        help="Excuse the violations in this JSON result of an earlier check; only new ones count.",
    ),
]  # fmt: skip
RequireInput = Annotated[
    bool, typer.Option("--require-input", envvar="AUDITOR_REQUIRE_INPUT", help="End with 3 if no model is found.")
]
Update = Annotated[
    list[str] | None,
    typer.Option(
        "--update", metavar="MODEL", envvar="AUDITOR_UPDATE", show_default=False,
        help="Renew only the entry of this model. May repeat.",
    ),
]  # fmt: skip


def check(
    path: Folder = Path(),
    formats: options.Formats = None,
    outputs: options.Outputs = None,
    policy: PolicyFile = None,
    baseline: Baseline = None,
    require_input: RequireInput = False,
    offline: options.Offline = False,
    hub: options.Hub = None,
    store: options.Store = None,
    rules: options.Rules = None,
    jobs: options.Jobs = 16,
    quiet: options.Quiet = False,
    color: options.ColorChoice = Color.AUTO,
) -> None:
    """Check every model that a repository uses: its terms against the policy, and against the lock.

    Ends with 0 if the policy is met, 1 for a proven violation, 2 for a broken policy or lock, 3 if something could not
    be told and the policy does not allow that.
    """
    from auditor.cli.checking import Sources, run_check
    from auditor.cli.output import Writing
    from auditor.cli.reading import Reading

    reading = Reading(hub=hub, offline=offline, store=store, jobs=jobs, quiet=quiet)
    sources = Sources(path=path, policy=policy, baseline=baseline, require_input=require_input)
    writing = Writing(formats, outputs, color)
    raise typer.Exit(run_check(sources, writing, reading, rules))


def lock(
    path: Folder = Path(),
    update: Update = None,
    offline: options.Offline = False,
    hub: options.Hub = None,
    store: options.Store = None,
    rules: options.Rules = None,
    jobs: options.Jobs = 16,
    quiet: options.Quiet = False,
) -> None:
    """Write auditor.lock: the terms of every model that the repository uses, as they are now. Commit it.

    A model that cannot be read keeps its old entry, and the command ends with 3.
    """
    from auditor.cli.checking import run_lock
    from auditor.cli.reading import Reading

    reading = Reading(hub=hub, offline=offline, store=store, jobs=jobs, quiet=quiet)
    raise typer.Exit(run_lock(path, tuple(update or ()), reading, rules))
