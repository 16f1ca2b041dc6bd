"""A card's Markdown with everything unread blanked out, at the same length: offsets stay those of the original.

Dropped: HTML comments, scripts, styles, base64 images. HTML tags become blanks, or one of the marks below where they
carry structure. Code keeps its text and is listed apart. One pass over the lines, one over the tags: linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Marks that stand for structural HTML tags in the blanked text. The same characters in the input are blanked first.
BREAK, ROW, ROW_END, CELL, HEAD, HEAD_END = "\x1c", "\x1e", "\x1d", "\x1f", "\x01", "\x02"
_MARKS = dict.fromkeys(map(ord, BREAK + ROW + ROW_END + CELL + HEAD + HEAD_END + "\x00"), " ")

_CONTROL = re.compile(f"[{BREAK}{ROW}{ROW_END}{CELL}{HEAD}{HEAD_END}\x00]")

#: A longer line is read in stretches of so many characters: whoever looks at a line again pays a bounded price.
STRETCH = 4_000
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(`{3,}|~{3,})([^\r\n`]*)")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b([^<>]*)>")
_ADDRESS = re.compile(r"""\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_LABEL = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_DATA = re.compile(r"data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=_\s-]*?(?=[^A-Za-z0-9+/=_-]|\Z)", re.IGNORECASE)
_BREAKING = frozenset(
    [
        "br",
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "summary",
        "details",
        "center",
        "blockquote",
        "hr",
        "dt",
        "dd",
        "dl",
        "section",
        "pre",
    ]
)


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code: where the text between its fences is, and the language the fence names."""

    start: int
    end: int
    language: str
    outer_end: int


@dataclass(frozen=True, slots=True)
class TagLink:
    """An address in an HTML tag: `a` from the tag to its end tag, or an image."""

    start: int
    end: int
    url: str
    image: bool


@dataclass(slots=True)
class Markup:
    """The blanked text of a card from `start` on, with code blocks and HTML links apart."""

    text: str
    code: list[Code]
    links: list[TagLink]


def blank(match: re.Match[str] | str) -> str:
    """As many blanks as the text has characters; line ends stay."""
    text = match if isinstance(match, str) else match.group()
    if "\n" not in text and "\r" not in text:
        return " " * len(text)
    return re.sub(r"[^\r\n]", " ", text)


def line_end(text: str, at: int) -> int:
    """Where the line that goes on at `at` ends, its line end included, or its next stretch."""
    feed = text.find("\n", at, at + STRETCH + 1)
    back = text.find("\r", at, feed if feed >= 0 else at + STRETCH + 1)
    if back >= 0:
        return back + 2 if text.startswith("\n", back + 1) else back + 1
    return feed + 1 if feed >= 0 else min(len(text), at + STRETCH)


def read_markup(text: str, start: int) -> Markup:
    """Blank what is not read in `text` from `start` on; all before `start` is blanked too."""
    plain = text.translate(_MARKS) if _CONTROL.search(text) else text
    pieces, code = _without_comments(plain, start)
    body = "".join(pieces)
    if "base64," in body:
        body = _DATA.sub(blank, body)
    body, links = _without_tags(body, code) if "<" in body else (body, [])
    return Markup(body, code, links)


def _without_comments(text: str, start: int) -> tuple[list[str], list[Code]]:
    """The text with comments blanked, and the fenced code in it."""
    pieces = [blank(text[:start])]
    code: list[Code] = []
    at, size = start, len(text)
    fence: tuple[str, int, str] | None = None
    while at < size:
        end = line_end(text, at)
        stretch = text[at:end]
        mark = _FENCE.match(stretch) if "```" in stretch or "~~~" in stretch else None
        if fence is not None:
            if mark and mark[1].startswith(fence[0]) and not mark[2].strip():
                code.append(Code(fence[1], at, fence[2], end))
                fence = None
            pieces.append(stretch)
        elif mark:
            fence = (mark[1], end, mark[2].strip())
            pieces.append(stretch)
        else:
            end = _text_line(text, at, end, pieces)
        at = end
    if fence is not None:
        code.append(Code(fence[1], size, fence[2], size))
    return pieces, code


def _text_line(text: str, at: int, end: int, pieces: list[str]) -> int:
    """Add the line with comments blanked; a comment that goes on takes the lines up to its end along."""
    while True:
        opened = text.find("<!--", at, end)
        if opened < 0:
            pieces.append(text[at:end])
            return end
        closed = text.find("-->", opened + 4)
        until = closed + 3 if closed >= 0 else len(text)
        pieces += [text[at:opened], blank(text[opened:until])]
        at = until
        if at >= end:
            end = line_end(text, at)


def _without_tags(text: str, code: list[Code]) -> tuple[str, list[TagLink]]:
    """Tags blanked or replaced by marks, outside code; links of `a` and `img` tags collected."""
    pieces: list[str] = []
    links: list[TagLink] = []
    opened: tuple[int, str] | None = None
    hidden: tuple[str, int] | None = None
    at, block = 0, 0
    for tag in _TAG.finditer(text):
        while block < len(code) and code[block].end <= tag.start():
            block += 1
        if block < len(code) and tag.start() >= code[block].start:
            continue
        name, closing = tag[2].lower(), bool(tag[1])
        pieces.append(text[at : tag.start()] if hidden is None else blank(text[at : tag.start()]))
        at = tag.end()
        pieces.append(_mark(name, closing, tag))
        if hidden is not None:
            hidden = None if closing and name == hidden[0] else hidden
        elif name in ("script", "style") and not closing:
            hidden = (name, at)
        elif name == "a":
            if opened and (closing or tag.start() > opened[0]):
                links.append(TagLink(opened[0], tag.end() if closing else tag.start(), opened[1], False))
                opened = None
            url = "" if closing else _address(tag[3])
            opened = (tag.start(), url) if url else None
        elif name in ("img", "iframe", "video", "source"):
            links.append(TagLink(tag.start(), tag.end(), _address(tag[3]), name == "img"))
    pieces.append(text[at:] if hidden is None else blank(text[at:]))
    return "".join(pieces), links


def _address(attributes: str) -> str:
    found = _ADDRESS.search(attributes[:4000])
    return (found[1] or found[2] or found[3] or "") if found else ""


def _mark(name: str, closing: bool, tag: re.Match[str]) -> str:
    """What stands for the tag: a mark where it has structure, then blanks (its line ends stay)."""
    mark = ""
    if name == "tr":
        mark = ROW_END if closing else ROW
    elif name in ("td", "th"):
        mark = " " if closing else CELL
    elif name == "table":
        mark = ROW_END if closing else BREAK
    elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
        mark = HEAD_END if closing else HEAD + name[1]
    elif name in _BREAKING:
        mark = BREAK
    return mark + blank(tag.group())[len(mark) :]
