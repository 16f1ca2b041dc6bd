"""The record of a flag: a contradiction or a known pattern of overstated openness, with both of its sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.catalog.conditions import Condition, atoms


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a flag: the named conditions of `when` whose evidence is printed, and words where there is none."""

    atoms: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagExample:
    """A small repository on which the flag must be raised or must stay clear; `because` says why.

    `card` and `license_text` are texts, `files` the complete list; `base_tag` is the license tag of the
    base that the card names, `missing` are data sets that the Hub does not know,
    `data_tag` is the license tag of the data set acme/heap, `date` is that of the commit.
    """

    because: str
    card: str = ""
    license_text: str = ""
    files: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    gated: Literal["no", "auto", "manual"] = "no"
    base_tag: str = ""
    relation: Literal["finetune", "adapter", "merge", "quantized"] = "finetune"
    missing: tuple[str, ...] = ()
    data_tag: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagExamples:
    """Repositories that raise the flag and such that do not."""

    match: tuple[FlagExample, ...]
    no_match: tuple[FlagExample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRule:
    """A flag file. The flag is raised if `when` is true; unknown raises nothing."""

    schema: int
    id: str
    title: str
    why: str
    severity: Literal["high", "medium", "low", "note"]
    when: Condition
    left: Side
    right: Side
    examples: FlagExamples

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
        if not self.id.startswith("flag."):
            raise ValueError("the id of a flag begins with 'flag.'")
        named = {atom.name for atom in _named(self.when)}
        for side in (self.left, self.right):
            for name in side.atoms:
                if name not in named:
                    raise ValueError(f"no condition of `when` is named {name!r}")


def _named(condition: Condition) -> list[Condition]:
    found = [condition] if condition.name else []
    for part in condition.parts:
        found += _named(part)
    return found or list(atoms(condition))
