"""Which clause of an ancestor must survive which relation: data, judged by one function for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.reader import Faults

Relation = Literal["finetune", "adapter", "merge", "quantized"]
RELATIONS: tuple[Relation, ...] = ("finetune", "adapter", "merge", "quantized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """A clause that a descendant owes: `rule` is an id or a glob, `because` why, in words that cite no license.

    `contradicted_by` are rules of the child that say the opposite. `shown_in` says where a duty can be kept without
    any clause: the child's `name`, or its `card`.
    """

    rule: str
    relations: tuple[Relation, ...] = RELATIONS
    because: str
    contradicted_by: tuple[str, ...] = ()
    shown_in: Literal["name", "card", ""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """All of rules/inheritance.toml. `prose` are words before a model's id that say what this model was made from."""

    schema: int
    why: str
    keep: tuple[Keep, ...]
    prose: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Every rule that is named exists."""
    known = {rule.id for rule in records.get("usage", ())}
    for record in records["inheritance"]:
        for index, keep in enumerate(record.keep):
            for name in (keep.rule, *keep.contradicted_by):
                if known and "*" not in name and name not in known:
                    faults.add("inheritance.toml", f"keep[{index}]", f"no rule is called {name!r}")
