"""Whether a stretch of words is a standard text word for word, outside the places that the standard leaves open.

A template is a list of nodes, as the index file holds it:
  ["=", n, key, digest]   n words; `key` is the hex of the first codes, `digest` the hash of all of them
  ["~", most]             an open place: up to `most` words, none of them operative
  ["c", most]             the same for a copyright statement, which may be missing
  ["?", [node …]]         an optional passage
  ["|", [[node …] …]]     one of several wordings
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from auditor.licenses.stream import Stream

Node = list[Any]
#: More ways than this through the open places of one text are not followed.
_WAYS = 4_000
_KEY_WORDS = 4


def digest(words: list[str]) -> str:
    """The 64-bit hash of words in this order, in hex."""
    return blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def fixed(words: list[str], codes: bytes) -> Node:
    """The node of words that must stand as they are."""
    return ["=", len(words), codes[: 2 * _KEY_WORDS].hex(), digest(words)]


def longest(nodes: list[Node]) -> int:
    """The most words that these nodes can take."""
    return sum(_longest(node) for node in nodes)


def _longest(node: Node) -> int:
    if node[0] in ("=", "~", "c"):
        return int(node[1])
    if node[0] == "?":
        return longest(node[1])
    return max(longest(option) for option in node[1])


def anchor_of(nodes: list[Node]) -> int:
    """The index of the first node that must stand as it is: what comes before is optional or open."""
    for at, node in enumerate(nodes):
        if node[0] == "=" and node[1] >= _KEY_WORDS:
            return at
    return next((at for at, node in enumerate(nodes) if node[0] == "="), 0)


def find(nodes: list[Node], stream: Stream, lower: int = 0, upper: int | None = None) -> tuple[int, int] | None:
    """The first stretch between two positions that is this text, as (start, end) positions, or None."""
    at = anchor_of(nodes)
    if not nodes or nodes[at][0] != "=":
        return None
    head, body = nodes[:at], nodes[at:]
    for anchor in _keyed(stream, nodes[at], lower, len(stream) if upper is None else upper):
        ends = run(body, stream, {anchor})
        if ends:
            return _head_start(head, stream, anchor), max(ends)
    return None


def run(nodes: list[Node], stream: Stream, starts: Iterable[int]) -> set[int]:
    """Where these nodes may end if they begin at one of `starts`."""
    reached = set(starts)
    for node in nodes:
        reached = _step(node, stream, reached)
        if not reached or len(reached) > _WAYS:
            return set()
    return reached


def _step(node: Node, stream: Stream, reached: set[int]) -> set[int]:
    kind = node[0]
    if kind == "=":
        return {at + node[1] for at in reached if _stands(node, stream, at)}
    if kind == "~":
        return {end for at in reached for end in range(at, stream.name_end(at, node[1]) + 1)}
    if kind == "c":
        named = [at for at in reached if at < len(stream) and stream.words[at] in ("copyright", "c", "portions")]
        return reached | {end for at in named for end in range(at, stream.statement_end(at, node[1]) + 1)}
    if kind == "?":
        return reached | run(node[1], stream, reached)
    return {end for option in node[1] for end in run(option, stream, reached)}


def _stands(node: Node, stream: Stream, at: int) -> bool:
    count = node[1]
    if at + count > len(stream):
        return False
    key = bytes.fromhex(node[2])
    return stream.codes[2 * at : 2 * at + len(key)] == key and digest(stream.words[at : at + count]) == node[3]


def _keyed(stream: Stream, node: Node, lower: int, upper: int) -> Iterable[int]:
    """The positions where a fixed node's first words stand."""
    key = bytes.fromhex(node[2])
    at = stream.codes.find(key, 2 * lower)
    while 0 <= at < 2 * upper:
        if at % 2 == 0:
            yield at // 2
        at = stream.codes.find(key, at + 1)


def _head_start(head: list[Node], stream: Stream, anchor: int) -> int:
    """Where the optional passages before the anchor begin: as far before it as they account for the words."""
    if not head:
        return anchor
    for start in range(max(0, anchor - longest(head)), anchor):
        if anchor in run(head, stream, {start}):
            return start
    return anchor
