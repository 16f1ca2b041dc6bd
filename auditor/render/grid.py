"""Rows in columns, by tabulate: the only module that imports it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from auditor.render.terminal import width

#: Stands behind a character that takes two columns while tabulate counts; no text from outside can hold it, because
#: everything passes `terminal.printable` first. The same is true of the private characters from `_STAND_INS` on.
_FILLER = "\x00"
_STAND_INS = 0xF0000
_MOST_STAND_INS = 0xFFFD
#: Carries a combining mark that has no letter: it would else change the character before the column.
_NO_LETTER = "\u25cc"


def grid(rows: Sequence[Sequence[str]], headers: Sequence[str] = (), style: str = "plain") -> list[str]:
    """The rows as lines with aligned columns. `style` is a format of tabulate: plain, simple or github.

    Cells are taken as they are: "1.10" stays "1.10", colours, wide characters and combining marks are counted as a
    terminal shows them.
    """
    import tabulate

    # Its own count of wide characters needs one more package that costs 60 ms at start; fillers do the same.
    tabulate.WIDE_CHARS_MODE = False
    tabulate.MIN_PADDING = 0
    letters = _Letters()
    text = tabulate.tabulate(
        [[letters.counted(cell) for cell in row] for row in rows],
        headers=[letters.counted(cell) for cell in headers],
        tablefmt=style,
        disable_numparse=True,
        preserve_whitespace=True,
    )
    return [letters.shown(line).rstrip() for line in text.splitlines()]


def seated(cell: str) -> str:
    """The cell as a column shows it: with a sign for the missing letter where it begins with a combining mark."""
    return _NO_LETTER + cell if cell and unicodedata.combining(cell[0]) else cell


class _Letters:
    """Characters as tabulate counts them: each takes as many as it takes columns."""

    def __init__(self) -> None:
        self._stand_ins: dict[str, str] = {}

    def counted(self, cell: str) -> str:
        """The cell with one character for a letter and its marks, and a filler behind a wide one."""
        if cell.isascii():
            return cell
        letters: list[str] = []
        for char in seated(cell):
            if unicodedata.combining(char):
                letters[-1] += char
            else:
                letters.append(char)
        return "".join(map(self._counted, letters))

    def _counted(self, letter: str) -> str:
        filler = _FILLER if width(letter) == 2 else ""
        if len(letter) > 1 and len(self._stand_ins) < _MOST_STAND_INS:
            letter = self._stand_ins.setdefault(letter, chr(_STAND_INS + len(self._stand_ins)))
        return letter + filler

    def shown(self, line: str) -> str:
        """The line with the letters themselves again."""
        line = line.replace(_FILLER, "")
        for letter, stand_in in self._stand_ins.items():
            line = line.replace(stand_in, letter)
        return line
