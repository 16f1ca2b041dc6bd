"""Bytes to text, and offsets to lines. Offsets everywhere are code points in this text."""

from __future__ import annotations

import bisect
import hashlib

#: The share of bytes that are no UTF-8 from which on bytes are taken for noise, and how many bytes that takes.
_NOISE = 0.2
_LEAST_NOISE = 64


def decode(data: bytes) -> str:
    """The bytes as UTF-8 with errors replaced; byte order mark and line ends are kept as they are."""
    return data.decode("utf-8", "replace")


def sha256(data: bytes) -> str:
    """The SHA-256 of the raw bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text: a NUL among the first 8,000 (the test that git uses), or too much no UTF-8.

    A text in another encoding of Latin letters has few bytes that are no UTF-8; noise has mostly such.
    """
    head = data[:8000]
    return b"\0" in head or (len(head) >= _LEAST_NOISE and _undecodable(head) > _NOISE * len(head))


def _undecodable(data: bytes) -> int:
    # The last character may be cut in two: at most one replacement too many.
    return data.decode("utf-8", "replace").count("\ufffd") - 1


class Lines:
    """Line numbers of offsets in one text: the number of newlines before the offset, plus one."""

    def __init__(self, text: str) -> None:
        """Index the newlines of `text` once; every look-up after is a bisection."""
        self._ends = []
        at = text.find("\n")
        while at >= 0:
            self._ends.append(at)
            at = text.find("\n", at + 1)

    def of(self, offset: int) -> int:
        """The line of `offset`, counted from 1."""
        return bisect.bisect_left(self._ends, offset) + 1
