"""Words that were parted with a hyphen at the end of a line, as text taken from PDF has them.

A hyphen at a line's end may also belong to the word, so a word is put together only where the standard text that is
nearest has it whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from auditor.licenses.stream import Stream, pairs_of_words
from auditor.text.words import Words

_HYPHENS = "-\u00ad\u2010"
_PARTED = re.compile(rf"[{_HYPHENS}](?<=[^\W\d_].)[ \t]{{0,8}}\r?\n[ \t]{{0,80}}(?=[^\W\d_])")
#: The same for one hyphen each: a pattern that begins with a letter of its own is found several times as fast.
_PARTED_BY = {hyphen: re.compile(_PARTED.pattern.replace(f"[{_HYPHENS}]", hyphen, 1)) for hyphen in _HYPHENS}
#: Words on one side that must agree with the standard text.
_AROUND = 3


def is_parted(text: str) -> bool:
    """Whether any word of `text` may be parted at the end of a line."""
    return any(hyphen in text and pattern.search(text) for hyphen, pattern in _PARTED_BY.items())


def rejoined(words: Words, text: str, standard: bytes) -> Words | None:
    """`words` with those put together that the standard text (given as pairs) has whole; None if there are none.

    A word that is put together keeps the place of both halves. Linear in the text.
    """
    tails = _tails(words, text, standard)
    if not tails:
        return None
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, (word, start, end) in enumerate(zip(words.words, words.starts, words.ends, strict=True)):
        if at in tails:
            kept[-1] += word
            ends[-1] = end
        else:
            kept.append(word)
            starts.append(start)
            ends.append(end)
    return replace(words, words=kept, starts=starts, ends=ends)


def _tails(words: Words, text: str, standard: bytes) -> set[int]:
    """The numbers of the words that are the second half of another: list marks do not count as neighbours."""
    parted = set(_parted(words, text))
    stream = Stream.of(words, text)
    tails: set[int] = set()
    before: list[str] = []
    for position, (word, place) in enumerate(zip(stream.words, stream.places, strict=True)):
        if place - 1 in parted and position and stream.places[position - 1] == place - 1:
            whole = before[-1] + word
            after = stream.words[position + 1 : position + 1 + _AROUND]
            if _is_whole(before[-1 - _AROUND : -1], whole, after, standard):
                before[-1] = whole
                tails.add(place)
                continue
        before.append(word)
    return tails


def _parted(words: Words, text: str) -> list[int]:
    """The numbers of the words that end where a line ends with a hyphen."""
    found = []
    for parting in _PARTED.finditer(text):
        at = bisect_left(words.ends, parting.start())
        if at + 1 < len(words) and words.ends[at] == parting.start() and words.starts[at + 1] == parting.end():
            found.append(at)
    return found


def _is_whole(before: list[str], whole: str, after: list[str], standard: bytes) -> bool:
    """Whether the standard text has the whole word after these words, or before those (one of them may be parted)."""
    sides = [side for side in ([*before, whole], [whole, *after]) if len(side) > _AROUND]
    return any(pairs_of_words(side) in standard for side in sides)
