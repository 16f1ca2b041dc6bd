"""Short names that the Hub answers for: one-segment ids from before organisations, each with the id it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from auditor.catalog.reader import Faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """`alias` maps a short name to a Hub id `organisation/name`; `source` says where the mapping is documented."""

    schema: int
    id: str
    title: str
    source: str
    alias: dict[str, str]

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Every target is a Hub id with an organisation, every name is one segment."""
    for table in records["references"]:
        for name, target in table.alias.items():
            if "/" in name or not re.fullmatch(r"[\w.-]+/[\w.-]+", target):
                faults.add(f"references/{table.id}.toml", f"alias.{name}", f"{target!r} is not ORGANISATION/NAME")
