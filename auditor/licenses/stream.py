"""What of a text counts when license texts are compared: its words without list marks, mark-up and copyright lines.

A stream is read twice: as words for the hash that makes a text exact, and as 16-bit codes for everything that only
proposes or places. Chinese, Japanese and Korean passages stand after the others, so that the order of the halves of a
bilingual text does not matter. Linear in the text.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import compress
from zlib import crc32

from auditor.text.words import Words

#: Words that tell a rule from a name: what holds one of these is neither a copyright line nor a filled-in name.
OPERATIVE = frozenset(
    re.findall(
        r"\w+",
        """
    not no nor never must shall may cannot unless except excepting only provided if when where prohibited
    permitted permission restricted forbidden forbids commercial commercially noncommercial use uses used using
    license licensed licensee licenses licence licenced grant granted grants subject without require requires
    required agree agrees pay fee revenue users terms conditions revoke terminate evaluation personal purposes
    purpose solely exclusively confidential proprietary expires until non banned barred bars denied denies disallowed
    excluded exclude excludes excluding void invalid ineligible competitor competitors residents citizens this these
    those that which who whom whose is are was were be been have your you
        """,
    )
)
_OPERATIVE = re.compile(rf"\b(?:{'|'.join(sorted(OPERATIVE))})\b")

_HTML = (
    "p|br|li|ul|ol|div|span|b|i|em|strong|a|h[1-6]|table|tbody|thead|tr|td|th|pre|code|hr|title|html|body|head|meta|link"
    "|center|blockquote|sup|sub|u|tt|dl|dt|dd|img|font|small|section|article|main|header|footer|nav"
)
#: Mark-up: tags with nothing but attributes (a tag that holds prose is text), comments aside; entities; schemes.
_MARK_UP = re.compile(
    rf"</?(?:{_HTML})(?:\s+[a-z:-]{{1,20}}=(?:\"[^\"<>]{{0,300}}\"|'[^'<>]{{0,300}}'|[^\s\"'<>]{{1,300}}))*\s*/?>"
)
#: What a tag may say to readers, and the operative words that stand in such labels without ruling anything.
_LABEL = re.compile(r"\s(?:alt|title|aria-label|summary|content|label)=(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_LABELED = frozenset(
    re.findall(r"\w+", "license licensed licenses licence licenced terms conditions use this is are your")
)
#: What says which page it is, on a line of its own; and a number alone in a paragraph or before a page break.
_PAGE = re.compile(r"page[ \t]{1,3}\d{1,4}(?:[ \t]{0,3}(?:of|/)[ \t]{0,3}\d{1,4})?[^\w\n]{0,40}$", re.MULTILINE)
_PAGE_NUMBER = re.compile(r"\n[ \r]{0,2}\n([^\w\n]{0,80}\d{1,4}[^\w\n\f]{0,8})(?=\n[ \r]{0,2}\n|\n?\f)")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});")
_SCHEME = re.compile(r"(?:https?|ftp)://(?:www(?=\.))?")
#: What may mark a list item: a number, a letter, a small roman number, with what may stand around it.
_MARKS = frozenset(
    [
        *map(str, range(100)),
        *"abcdefghijklmnopqrstuvwxyz",
        *("ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "xiv", "xv"),
    ]
)
_MARK_END = re.compile(r"(?:\.\d{1,2}){0,3}[.)]{1,2}(?=[\s*_])")
#: What may stand between the end of the line before and the mark of a list item.
_DECORATION = " \t\r\n\f\v\u00a0#>*•·|_/%;-=+~(\u2022\u25cf\u25aa"
_SENTENCE_END = frozenset(".;:,]")
_JOINED = re.compile(r"(?:[,.]|(?<!&quot)(?<!&#x27);)\s{1,8}(?:and|or)\Z")
_JOINT = 24
_ITEM_SPACE = 240
#: A page number has no more than this before it on its line.
_DASHES = 40
_BEFORE_COPYRIGHT = re.compile(r"[^\w\n©(\[]{0,40}")
#: A word in small letters that is no part of an address, whatever invisible characters it holds.
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_SMALL_WORD = re.compile(rf"(?<![\w@./:{_UNSEEN}-])[a-z{_UNSEEN}]{{3,}}(?![\w@/:{_UNSEEN}]|[.-]\w)")
_CONNECTORS = frozenset(
    re.findall(
        r"\w+",
        """
    and the der den des dem del della van von las los für pour present all rights reserved contributors contributor
    contributions authors author others inc ltd llc corp gmbh its affiliates holders holder owner owners team project
    year years name names copyright yyyy fullname portions parts modifications various other see file list credits
    email www http https com org first last company organization licensor entity text insert here their employer
    employers developers maintainers regents trustees university foundation institute corporation
        """,
    )
)
#: Who holds a copyright after a year, a sign or an "and": "the … office", whatever the words between are written like.
_BODY = re.compile(
    r"(?:\d{4},?|©|\(c\)|copyright|\band|\bby|&)[ \t]{1,4}the(?:[ \t]{1,4}[\w'’-]{1,40}){0,4}?[ \t]{1,4}"
    r"(?:team|teams|group|office|bureau|lab|labs|laboratory|laboratories|institute|society|association|foundation"
    r"|community|collective|company|department|university|school|library|museum|project|authors|contributors"
    r"|developers|maintainers|members|people|owners|holders)(?=[ \t]{0,4}(?:[.,;(<\r\n]|and\b|\Z))",
    re.IGNORECASE,
)
#: A year or sign stands so near before the name of a body.
_YEAR_BEFORE = 12
_COPYRIGHT_LINE = 280
_BLANK_LINE = re.compile(r"\n[^\w\n]{0,40}\n")
#: A copyright statement names a year, or the place of one, or says "copyright" and has the sign as well.
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|[\[<{(]\s{0,2}(?:yyyy|year)|\byyyy\b|\byear\b", re.IGNORECASE)
_SIGNED = re.compile(r"copyright\s{0,3}(?:\(c\)|©)|(?:\(c\)|©)\s{0,3}copyright", re.IGNORECASE)
_RESERVED = re.compile(r"^[^\w\n]{0,40}all rights reserved[^\w\n]{0,20}$", re.MULTILINE)
#: A run of five words is sampled if the low bits of its figure are zero: one in four.
RUN_SAMPLE = 3
#: Latin words between two CJK characters belong to the CJK passage if there are no more than this many.
_LATIN_RUN = 8


#: Beside the code: whether a word is operative, and whether it may mark a list item.
_IS_OPERATIVE = 1
_IS_MARK = 2


class _Figures(dict[str, int]):
    """Word to its 16-bit code with what kind it is above, kept for the words met (emptied when it has grown too large
    for any language)."""

    def __missing__(self, word: str) -> int:
        if len(self) > 200_000:
            self.clear()
        kind = _IS_OPERATIVE * (word in OPERATIVE) | _IS_MARK * (word in _MARKS)
        figure = self[word] = kind << 16 | code_of(word)
        return figure


_FIGURES = _Figures()
#: The first numbers, packed once: places are cut from them.
_NUMBERS = array("I", range(8_000))


def code_of(word: str) -> int:
    """The 16-bit code of a word."""
    return crc32(word.encode("utf-8", "surrogatepass")) & 0xFFFF


def _figures(words: list[str]) -> array[int]:
    return array("I", map(_FIGURES.__getitem__, words))


@dataclass(frozen=True)
class Stream:
    """The words of a text that count. `places[i]` is the index of word i in the `Words` it was made from.

    `latin` is the number of words before the CJK passages begin.
    """

    words: list[str]
    places: Sequence[int]
    latin: int
    source: Words
    text: str
    figures: array[int]

    @classmethod
    def of(cls, words: Words, text: str) -> Stream:
        """The stream of a text and its words."""
        figures = _figures(words.words)
        stretches = _kept(words, figures, text)
        numbers = _NUMBERS if len(words) <= len(_NUMBERS) else array("I", range(len(words)))
        places = array("I")
        for first, end in stretches:
            places += numbers[first:end]
        if words.has_cjk:
            halves, latin = _halves(words, places)
            kept = [words.words[place] for place in halves]
            return cls(kept, halves, latin, words, text, array("I", map(figures.__getitem__, halves)))
        kept, counted = [], array("I")
        for first, end in stretches:
            kept += words.words[first:end]
            counted += figures[first:end]
        return cls(kept, places, len(places), words, text, counted)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def codes(self) -> bytes:
        """The 16-bit codes of the words, little-endian."""
        low, high, _ = self._bytes
        codes = bytearray(2 * len(low))
        codes[0::2], codes[1::2] = low, high
        return bytes(codes)

    @cached_property
    def _bytes(self) -> tuple[bytes, bytes, bytes]:
        """The low bytes of all codes, the high bytes, and the kinds."""
        return _slices(self.figures)

    def shingles(self, mask: int) -> set[int]:
        """A 64-bit figure for each run of four words of which the low bits of `mask` are zero."""
        taken = self._bytes[0].translate(_unmasked(mask))
        found: set[int] = set()
        for shift in range(4):
            count = (len(self.words) - shift) // 4
            if count > 0:
                found.update(compress(struct.unpack_from(f"<{count}Q", self.codes, 2 * shift), taken[shift::4]))
        return found

    def statement_end(self, start: int, most: int) -> int:
        """Where a copyright statement that begins at a position must end: after so many words at most, and before an
        operative word or prose."""
        following = bisect_left(self.operative, start)
        stop = self.operative[following] if following < len(self.operative) else len(self)
        end = min(stop, start + most)
        # The words of one half of a bilingual text stand in order; a statement is in one of them.
        end = min(end, self.latin) if start < self.latin else end
        if start >= end:
            return start
        prose = _prose(self.text, self.source.starts[self.places[start]], self.source.ends[self.places[end - 1]])
        return end if prose is None else self._before(prose, start, end)

    def name_end(self, start: int, most: int) -> int:
        """Where a name that was filled in at a position must end: as a statement, and in the same paragraph."""
        end = self.statement_end(start, most)
        if start >= end:
            return start
        first, last = self.source.ends[self.places[start]], self.source.starts[self.places[end - 1]]
        gap = _BLANK_LINE.search(self.text, first, last)
        return self._before(gap.start(), start, end) if gap else end

    def _before(self, offset: int, start: int, end: int) -> int:
        """The first of the positions from `start` to `end` whose word begins at or after an offset in the text."""
        return min(end, bisect_left(self.places, bisect_left(self.source.starts, offset), start, end))

    @cached_property
    def pairs(self) -> bytes:
        """One byte for each pair of neighbouring words (as many as words; the last pairs with nothing)."""
        low, high, _ = self._bytes
        return pairs_of(low, high[1:])

    @cached_property
    def runs(self) -> tuple[list[int], list[int]]:
        """The sampled runs of five words and their places."""
        return placed_runs(self.pairs)

    @cached_property
    def operative(self) -> list[int]:
        """The positions of operative words."""
        return list(compress(range(len(self)), self._bytes[2].translate(_OF_KIND[_IS_OPERATIVE])))


def _slices(figures: array[int]) -> tuple[bytes, bytes, bytes]:
    if sys.byteorder == "big":
        figures = figures[:]
        figures.byteswap()
    raw, size = figures.tobytes(), figures.itemsize
    return raw[0::size], raw[1::size], raw[2::size]


@cache
def _unmasked(mask: int) -> bytes:
    """For each byte, whether its low bits are zero."""
    return bytes(not code & mask for code in range(256))


_OF_KIND = {kind: bytes(bool(code & kind) for code in range(256)) for kind in (_IS_OPERATIVE, _IS_MARK)}


def pairs_of(low: bytes, following: bytes) -> bytes:
    """The low byte of each code with the high byte of the next one, as one byte each."""
    mixed = int.from_bytes(low, "little") ^ int.from_bytes(following, "little")
    return mixed.to_bytes(len(low), "little")


def pairs_of_words(words: list[str]) -> bytes:
    """One byte for each pair of neighbours in `words`: one less than there are words."""
    low, high, _ = _slices(_figures(words))
    return pairs_of(low, high[1:])[:-1]


def placed_runs(pairs: bytes) -> tuple[list[int], list[int]]:
    """The sampled runs of five words, as figures, and their places, in order: one in four."""
    count = max(0, len(pairs) - 3)
    runs = array("I", bytes(4 * count))
    for shift in range(min(4, count)):
        runs[shift::4] = array("I", pairs[shift : shift + (count - shift + 3) // 4 * 4])
    if sys.byteorder == "big":
        runs.byteswap()
    taken = pairs.translate(_unmasked(RUN_SAMPLE))
    return list(compress(runs, taken)), list(compress(range(count), taken))


def _kept(words: Words, figures: array[int], text: str) -> list[tuple[int, int]]:
    """The stretches [first, end) of words outside list marks, mark-up and copyright lines."""
    starts = words.starts
    stretches: list[tuple[int, int]] = []
    at = 0
    for start, end in sorted(_debris(words, figures, text)):
        first = bisect_left(starts, start)
        if first > at:
            stretches.append((at, first))
        at = max(at, bisect_left(starts, end, first))
    if at < len(starts):
        stretches.append((at, len(starts)))
    return stretches


def _debris(words: Words, figures: array[int], text: str) -> list[tuple[int, int]]:
    folded = words.folded
    spans = _list_marks(words, figures)
    if "<" in folded:
        spans += [found.span() for found in _MARK_UP.finditer(folded) if not _says(found.group())]
    if "&" in folded:
        spans += [found.span() for found in _ENTITY.finditer(folded)]
    if "://" in folded:
        spans += [found.span() for found in _SCHEME.finditer(folded)]
    spans += copyright_lines(folded, text)
    spans += _page_numbers(folded)
    if "all rights reserved" in folded:
        spans += [found.span() for found in _RESERVED.finditer(folded)]
    return spans


def _says(tag: str) -> bool:
    """Whether a label inside a tag rules something: what is shown to readers is text, wherever it stands."""
    if "=" not in tag:
        return False
    return any(word not in _LABELED for label in _LABEL.findall(tag) for word in _OPERATIVE.findall(label))


def _page_numbers(folded: str) -> list[tuple[int, int]]:
    """Where pages are numbered, as text taken from PDF has it."""
    spans = [found.span(1) for found in _PAGE_NUMBER.finditer(folded)]
    for found in _PAGE.finditer(folded):
        line = folded.rfind("\n", max(0, found.start() - _DASHES), found.start()) + 1
        if _BEFORE_COPYRIGHT.fullmatch(folded, max(line, found.start() - _DASHES), found.start()):
            spans.append(found.span())
    return spans


def _list_marks(words: Words, figures: array[int]) -> list[tuple[int, int]]:
    """The marks of list items: "1.", "(a)", "iv)", "2.1." where an item begins."""
    folded = words.folded
    spans: list[tuple[int, int]] = []
    after = 0
    starts, ends, closed = words.starts, words.ends, folded + " "
    marks = compress(zip(starts, ends, strict=True), _slices(figures)[2].translate(_OF_KIND[_IS_MARK]))
    for start, end in marks:
        if closed[end] not in ".)" or start < after:
            continue
        found = _MARK_END.match(folded, end)
        if found is None:
            continue
        follows = bool(spans) and start - after < _ITEM_SPACE and not folded[after:start].strip(_DECORATION)
        if follows:
            # Marks in a row, with no word between them, are one stretch.
            spans[-1] = (spans[-1][0], found.end())
        elif _begins_an_item(folded, start):
            spans.append((start, found.end()))
        else:
            continue
        after = found.end()
    return spans


def _begins_an_item(folded: str, start: int) -> bool:
    """Whether what stands before a mark ends a sentence or a tag, or is a line without words, or the start."""
    before = folded[max(0, start - _ITEM_SPACE) : start]
    kept = before.rstrip(_DECORATION)
    gap = before[len(kept) :]
    if not kept or gap.count("\n") > 1:
        return True
    if kept[-1] in _SENTENCE_END:
        # "3(a)(i)." and "2.1." are references: nothing stands between their parts.
        return not gap.startswith("(") and gap != ""
    tag = gap.find(">")
    if tag == 0 and (kept[-1].isalnum() or kept[-1] in "\"'/"):
        return True
    return ";" in gap or _JOINED.search(kept[-_JOINT:]) is not None


def copyright_lines(folded: str, text: str) -> list[tuple[int, int]]:
    """The places of lines that begin with a copyright statement: dated or signed, and with no operative word."""
    spans: list[tuple[int, int]] = []
    after = 0
    for at, size in sorted([*_places("copyright", folded), *_places("(c)", folded), *_places("©", text)]):
        if at < after:
            continue
        start = text.rfind("\n", max(0, at - _COPYRIGHT_LINE), at) + 1
        end = text.find("\n", at + size, at + _COPYRIGHT_LINE)
        end = min(len(text), at + _COPYRIGHT_LINE) if end < 0 else end
        if not _BEFORE_COPYRIGHT.fullmatch(text, start, at) or end - start > _COPYRIGHT_LINE:
            continue
        dated = _YEAR.search(text, start, end) or _SIGNED.search(text, start, end)
        if dated and not _prose(text, start, end) and not _OPERATIVE.search(folded, start, end):
            spans.append((start, end))
            after = end
    return spans


def _prose(text: str, start: int, end: int) -> int | None:
    """Where the first word stands that belongs in a sentence and not in a name or an address; None if there is none.

    Names are written large. A text without large letters tells nothing: there only operative words count.
    """
    if not any(map(str.isupper, text[start:end])):
        return None
    bodies = [found.span() for found in _BODY.finditer(text, max(0, start - _YEAR_BEFORE), end)]
    for found in _SMALL_WORD.finditer(text, start, end):
        at = found.start()
        if _INVISIBLE.sub("", found.group()) not in _CONNECTORS and not any(lo < at < hi for lo, hi in bodies):
            return at
    return None


def _places(mark: str, text: str) -> list[tuple[int, int]]:
    """Where `mark` stands in `text`, with its length."""
    found, at = [], text.find(mark)
    while at >= 0:
        found.append((at, len(mark)))
        at = text.find(mark, at + len(mark))
    return found


def _halves(words: Words, places: array[int]) -> tuple[list[int], int]:
    """The places with those of CJK passages last, and how many come before."""
    cjk = [at for at, place in enumerate(places) if words.words[place] > "\u3000"]
    belongs = bytearray(len(places))
    before = -_LATIN_RUN - 2
    for at in cjk:
        if at - before <= _LATIN_RUN:
            belongs[before + 1 : at] = b"\1" * (at - before - 1)
        belongs[at] = 1
        before = at
    first = [place for place, last in zip(places, belongs, strict=True) if not last]
    return first + list(compress(places, belongs)), len(first)
