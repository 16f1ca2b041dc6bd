"""A phrasing met in a passage, and which of many such places are shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.matching.clause_index import Wording
from auditor.matching.values import Found

#: Places kept a rule.
KEPT = 8
#: How much one more group of a phrasing counts against likeness when places are ranked.
GROUP_WEIGHT = 6.0


@dataclass(slots=True)
class Hit:
    """A phrasing met in a passage: `first`..`last` are the words that met its groups. Not changed once made.

    `weight` is what makes one place better evidence than another: likeness, and how much the phrasing asks for.
    """

    passage: int
    first: int
    last: int
    wording: Wording
    similarity: float
    force: str
    found: tuple[Found, ...] = ()
    weight: float = field(init=False)

    def __post_init__(self) -> None:
        self.weight = self.similarity + GROUP_WEIGHT * len(self.wording.need)


def best(hits: list[Hit]) -> list[Hit]:
    """At most one hit a passage, best first, as many as are kept; each phrasing is heard before one is heard twice."""
    if len(hits) < 2:
        return hits
    ordered = sorted(hits, key=_rank)
    kept: dict[int, Hit] = {}
    heard: set[str] = set()
    for hit in ordered:
        if hit.wording.text not in heard and hit.passage not in kept:
            heard.add(hit.wording.text)
            kept[hit.passage] = hit
    for hit in ordered:
        if len(kept) >= KEPT:
            break
        kept.setdefault(hit.passage, hit)
    return sorted(kept.values(), key=_rank)[:KEPT]


def _rank(hit: Hit) -> tuple[float, int, int]:
    return -hit.weight, hit.passage, hit.first
