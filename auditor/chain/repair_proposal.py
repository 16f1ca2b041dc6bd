"""One thing that a repository should say otherwise, with the finding that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.text.front_edit import Value


class Act(StrEnum):
    """SET and REMOVE change a key of the front matter; FILE is a file to add; DECIDE only the owner can do."""

    SET = "set"
    REMOVE = "remove"
    FILE = "file"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`key` with its new value (a list: items to add), or the file or the matter to decide on under `key`.

    `finding` is the rule, flag or disclosure that it answers, `because` what was seen where.
    """

    act: Act
    key: str
    value: Value = None
    finding: str
    because: str
