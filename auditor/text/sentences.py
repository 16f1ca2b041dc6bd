"""A block of text into sentences, with their places; every pattern is linear in the length of the block."""

from __future__ import annotations

import re

#: Longest passage in characters; a longer stretch is cut at a blank.
PASSAGE_LENGTH = 2_000

_SENTENCE = re.compile(
    # A look-ahead with its own text after it takes a run whole: possessive groups are wrong in Python 3.11.0 to 3.11.4.
    r"(?<![.!?\s])(?=(?P<run>[.!?]+(?:[ \t]+[.!?]+)*[\"')\]”’*_]*))(?P=run)(?=\s)"
    r"|[。！？；]+[”’」』)）]*"
    r"|\x1c"
    r"|\\?(?:\r\n|\r|\n)(?=[ \t]*(?:\*\*|__|[✅❌🔥📄🚀💡]))"
)
_SAYS = re.compile(r"[^\W_]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|vs|cf|etc|fig|figs|eq|sec|no|approx|resp|ca|dr|mr|ms|prof|st|inc|ltd|co|al)|\b[A-Z])\.$",
    re.IGNORECASE,
)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences between two offsets; blanks around them are left out."""
    found: list[tuple[int, int]] = []
    at = start
    for stop in _SENTENCE.finditer(text, start, end):
        if not _ends(text, at, stop, end):
            continue
        _add(text, at, stop.end(), found)
        at = stop.end()
    _add(text, at, end, found)
    return found


def _ends(text: str, at: int, stop: re.Match[str], end: int) -> bool:
    """Whether the mark ends a sentence: not after an abbreviation, not before a small letter."""
    if stop.group()[0] != ".":
        return True
    if _ABBREVIATION.search(text[max(at, stop.start() - 8) : stop.start() + 1]):
        return False
    following = text[stop.end() : min(end, stop.end() + 12)].lstrip()
    return not following[:1].islower()


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while end - start > PASSAGE_LENGTH:
        cut = text.rfind(" ", start + PASSAGE_LENGTH // 2, start + PASSAGE_LENGTH)
        cut = cut if cut > 0 else start + PASSAGE_LENGTH
        _strip(text, start, cut, found)
        start = cut
    _strip(text, start, end, found)


def _strip(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    bare = piece.strip(" \t\r\n\x1c")
    if bare:
        first = start + piece.index(bare[0]) if not piece[0].strip(" \t\r\n\x1c") else start
        if _SAYS.search(bare):
            found.append((first, first + len(bare)))
