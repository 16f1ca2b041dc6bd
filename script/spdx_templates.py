"""SPDX license templates (XML) as nodes over words: which passages are fixed, optional, or open to be filled in."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from bisect import bisect_left
from dataclasses import dataclass, field
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from auditor.licenses.stream import Stream, copyright_lines
from auditor.licenses.templates import Node, fixed
from auditor.text.words import Words

#: How many words may stand at an open place: names of holders, contributors and addresses.
OPEN_WORDS = 15
COPYRIGHT_WORDS = 60
#: Stands for an open place inside a wording.
OPEN = "\x00"
_TOO_MANY = 64
#: A text with no more words than this in another script is a text in Chinese, Japanese or Korean alone.
_SIGNED_WORDS = 40
_PLACEHOLDER = re.compile(
    r"[<\[{]{1,2}[^<>\[\]{}\n]{0,60}\b(?:years?|yyyy|name|owners?|holders?|authors?|organi[sz]ation|company|licensor|date|email"
    r"|program|insert|fullname|project|your|url|copyright)\b[^<>\[\]{}\n]{0,60}[>\]}]{1,2}",
    re.IGNORECASE,
)


@dataclass
class Piece:
    """A stretch of a rendered template: `kind` is text, open, optional, choice or copyright."""

    kind: str
    text: str = ""
    parts: list[Piece] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Template:
    """A standard text as nodes, its words in full, and the ranges of them that are optional or open."""

    nodes: list[Node]
    stream: Stream
    free: list[tuple[int, int]]


def of_plain(text: str) -> Template:
    """The template of a text that has none: whatever its own placeholders leave open is open."""
    pieces: list[Piece] = []
    at = 0
    for found in _PLACEHOLDER.finditer(text):
        pieces += [Piece("text", text[at : found.start()]), Piece("open", found.group())]
        at = found.end()
    return _compiled([*pieces, Piece("text", text[at:])])


def of_xml(source: str) -> Template:
    """The template of an SPDX license file in XML."""
    root = ElementTree.fromstring(source)
    text = next(element for element in root.iter() if _tag(element) == "text")
    return _compiled(_children(text))


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: ElementTree.Element) -> list[Piece]:
    pieces = [_text(element.text)]
    for child in element:
        pieces += _of(child)
        pieces.append(_text(child.tail))
    return pieces


def _text(text: str | None) -> Piece:
    return Piece("text", re.sub(r"\s+", " ", text or ""))


def _of(element: ElementTree.Element) -> list[Piece]:
    tag = _tag(element)
    if tag == "alt":
        return [_choice(element)]
    if tag in ("optional", "titleText", "standardLicenseHeader", "bullet"):
        gap = Piece("text", "\n\n" if tag != "optional" else "")
        return [gap, Piece("optional", parts=_children(element)), *([gap] if tag != "bullet" else [])]
    if tag == "copyrightText":
        return [Piece("text", "\n\n"), Piece("copyright", parts=_children(element)), Piece("text", "\n\n")]
    if tag in ("p", "list", "item"):
        return [Piece("text", "\n\n"), *_children(element), Piece("text", "\n\n")]
    return [Piece("text", "\n" if tag == "br" else " "), *_children(element)]


def _choice(element: ElementTree.Element) -> Piece:
    original = re.sub(r"\s+", " ", "".join(element.itertext()))
    wordings = [original, *expand(element.get("match", ""))]
    return Piece("choice", original, options=list(dict.fromkeys(wordings)))


def expand(pattern: str) -> list[str]:
    """The wordings that a template's pattern stands for, OPEN for an open place; none if it is not that simple."""
    try:
        return _expanded(parser.parse(pattern))
    except (ValueError, re.error):
        return []


def _expanded(parsed: Any) -> list[str]:
    wordings = [""]
    for op, argument in parsed:
        wordings = [before + after for before in wordings for after in _options(op, argument)]
        if len(wordings) > _TOO_MANY:
            raise ValueError("too many wordings")
    return wordings


def _options(op: Any, argument: Any) -> list[str]:
    if op is ops.LITERAL:
        return [chr(argument)]
    if op is ops.ANY:
        return [OPEN]
    if op is ops.SUBPATTERN:
        return _expanded(argument[3])
    if op is ops.BRANCH:
        return [wording for branch in argument[1] for wording in _expanded(branch)]
    if op is ops.IN:
        return _one_of(argument)
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        least, most, inner = argument
        once = _expanded(inner)
        if any(OPEN in wording for wording in once) or once == [" "]:
            return once if least or once == [" "] else ["", *once]
        if most == 1:
            return ["", *once] if least == 0 else once
        if all(re.fullmatch(r"[^\w]*", wording) for wording in once):
            return once
    raise ValueError("not a simple pattern")


def _one_of(argument: Any) -> list[str]:
    found: list[str] = []
    for op, value in argument:
        if op is ops.CATEGORY:
            found.append(" " if value is ops.CATEGORY_SPACE else "0")
        elif op is ops.LITERAL:
            found.append(chr(value))
        else:
            raise ValueError("a range")
    blanks = [char for char in found if char.isspace()]
    return [" "] if blanks else found


