"""What `auditor fix` goes by: which card rules name training data, and the words it proposes for a form."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Any

from auditor.catalog.reader import Faults

_PLACES = {"license", "place"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWords:
    """The form before a download. `terms` names the license with `{license}` and where it stands with `{place}`."""

    terms: str

    def __post_init__(self) -> None:
        named = {name for _, name, _, _ in string.Formatter().parse(self.terms) if name is not None}
        if named != _PLACES:
            raise ValueError("terms must hold {license} and {place}, and nothing else in braces")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRules:
    """All of rules/repair.toml. `datasets_from` are ids of card rules."""

    schema: int
    why: str
    datasets_from: tuple[str, ...]
    gate: GateWords

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Every card rule that is named exists."""
    known = {rule.id for rule in records.get("recipe", ())}
    for record in records["repair"]:
        for index, name in enumerate(record.datasets_from):
            if known and name not in known:
                faults.add("repair.toml", f"datasets_from[{index}]", f"no card rule is called {name!r}")
