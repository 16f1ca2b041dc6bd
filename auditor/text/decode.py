"""Bytes to text, and offsets to lines. Offsets everywhere are code points in this text."""

from __future__ import annotations

import bisect
import hashlib


def decode(data: bytes) -> str:
    """The bytes as UTF-8 with errors replaced; byte order mark and line ends are kept as they are."""
    return data.decode("utf-8", "replace")


def sha256(data: bytes) -> str:
    """The SHA-256 of the raw bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text: a NUL in the first 8,000 bytes (the test that git uses)."""
    return b"\0" in data[:8000]


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
