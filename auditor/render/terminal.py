"""Text from outside made safe and sized for a terminal: escapes shown, not obeyed; widths as a terminal counts them."""

from __future__ import annotations

import re
import unicodedata

from auditor.text.shown import shown

_BLANKS = re.compile(r"\s+")


def printable(text: str) -> str:
    """`text` on one line with every character that a terminal would obey, hide or reorder shown as an escape."""
    line = _BLANKS.sub(" ", text)
    return line if line.isprintable() else shown(line, len(line))


def width(text: str) -> int:
    """How many columns a terminal gives `text`: two for wide East Asian characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(text: str, columns: int) -> str:
    """`text` cut to at most `columns` columns, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for char in text:
        step = _columns(char)
        if used + step > columns - 1:
            break
        kept.append(char)
        used += step
    return "".join(kept).rstrip() + "…"


def pad(text: str, columns: int) -> str:
    """`text` followed by blanks up to `columns` columns."""
    return text + " " * max(columns - width(text), 0)


def wrap(text: str, columns: int, indent: str = "") -> list[str]:
    """The words of `text` in lines of at most `columns` columns, each starting with `indent`; long words are cut."""
    lines, line = [], ""
    room = max(columns - width(indent), 8)
    for word in text.split():
        for piece in _pieces(word, room):
            if line and width(line) + 1 + width(piece) > room:
                lines.append(indent + line)
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
    return [*lines, indent + line] if line else lines


def _pieces(word: str, room: int) -> list[str]:
    if width(word) <= room:
        return [word]
    pieces: list[str] = []
    piece: list[str] = []
    used = 0
    for char in word:
        step = _columns(char)
        if used + step > room:
            pieces.append("".join(piece))
            piece, used = [], 0
        piece.append(char)
        used += step
    return [*pieces, "".join(piece)]
