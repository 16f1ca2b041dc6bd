"""Which clause bites on which use, and what each duty asks to be done: data for "may I?" and for policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.reader import Faults

#: Keys of the use profile that a clause can turn on; "always" for one that holds whatever the use.
When = Literal[
    "commercial", "hosting", "territory", "monthly_users", "annual_revenue_usd", "trains_models_on_outputs", "always"
]
Answer = Literal["forbidden", "reading"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bite:
    """A clause that stands against a use. `answer` is what it gives where it bites: forbidden, or a lawyer's reading.

    `units` are units of the clause's quantity that the profile's number can be compared with; `bound` units whose
    number the profile's can only stay below (a daily number is never above a monthly one).
    """

    rule: str
    when: When
    answer: Answer = "forbidden"
    units: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A clause that asks for something: `do` says what, as a thing to do. `when` limits it to a use."""

    rule: str
    do: str
    when: When = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRules:
    """All of rules/use.toml. `places` maps a territory code to the names by which terms call it."""

    schema: int
    needs: tuple[str, ...]
    bite: tuple[Bite, ...]
    duty: tuple[Duty, ...]
    places: dict[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Every rule that is named exists."""
    known = {rule.id for rule in records.get("usage", ())}
    for record in records["use"]:
        for part in ("bite", "duty"):
            for index, item in enumerate(getattr(record, part)):
                if known and item.rule not in known:
                    faults.add("use.toml", f"{part}[{index}]", f"no rule is called {item.rule!r}")
