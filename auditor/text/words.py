"""One normalisation for every comparison: lower-cased words with their exact places in the text.

Wrapping, case, quotation marks, mark-up and punctuation vanish because only words are kept. Look-alike letters and
full-width forms become plain letters, accents are dropped, invisible characters inside words are passed over. Each
Chinese or Japanese character and each Korean syllable is a word of its own. Every step before the words are cut maps
one code point to one code point, so that places are exact whatever the text holds.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress

#: Characters that are not seen: soft hyphen, zero-width space, joiners, word joiner, byte order mark, direction marks.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
#: Cyrillic and Greek letters that look like Latin ones. Their own texts are not read, so nothing is lost.
_LOOK_ALIKE = str.maketrans(
    dict(zip("авеѕіјкмнорстухһԁԛԝӏгαβεζηικμνορτυχϲϳ", "abesijkmhopctyxhdqwlrabezhikmnoptyxcj", strict=True))
)
#: One code point that stands for two letters; put in place after the words are cut.
_TWO = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "æ": "ae", "œ": "oe", "ß": "ss"}
_SPECIAL = frozenset(_INVISIBLE) | frozenset(_TWO)

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_ANY_WORD = rf"([{_CJK}]|(?:(?![{_CJK}])[^\W_{_INVISIBLE}])(?:(?![{_CJK}])(?:[^\W_]|[{_INVISIBLE}]))*)"


class _Folding(dict[int, str]):
    """Code point to one folded character, worked out when first met and kept (at most one entry a code point)."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


def _fold(char: str) -> str:
    """One character as it is compared: exactly one character comes back."""
    if char in _SPECIAL:
        return char
    low = char.lower()
    if low in _TWO:
        return low
    plain = unicodedata.normalize("NFKD", char)
    base = "".join(part for part in plain if not unicodedata.combining(part)).lower() or char
    base = base.translate(_LOOK_ALIKE)
    return base if len(base) == 1 else (low if len(low) == 1 else char)


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order: parallel rows of the folded word and of its place (code points, end exclusive)."""

    words: list[str]
    starts: Sequence[int]
    ends: Sequence[int]
    #: The text folded character by character: same length as the text.
    folded: str
    #: Whether a Chinese, Japanese or Korean character is among the words.
    has_cjk: bool = False

    @classmethod
    def of(cls, text: str) -> Words:
        """The words of `text`; linear in its length, and no character makes it fail."""
        if text.isascii():
            return _cut_plain(text.lower())
        folded = _BEYOND_ASCII.sub(_folded_run, text).lower()
        return _cut_plain(folded) if folded.isascii() else _cut(folded)

    def __len__(self) -> int:
        return len(self.words)


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def _folded_run(found: re.Match[str]) -> str:
    return found.group().translate(_FOLDING)


_TYPOGRAPHY = dict.fromkeys(map(ord, "“”„«»‘’‚‹›–—‐‑•…·§©®™°\u00a0\u2009\u2002\u2003\u202f"), " ")
_TYPOGRAPHY[ord("’")] = "'"
_TYPOGRAPHY[ord("‘")] = "'"
for _code, _char in _TYPOGRAPHY.items():
    # Marks that part words need no second look; letters and anything else are folded when first met.
    _FOLDING[_code] = _char


#: For each byte of an ASCII text: the letter, or a space; and whether it belongs to a word.
_LETTERS = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_INSIDE = bytes(code < 128 and chr(code).isalnum() for code in range(256))
#: The first offsets, made once: places are picked from them. Of longer texts the places are packed, four bytes each.
_OFFSETS = list(range(40_000))


def _cut_plain(folded: str) -> Words:
    """The words of an ASCII text, without a pattern: at each edge of a word a byte differs from the one before."""
    plain = folded.encode("ascii")
    inside = int.from_bytes(plain.translate(_INSIDE), "little")
    size = len(plain) + 1
    edges = (inside ^ (inside << 8)).to_bytes(size, "little")
    words = plain.translate(_LETTERS).decode("ascii").split()
    if size > len(_OFFSETS):
        packed = array("I", compress(range(size), edges))
        return Words(words=_shared(words), starts=packed[0::2], ends=packed[1::2], folded=folded)
    places = list(compress(_OFFSETS, edges))
    return Words(words=words, starts=places[0::2], ends=places[1::2], folded=folded)


def _shared(words: list[str]) -> list[str]:
    """The same words, equal ones as one object: a long text says the same words again and again."""
    known: dict[str, str] = {}
    return list(map(known.setdefault, words, words))


def _cut(folded: str) -> Words:
    # Splitting on a captured word gives gap, word, gap, word …, gap: the running lengths are the places.
    parts = _compiled(_ANY_WORD).split(folded)
    lengths = accumulate(map(len, parts))
    places: list[int] | array[int] = array("I", lengths) if len(folded) >= len(_OFFSETS) else list(lengths)
    words = parts[1::2]
    del parts
    if _needs_cleaning(folded):
        words = [_clean(word) for word in words]
    if len(folded) >= len(_OFFSETS):
        words = _shared(words)
    has_cjk = _compiled(f"[{_CJK}]").search(folded) is not None
    return Words(words=words, starts=places[0:-1:2], ends=places[1::2], folded=folded, has_cjk=has_cjk)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Patterns with large classes of characters take milliseconds to compile, and most texts need none of them."""
    return re.compile(pattern)


_NEEDS_CLEANING = re.compile(f"[{_INVISIBLE}{''.join(_TWO)}]")


def _needs_cleaning(folded: str) -> bool:
    return _NEEDS_CLEANING.search(folded) is not None


def _clean(word: str) -> str:
    if word.isascii():
        return word
    return _NEEDS_CLEANING.sub(lambda found: _TWO.get(found.group(), ""), word)
