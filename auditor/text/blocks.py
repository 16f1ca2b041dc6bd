"""A text cut into paragraphs and list items: a blank line or a list mark begins a new one.

Every pattern is bounded, so that a line of a million blanks costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Block:
    """A paragraph or list item. `kind` is the sort of its list mark ("" for none), `start` is after the mark."""

    start: int
    end: int
    kind: str
    mark: str
    after_blank: bool


_LINE = re.compile(r"[^\n\r\u2028\x0b\x0c]*(?:\r\n|[\n\r\u2028\x0b\x0c]|$)")
#: Lines that continue or open a paragraph and hold no list mark, as many as follow one another.
_PLAIN = re.compile(
    r"(?:[ \t]*+(?!(?i:sec|art|cla|par|exh|att|ann|app|sch))[A-Za-z][^.)）、\n\r\u2028\x0b\x0c]{5}"
    r"[^\n\r\u2028\x0b\x0c]*+(?:\r\n|[\n\r\u2028\x0b\x0c]|\Z))+"
)
TAG = re.compile(r"</?(?:p|li|ul|ol|br|h[1-6]|div|tr|td|th|table|section|dd|dt)\b[^<>]{0,300}>", re.I)
_MARK = re.compile(
    r"(?:(?P<hash>#{1,6})[ \t]{1,8})?(?:\*\*|__)?[ \t]{0,4}"
    r"(?:(?P<bullet>[-*•▪●◦–—·○■□✓✗➢►+])(?=[ \t])"
    r"|(?P<section>(?:section|article|clause|part|exhibit|attachment|annex|appendix|schedule)\b)"
    r"(?=[ \t]+[0-9ivxa-z]{1,5}\b)"
    r"|\(?(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})(?P<close>[.)、：:]|(?=[ \t]))\)?(?=\s|[^\d\s.,%]|$)"
    r"|(?P<bracket>\()?(?P<letter>[a-z]|[ivx]{2,5})(?(bracket)\)|[.)])(?=[ \t\u00a0]|$)"
    r"|[（(]?(?P<han>[一二三四五六七八九十]{1,3})[)）、.．])"
    r"[ \t\u00a0]{0,40}",
    re.I,
)
_BLANK = re.compile(r"[\s>*_=|.~#-]*\Z")


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs and list items in order: a blank line or a list mark begins a new one."""
    open_block: Block | None = None
    blank, at = True, 0
    while at < len(text):
        plain = _PLAIN.match(text, at)
        if plain:
            open_block = open_block or Block(at, at, "", "", blank)
            open_block.end = at = plain.end()
            blank = False
            continue
        start, at = at, _line_end(text, at)
        end, line = at, text[start:at]
        if line.isspace() or _BLANK.match(line):
            if open_block:
                yield open_block
                open_block = None
            blank = True
            continue
        indent = len(line) - len(line.lstrip(_INDENT))
        mark = _MARK.match(line, indent) if _may_be_marked(line, indent) else None
        begins = mark is not None and _is_mark(mark, line, blank, open_block, text)
        if open_block and not begins and not line.lstrip().startswith(("|", "#")):
            open_block.end = end
            blank = False
            continue
        if open_block:
            yield open_block
        if begins and mark:
            body = start if mark.group("section") else start + mark.end()
            open_block = Block(body, end, _kind(mark), (mark.group("letter") or "").lower(), blank)
        else:
            open_block = Block(start, end, "#" if line.lstrip().startswith("#") else "", "", blank)
        blank = False
    if open_block:
        yield open_block


def _line_end(text: str, start: int) -> int:
    found = _LINE.match(text, start)
    return found.end() if found and found.end() > start else len(text)


#: What a line ends with before an item that has a bare number.
_ENDS = tuple(".;:,!?)。；：，")
_INDENT = " \t\u3000\u00a0>|"
_FIRST = frozenset("-*•▪●◦–—·○■□✓✗➢►+#0123456789一二三四五六七八九十")
_PARTS = ("sec", "art", "cla", "par", "exh", "att", "ann", "app", "sch")


def _may_be_marked(line: str, indent: int) -> bool:
    """A quick look at the first characters: most lines begin with a word and need no closer one."""
    head = line[indent:indent + 12]
    if head[:1] in _FIRST:
        return True
    head = head.lstrip("*_(（ ")[:6]
    if head[:1] in _FIRST:
        return True
    return "." in head or ")" in head or "）" in head or "、" in head or head[:3].lower() in _PARTS


def _is_mark(mark: re.Match[str], line: str, blank: bool, inside: Block | None, text: str) -> bool:
    """Whether what looks like a list mark is one: a wrapped line may begin with "2. " or "section 3" by accident."""
    if mark.group("section"):
        return blank
    if mark.group("number") and not mark.group("close") and not mark.group("hash"):
        # "3 Grant": a bare number counts before a capital only, and not within a paragraph; "3.1 Grant" there too,
        # after the end of a sentence or a title: "… under Section" may be wrapped before a number.
        if not line[mark.end():mark.end() + 1].isupper():
            return False
        if blank or inside is None:
            return True
        before = text[max(inside.start, inside.end - 8):inside.end].rstrip()[-1:]
        return "." in mark.group("number") and before in _ENDS
    return True


def _kind(mark: re.Match[str]) -> str:
    if mark.group("bullet"):
        return f"-{mark.start() // 2}"
    if mark.group("section"):
        return "section"
    if mark.group("number"):
        return "1" * (mark.group("number").count(".") + 1) + (")" if mark.group("close") == ")" else "")
    if mark.group("han"):
        return "一"
    letter = mark.group("letter").lower()
    return "i" if set(letter) <= set("ivx") else "a"
