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
