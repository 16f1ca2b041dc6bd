"""The phrases of the card rules compiled: what each needs in a line, and how it is tested there.

Runs when the catalog is compiled, so that a process that reads one card starts at once. Standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import Any

from auditor.matching.phrases import BEGIN, END, Normalizer

#: Most words in a gap (`...`).
GAP = 8
#: The same for scripts in which each character is a word; short words of other scripts may stand among them.
CHARACTER_GAP = 24
_GAP = rf"(?:(?:\S+ ){{0,{GAP}}}?|(?:\S{{1,3}} ){{0,{CHARACTER_GAP}}}?)"
#: A phrase of single words is searched as plain text if it can be written in no more ways.
_WAYS = 16
_FIGURE = r"\d\S* "
_PLACES = {"...": _GAP, "^": r"(?<=^ )", "$": "$"}

#: Words that stand in most passages of a card: no anchors, if a phrase has another word.
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "with",
        "by",
        "from",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "as",
        "at",
        "it",
        "this",
        "that",
        "we",
        "our",
        "can",
        "may",
        "will",
        "has",
        "have",
        "not",
        "use",
        "used",
        "using",
        "model",
        "models",
        "data",
        "set",
        "trained",
        "training",
        "train",
        "version",
        "release",
        "more",
        "than",
        "other",
        "we",
        "you",
    ]
)


@dataclass(frozen=True, slots=True)
class _Word:
    """One alternative of an atom: its expression, its anchor (`stem*`, a word or `#`) and, if plain, its text."""

    source: str
    anchor: str
    plain: str | None
    stem: bool = False

    @property
    def alone(self) -> bool:
        """Whether the anchor is all of it."""
        return self.source == _FIGURE or (self.plain is not None and " " not in self.plain)


class PhraseBuilder:
    """Numbers phrases; `dump` gives what `auditor.matching.phrases.PhraseIndex` loads.

    A phrase is anchored at the rarest group of words it cannot do without.
    """

    def __init__(self, normalize: Normalizer) -> None:
        """No phrases yet, over lines that `normalize` makes."""
        self._normalize = normalize
        self._numbers: dict[str, int] = {}
        self._elements: dict[str, int] = {}
        self._groups: dict[tuple[int, ...], int] = {}
        self._simple: dict[int, list[int]] = {}
        self._anchored: dict[int, list[list[int]]] = {}
        self._tests: list[list[str] | str | None] = []

    def add(self, phrase: str) -> int:
        """The number of a phrase, which is prepared when it is met first."""
        number = self._numbers.get(phrase)
        if number is not None:
            return number
        number = self._numbers[phrase] = len(self._tests)
        atoms = [self._atom(atom) for atom in phrase.split()]
        needed = [words for words, optional in atoms if words and not optional]
        groups = [
            tuple(sorted({self._element(word.anchor) for word in words})) for words in sorted(needed, key=_commonness)
        ]
        decides = len(atoms) == 1 and all(word.alone for word in needed[0])
        for element in groups[0]:
            if decides:
                self._simple.setdefault(element, []).append(number)
            else:
                others = [self._groups.setdefault(group, len(self._groups)) for group in groups[1:]]
                self._anchored.setdefault(element, []).append([number, *others])
        self._tests.append(None if decides else self._test(phrase, atoms))
        return number

    def dump(self) -> dict[str, Any]:
        """The JSON value of all phrases that were added."""
        return {
            "elements": list(self._elements),
            "lengths": sorted({len(word) - 1 for word in self._elements if word.endswith("*")}),
            "groups": [list(group) for group in self._groups],
            "simple": self._simple,
            "anchored": self._anchored,
            "tests": self._tests,
        }

    def _element(self, anchor: str) -> int:
        return self._elements.setdefault(anchor, len(self._elements))

    def _atom(self, atom: str) -> tuple[list[_Word], bool]:
        """The alternatives of an atom (none for a gap or an end of the passage) and whether it may be missing."""
        if atom in _PLACES:
            return [], False
        return [self._word(word) for word in atom.removesuffix("?").split("|")], atom.endswith("?")

    def _word(self, word: str) -> _Word:
        """One alternative, which may be several words."""
        if word == "#":
            return _Word(_FIGURE, "#", None)
        if word == "#.#":
            return _Word(r"\d+[.,]\d+ ", "#", None)
        stem = word.endswith("*")
        line = self._normalize(word.removesuffix("*")).split()
        if not line:
            raise ValueError(f"{word!r} holds no word")
        source = "".join(rf"{re.escape(part)} " for part in line)
        longest = max(range(len(line)), key=lambda number: (line[number] not in _COMMON, len(line[number])))
        anchored = stem and longest == len(line) - 1
        return _Word(
            source[:-1] + r"\S* " if stem else source, line[longest] + "*" * anchored, " ".join(line), stem
        )

    def _test(self, phrase: str, atoms: list[tuple[list[_Word], bool]]) -> list[str] | str:
        """The texts of which one must stand in a line between its ends, or the expression that must be found there.

        An expression that begins with `^` is tried at the begin of the line only; the others begin with the blank
        before their first word, which is sought faster than a look behind.
        """
        written = phrase.split()
        first, last = written[0] == "^", written[-1] == "$"
        inner = slice(int(first), len(written) - last)
        texts = _plain_texts(atoms[inner], begin=first, end=last)
        if texts:
            return texts
        parts = ["^ " if first else " "]
        for atom, (words, optional) in list(zip(written, atoms, strict=True))[int(first) :]:
            several = f"(?:{'|'.join(word.source for word in words)}){'?' if optional else ''}"
            parts.append(several if words else _PLACES[atom])
        return "".join(parts)


def _plain_texts(atoms: list[tuple[list[_Word], bool]], *, begin: bool, end: bool) -> list[str]:
    """All ways to write a phrase without gaps, figures and inner stems, as it stands in a line; none if too many.

    `begin` and `end`: only at the begin of the line, only at its end.
    """
    ways = 1
    for number, (words, optional) in enumerate(atoms):
        ways *= len(words) + optional
        last = number == len(atoms) - 1 and not end
        if ways > _WAYS or not all(word.plain and (last or not word.stem) for word in words):
            return []
        if optional and any(word.stem for word in words):
            return []
    choices = [[*words, None] if optional else words for words, optional in atoms]
    texts = []
    for chosen in product(*choices):
        words = [word for word in chosen if word is not None]
        text = f" {' '.join(word.plain or '' for word in words)}{'' if words[-1].stem else ' '}"
        texts.append(f"{BEGIN if begin else ''}{text}{END if end else ''}")
    return sorted(set(texts), key=lambda text: (len(text), text)) if ways else []


def _commonness(words: list[_Word]) -> tuple[int, int, int]:
    """Groups of rare words first: a figure, common words and many alternatives make a poor anchor."""
    bare = [(word.anchor.removesuffix("*"), word.anchor.endswith("*")) for word in words]
    common = sum(word in _COMMON or word == "#" or (stem and len(word) < 4) for word, stem in bare)
    return common, len(bare), -min(len(word) for word, _ in bare)
