"""Word stems: inflections of one English word compare as equal, different words do not.

A light stemmer on purpose: it takes off plural, -ing, -ed and a final e, and no more ("user" is not "use").
"""

from __future__ import annotations

_VOWELS = frozenset("aeiouy")
_DOUBLED = frozenset("bdfgklmnprt")


def stem(word: str) -> str:
    """The stem of a lower-cased word; words of three letters and words with digits stay as they are."""
    if len(word) <= 3 or not word.isalpha() or not word.isascii():
        return word
    return _ending(_without_suffix(_singular(word)))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_suffix(word: str) -> str:
    if word.endswith("ing") and len(word) > 4:
        return _base(word[:-3], word)
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ed") and not word.endswith("eed") and len(word) > 3:
        return _base(word[:-2], word)
    return word


def _base(base: str, word: str) -> str:
    if not _VOWELS.intersection(base):
        return word
    if len(base) == 2:
        # using, used: the e belongs to the word.
        return base + "e"
    return base


def _ending(word: str) -> str:
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in _DOUBLED:
        word = word[:-1]
    if len(word) > 4 and word.endswith("e"):
        return word[:-1]
    return word
