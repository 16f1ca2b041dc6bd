"""The one door to rapidfuzz: how alike two wordings are.

Wordings come as strings with one character a content word (synonyms share a character), so that an edit is a word, not
a letter, and a long passage costs as little as a short one.
"""

from __future__ import annotations

from rapidfuzz import fuzz

#: `partial_ratio` gives 100 to any fragment; a passage shorter than this share of the phrasing is compared as a whole.
LENGTH_FLOOR = 0.6


def similarity(phrasing: str, passage: str, least: float = 0.0) -> float:
    """How well the best stretch of `passage` agrees with `phrasing`, 0–100; 0 below `least`.

    `rapidfuzz.fuzz.partial_ratio` decides; for a passage much shorter than the phrasing plain `ratio` does.
    """
    if len(passage) < LENGTH_FLOOR * len(phrasing):
        return fuzz.ratio(phrasing, passage, score_cutoff=least)
    return fuzz.partial_ratio(phrasing, passage, score_cutoff=least)


def differences(before: str, after: str) -> list[tuple[int, int, int, int]]:
    """Where two wordings differ, as (start, end) in `before` and (start, end) in `after`, in order.

    By `rapidfuzz.distance.Indel`: only insertions and deletions, in time proportional to both lengths multiplied.
    """
    from rapidfuzz.distance import Indel

    found: list[tuple[int, int, int, int]] = []
    for step in Indel.opcodes(before, after):
        if step.tag == "equal":
            continue
        place = (step.src_start, step.src_end, step.dest_start, step.dest_end)
        if found and found[-1][1] == place[0] and found[-1][3] == place[2]:
            place = (found[-1][0], place[1], found[-1][2], place[3])
            found.pop()
        found.append(place)
    return found
