"""What an attribution file has to say for a clause: the record of rules/notice.toml."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Any

from auditor.catalog.reader import Faults


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """What a clause asks the file to say. `text` may hold `{value}`, what the clause names; `unnamed` stands for it
    where nothing is named. `made_from` holds `{bases}`: said besides of a model that names what it was made from."""

    rule: str
    text: str
    unnamed: str = ""
    made_from: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("text is empty")
        if not _places(self.text) <= {"value"} or _places(self.unnamed):
            raise ValueError("text may hold {value} and nothing else in braces, unnamed nothing")
        if bool(_places(self.text)) != bool(self.unnamed):
            raise ValueError("a text with {value} needs unnamed, and only such a text")
        if self.made_from and _places(self.made_from) != {"bases"}:
            raise ValueError("made_from must hold {bases}, and nothing else in braces")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """All of rules/notice.toml: one entry for a clause, in the order in which the file says them."""

    schema: int
    why: str
    say: tuple[Say, ...]

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
        rules = [item.rule for item in self.say]
        if len(set(rules)) != len(rules):
            raise ValueError("a rule stands twice")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Every clause that is named exists."""
    known = {rule.id for rule in records.get("usage", ())}
    for record in records["notice"]:
        for index, item in enumerate(record.say):
            if known and item.rule not in known:
                faults.add("notice.toml", f"say[{index}]", f"no rule is called {item.rule!r}")
