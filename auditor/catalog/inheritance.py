"""What follows from what a model was made from: clauses that must survive, terms of data that count, words of a link.

All of it is data (`rules/inheritance.toml`); one function judges each part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.reader import Faults

Relation = Literal["finetune", "adapter", "merge", "quantized"]
RELATIONS: tuple[Relation, ...] = ("finetune", "adapter", "merge", "quantized")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """A clause that a descendant owes: `rule` is an id or a glob, `because` why, in words that cite no license.

    `contradicted_by` are rules of the child that say the opposite. `shown_in` says where a duty is kept: in the child's
    `name`, or in its `card`. `at_start` are words of the clause that demand the beginning of the name, `at_start_of`
    known licenses that demand it, for where their text was not read.
    """

    rule: str
    relations: tuple[Relation, ...] = RELATIONS
    because: str
    contradicted_by: tuple[str, ...] = ()
    shown_in: Literal["name", "card", ""] = ""
    at_start: tuple[str, ...] = ()
    at_start_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKeep:
    """A clause of a data set's terms that matters to a model trained on it: reported, never made part of its terms."""

    rule: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A maker whose terms bind what may be done with its models' outputs.

    `names` are those of its models as people write them (blanks, hyphens and underscores alike; a further version
    number is another model). `terms` is the id of the known license or terms; where no clause facts are kept of them,
    `says` are the rules that they meet, and `source` where that stands. `vendor` is the maker in the catalog of
    systems, whose own models need not ask.
    """

    vendor: str
    terms: str
    names: tuple[str, ...]
    says: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if bool(self.says) != bool(self.source):
            raise ValueError("`says` and `source` go together")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Words before the id of a model from which this one was made, and the relation that they tell."""

    relation: Relation
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """What shows the relation to a base where nobody states it: names of files (globs), tags of the Hub, keys of
    config.json."""

    relation: Relation
    files: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    config: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """All of rules/inheritance.toml. `not_models` are words that end the label of a link to something else."""

    schema: int
    why: str
    keep: tuple[Keep, ...]
    data: tuple[DataKeep, ...] = ()
    provider: tuple[Provider, ...] = ()
    prose: tuple[Prose, ...] = ()
    not_models: tuple[str, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Every rule and license that is named exists."""
    known = {rule.id for rule in records.get("usage", ())}
    licenses = {item.id for item in records.get("licenses", ())}
    for record in records["inheritance"]:
        for index, keep in enumerate(record.keep):
            _named((keep.rule, *keep.contradicted_by), known, "rule", f"keep[{index}]", faults)
            _named(keep.at_start_of, licenses, "license", f"keep[{index}]", faults)
        for index, item in enumerate(record.data):
            _named((item.rule,), known, "rule", f"data[{index}]", faults)
        for index, provider in enumerate(record.provider):
            place = f"provider[{index}]"
            _named(provider.says, known, "rule", place, faults)
            _named((provider.terms,), licenses, "license", place, faults)


def _named(names: tuple[str, ...], known: set[str], kind: str, place: str, faults: Faults) -> None:
    for name in names:
        if known and "*" not in name and name not in known:
            faults.add("inheritance.toml", place, f"no {kind} is called {name!r}")
