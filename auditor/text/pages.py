"""The words of a web page: tags taken out, blocks as lines. In time linear in its length; nothing is run or loaded."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,15})")
_SILENT = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "noscript", "svg", "template")}
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "samp", "small")
) | frozenset(("span", "strong", "sub", "sup", "u", "var", "wbr"))


def page_text(page: str) -> str:
    """The text that a page of HTML shows, one line for each block, without blank lines."""
    parts: list[str] = []
    at = 0
    while (opened := page.find("<", at)) >= 0:
        parts.append(page[at:opened])
        at = _after_tag(page, opened, parts)
    parts.append(page[at:])
    lines = (" ".join(line.split()) for line in html.unescape("".join(parts)).splitlines())
    return "\n".join(line for line in lines if line)


def _after_tag(page: str, opened: int, parts: list[str]) -> int:
    """Where the page goes on behind the tag, comment or script that begins at `opened`."""
    if page.startswith("<!--", opened):
        closed = page.find("-->", opened + 4)
        return closed + 3 if closed >= 0 else len(page)
    tag = _TAG.match(page, opened + 1)
    if tag is None and page[opened + 1 : opened + 2] not in ("!", "?"):
        parts.append("<")
        return opened + 1
    name = tag[1].lower() if tag else ""
    closed = page.find(">", opened)
    if closed < 0:
        return len(page)
    silent = _SILENT.get(name) if page[opened + 1] != "/" else None
    if silent is not None:
        end = silent.search(page, closed)
        return end.start() if end else len(page)
    if name not in _INLINE:
        parts.append("\n")
    return closed + 1
