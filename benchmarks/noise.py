"""Ways in which the same license text comes along: re-wrapped, another copyright line or case, words lost, scanned."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_COPYRIGHT = re.compile(r"^[^\w\n]*(?:copyright|\(c\)|©)[^\n]*$", re.IGNORECASE | re.MULTILINE)
_HOLDERS = ("Nimbus Research Ltd.", "The Corvida Authors", "Jane Q. Tessaly", "Ardent Systems, Inc.", "Pelagia e.V.")


def rewrap(text: str, rng: random.Random) -> str:
    """Other line widths, paragraphs kept."""
    width = rng.choice([50, 64, 76, 100, 10_000])
    done = []
    for paragraph in re.split(r"\n\s*\n", text):
        line, lines = "", []
        for word in paragraph.split():
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        done.append("\n".join([*lines, line]))
    return "\n\n".join(done)


def copyright_line(text: str, rng: random.Random) -> str:
    """The first copyright line replaced, or one put on top."""
    line = f"Copyright (c) {rng.randint(1995, 2026)} {rng.choice(_HOLDERS)}"
    changed, count = _COPYRIGHT.subn(lambda _: line, text, count=1)
    return changed if count else f"{line}\n\n{text}"


def case(text: str, rng: random.Random) -> str:
    """All letters large or all small."""
    return text.upper() if rng.random() < 0.5 else text.lower()


def lose_words(text: str, rng: random.Random) -> str:
    """Two words of a hundred are missing."""
    return re.sub(r"\S+[ \t]?", lambda found: "" if rng.random() < 0.02 else found.group(), text)


#: What a scanner takes for what.
_MISREAD = {"rn": "m", "m": "rn", "l": "1", "o": "0", "e": "c", "li": "h", "cl": "d", "i": "l"}
_READ_WRONG = re.compile("|".join(sorted(_MISREAD, key=len, reverse=True)))


def scanned(text: str, rng: random.Random) -> str:
    """One letter in a hundred of those that look like others is misread, and three blanks in a thousand are lost."""
    text = _READ_WRONG.sub(lambda found: _MISREAD[found.group()] if rng.random() < 0.01 else found.group(), text)
    return re.sub(r"(?<=\w) (?=\w)", lambda _: "" if rng.random() < 0.003 else " ", text)


def pages(text: str, rng: random.Random) -> str:
    """Taken from PDF: long words parted at the ends of lines, and pages with numbers."""
    lines = []
    for line in rewrap(text, rng).split("\n"):
        found = re.search(r"(?<!\S)([a-z]{4,})([a-z]{4,})\Z", line)
        lines.append(f"{line[: found.end(1)]}-\n{found.group(2)}" if found and rng.random() < 0.5 else line)
    whole = [f"{line}\n\n{number // 45}\n\n\f" if number % 45 == 44 else line for number, line in enumerate(lines)]
    return "\n".join(whole)


def everything(text: str, rng: random.Random) -> str:
    """All of them at once."""
    for step in (copyright_line, lose_words, case, rewrap):
        text = step(text, rng)
    return text


NOISES: dict[str, Callable[[str, random.Random], str]] = {
    "clean": lambda text, rng: text,
    "re-wrapped": rewrap,
    "copyright line": copyright_line,
    "case": case,
    "2 % of words lost": lose_words,
    "all together": everything,
    "PDF": pages,
    "scanned": scanned,
}
