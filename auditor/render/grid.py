"""Rows in columns, by tabulate: the only module that imports it."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.render.terminal import width

#: Stands behind a character that takes two columns while tabulate counts; no text from outside can hold it, because
#: everything passes `terminal.printable` first.
_FILLER = "\x00"


def grid(rows: Sequence[Sequence[str]], headers: Sequence[str] = (), style: str = "plain") -> list[str]:
    """The rows as lines with aligned columns. `style` is a format of tabulate: plain, simple or github.

    Cells are taken as they are: "1.10" stays "1.10", colours and wide characters are counted as a terminal shows them.
    """
    import tabulate

    # Its own count of wide characters needs one more package that costs 60 ms at start; fillers do the same.
    tabulate.WIDE_CHARS_MODE = False
    tabulate.MIN_PADDING = 0
    text = tabulate.tabulate(
        [[_widened(cell) for cell in row] for row in rows],
        headers=[_widened(cell) for cell in headers],
        tablefmt=style,
        disable_numparse=True,
        preserve_whitespace=True,
    )
    return [line.replace(_FILLER, "").rstrip() for line in text.splitlines()]


def _widened(cell: str) -> str:
    if cell.isascii():
        return cell
    return "".join(char + _FILLER if width(char) == 2 else char for char in cell)