def _compiled(pieces: list[Piece]) -> Template:
    rendered: list[str] = []
    _render(pieces, rendered, 0)
    text = "".join(rendered)
    words = Words.of(text)
    stream = Stream.of(words, text)
    starts = [words.starts[place] for place in stream.places]
    statements = [start for start, _ in copyright_lines(words.folded, text)]
    builder = _Builder(stream, starts, statements)
    nodes = [*builder.nodes(pieces), *_last_half(stream)]
    return Template(_merged(nodes, stream), stream, _joined(builder.free))


def _last_half(stream: Stream) -> list[Node]:
    """The CJK passages of a bilingual text, which stand last: the text may come without them."""
    half: list[Node] = [["=", stream.latin, len(stream)]]
    if stream.latin == len(stream):
        return []
    return [["?", half]] if stream.latin > _SIGNED_WORDS else half


def _render(pieces: list[Piece], rendered: list[str], at: int) -> int:
    for piece in pieces:
        piece.start = at
        if piece.parts:
            at = _render(piece.parts, rendered, at)
        else:
            rendered.append(piece.text)
            at += len(piece.text)
        piece.end = at
    return at


class _Builder:
    """Nodes with word positions in place of hashes: ("=", start, end), so that neighbours can be joined."""

    def __init__(self, stream: Stream, starts: list[int], statements: list[int]) -> None:
        self.stream = stream
        self.starts = starts[: stream.latin]
        self.statements = statements
        self.free: list[tuple[int, int]] = []

    def span(self, piece: Piece) -> tuple[int, int]:
        """The positions of a piece's words. A CJK passage that was put last is nobody's."""
        return bisect_left(self.starts, piece.start), bisect_left(self.starts, piece.end)

    def nodes(self, pieces: list[Piece]) -> list[Node]:
        """The nodes of pieces, in order."""
        return [node for piece in pieces for node in self.node(piece)]

    def node(self, piece: Piece) -> list[Node]:
        """The nodes of one piece."""
        start, end = self.span(piece)
        if piece.kind == "text":
            return self.text(piece, start, end)
        self.free.append((start, end))
        if piece.kind == "copyright":
            return [["c", COPYRIGHT_WORDS]]
        if piece.kind == "open":
            # What asks to be filled in may be a whole sentence; what is filled in is a name. In a copyright line,
            # which leaves no words, there is nothing to fill in.
            return [["|", [[["=", start, end]], [["~", OPEN_WORDS]]]]] if end > start else []
        if piece.kind == "optional":
            inner = self.nodes(piece.parts)
            return [["?", inner]] if inner else []
        return self.choice(piece, start, end)

    def text(self, piece: Piece, start: int, end: int) -> list[Node]:
        """Fixed words, with an open place wherever a copyright statement stood among them."""
        nodes: list[Node] = []
        for statement in self.statements[
            bisect_left(self.statements, piece.start) : bisect_left(self.statements, piece.end)
        ]:
            at = bisect_left(self.starts, statement)
            nodes += [["=", start, at]] if at > start else []
            nodes.append(["c", COPYRIGHT_WORDS])
            self.free.append((at, at))
            start = at
        return [*nodes, ["=", start, end]] if end > start else nodes

    def choice(self, piece: Piece, start: int, end: int) -> list[Node]:
        """A place with several wordings."""
        options: list[list[Node]] = [[["=", start, end]] if end > start else []]
        for wording in piece.options[1:]:
            option = list(_wording(wording))
            if option not in options:
                options.append(option)
        return [["|", options]] if options != [[]] else []


def _wording(wording: str) -> list[Node]:
    nodes: list[Node] = []
    for number, part in enumerate(wording.split(OPEN)):
        if number:
            nodes.append(["~", OPEN_WORDS])
        found = Words.of(part).words
        if found:
            nodes.append(["w", found])
    return nodes


def _merged(nodes: list[Node], stream: Stream) -> list[Node]:
    """Neighbouring fixed nodes joined, positions replaced by hashes."""
    done: list[Node] = []
    for node in nodes:
        if node[0] == "=" and done and done[-1][0] == "=" and done[-1][2] == node[1]:
            done[-1] = ["=", done[-1][1], node[2]]
        else:
            done.append(node)
    return [_hashed(node, stream) for node in done]


def _hashed(node: Node, stream: Stream) -> Node:
    if node[0] == "=":
        return fixed(stream.words[node[1] : node[2]], stream.codes[2 * node[1] : 2 * node[2]])
    if node[0] == "w":
        import struct

        from auditor.licenses.stream import code_of

        return fixed(node[1], struct.pack(f"<{len(node[1])}H", *map(code_of, node[1])))
    if node[0] == "?":
        return ["?", _merged(node[1], stream)]
    if node[0] == "|":
        return ["|", [_merged(option, stream) for option in node[1]]]
    return node


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif True:
            joined.append((start, end))
    return joined
