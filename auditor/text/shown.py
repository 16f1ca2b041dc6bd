"""Outside strings in messages: nothing in them may move a cursor, reverse the reading order or fill a screen."""

from __future__ import annotations

import unicodedata

#: What a terminal acts on or nobody sees: controls, formats (bidi overrides), surrogates, private and unassigned signs.
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def shown(text: str, limit: int = 80) -> str:
    """`text` with control and formatting characters written as escapes, cut after `limit` characters."""
    cut = text[:limit]
    escaped = "".join(_escape(char) for char in cut)
    return escaped + "…" if len(text) > limit else escaped


def has_hidden(text: str) -> bool:
    """Whether `text` holds a character that a terminal acts on or that cannot be seen."""
    if text.isprintable():
        return False
    return any(unicodedata.category(char) in _ESCAPED for char in text)


def _escape(char: str) -> str:
    if unicodedata.category(char) not in _ESCAPED:
        return char
    return char.encode("unicode_escape").decode("ascii")
