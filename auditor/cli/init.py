"""`auditor init`: a policy file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.codes import DONE
from auditor.errors import UsageError
from auditor.policy import FILE_NAME

Folder = Annotated[Path, typer.Argument(metavar="PATH", help="The folder of the repository.")]

POLICY = """\
# Policy of `auditor check`: which models this repository may use. Unknown keys are errors.
# A line that begins with "# " and a key shows a key with a possible value; take the mark away to demand it.

[policy]
# extends = "../policy/auditor.toml"        # a shared policy; the keys here win over its keys

min_class = 2                               # 0 not available … 2 restricted weights … 4 open weights … 7 open science
# min_permission = 50                       # 0 to 100: what the terms and the access allow
# min_transparency = 30                     # 0 to 100: what is disclosed about data, code and training

forbidden_rules = [                         # rule ids or globs; `auditor rules` lists them, `auditor explain` tells why
    "restrict.non-commercial",
    "restrict.research-only",
    "restrict.user-threshold",
    "restrict.revenue-threshold",
]
# required_rules = ["grant.commercial-use"]
# allowed_licenses = ["Apache-2.0 OR MIT"]  # SPDX expressions; LicenseRef-… for licenses of AI models
# denied_licenses = ["AGPL-3.0-only"]

# require_pinned = true                     # every reference names a whole commit
# allow_gated = false
# allow_conflicts = false                   # tag, license file and card may not disagree

unknown = "incomplete"                      # what could not be told: incomplete (3) | fail (1) | warn | allow (0)
unused_waivers = "warn"                     # warn | fail | allow

[policy.use]                                # what you do with the models: a threshold bites only if it applies to you
commercial = true
# monthly_users = 20000                     # left out: every threshold of users counts as reached
# annual_revenue_usd = 1000000
# territory = ["EU"]
# hosting = false                           # do you offer the model itself as a service?
# trains_models_on_outputs = false

# [[policy.override]]                       # other demands for some paths or models
# path = "experiments/**"
# min_class = 1

# [[waiver]]                                # somebody answers for one violation until a day
# model = "somebody/some-model"
# rule = "restrict.user-threshold"
# reason = "internal pilot with 40 users"
# owner = "ml-platform"
# expires = 2027-06-30
# license_sha256 = "…"                      # the text it was granted on; another text voids the waiver
"""


def init(path: Folder = Path()) -> None:
    """Write a commented auditor.toml. A file that is there already is never changed."""
    if not path.is_dir():
        raise UsageError(f"{path}: no such folder", "Name the folder of the repository.")
    target = path / FILE_NAME
    try:
        with target.open("x", encoding="utf-8") as handle:
            handle.write(POLICY)
    except FileExistsError as reason:
        raise UsageError(f"{target} is there already", "Edit it, or move it away first.") from reason
    except OSError as reason:
        raise UsageError(
            f"{target} cannot be written: {reason.strerror}", "Check the folder's permissions."
        ) from reason
    typer.echo(f"{target}: written; next: auditor check {path}", err=True)
    raise typer.Exit(DONE)
