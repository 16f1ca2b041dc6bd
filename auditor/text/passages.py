"""A text cut into passages: sentences and list items, each with its lead-in, heading and section.

A list item under "You may not use the Model to:" says nothing by itself, so it keeps a link to its lead-in. Cutting
follows lines, list marks and sentence ends and takes time linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.text.blocks import TAG, Block, blocks
from auditor.text.words import Words

#: A passage longer than this is cut: no sentence of a license is longer, but a text without full stops is.
LONGEST = 220
#: A line in capitals that ends in a full stop is a heading up to this many words, and a sentence beyond.
LONGEST_TITLE = 4
#: Lead-ins are followed upwards this far.
DEEPEST = 4


@dataclass(slots=True)
class Passage:
    """A sentence or list item: words lo..hi-1, characters start..end. `lead`, `heading`: passage numbers or -1."""

    lo: int
    hi: int
    start: int
    end: int
    lead: int = -1
    heading: int = -1
    section: int = 0
    is_heading: bool = False
    #: False in a preamble, a how-to-apply part and the like: nothing there binds.
    operative: bool = True
    #: Whether this stands at the start of its paragraph or item.
    opens: bool = False


# Patterns begin with what is rare in a text, and look back from there: so the search skips from one to the next.
_INLINE = re.compile(r"[(（](?<=[\s:;,，：；].)(?:[A-Za-z]|[ivxIVX]{1,5}|\d{1,2})[)）](?=\s?\S)")
#: "The User agrees: 3.1 not to …; 3.2 not to …"
_DECIMAL = re.compile(r"[:;,]\s{1,12}(\d{1,2}\.\d{1,2})(?=\s[a-z])")
_SENTENCE = re.compile(r"[.!?。！？；](?:(?<=[.!?])[\"'”’)\]*_]{0,3}(?=\s)|(?<=[。！？；])[”’）」]?)")
#: A short first line, and a capital or a quotation mark in the next.
_TITLE = re.compile(r"([^\n\r]{3,60})\r?\n[ \t]{0,40}(?=[\"'“‘(]?[A-Z])")
_FIRST_NUMBER = re.compile(r"(?<!\d)1[.)）、：:]{0,2}[ \t\u00a0*_]{0,12}\Z")
_LAST_WORD = re.compile(r"([\w.]+)$")
_NEXT = re.compile(r"[\s\"'“‘(\[*_]*(.)", re.S)


def passages_of(text: str, words: Words, not_operative: frozenset[str], operative: frozenset[str],
                abbreviations: frozenset[str], following: dict[str, frozenset[str]] | None = None) -> list[Passage]:
    """The passages of `text`, in order. The word sets are heading words (see rules/language); a sentence that holds a
    key of `following` at its end, or before one of the words there, leads in to the list behind it."""
    plain = TAG.sub(lambda found: "\n" + " " * (len(found.group()) - 1), text) if "<" in text else text
    maker = _Maker(plain, words, abbreviations, not_operative, operative, following)
    for block in blocks(plain):
        maker.take(block)
    return maker.passages


class _Maker:
    """Cuts blocks into passages and remembers the lead-ins that are open."""

    def __init__(self, text: str, words: Words, abbreviations: frozenset[str], not_operative: frozenset[str],
                 operative: frozenset[str], following: dict[str, frozenset[str]] | None = None) -> None:
        self.text, self.words = text, words
        self.abbreviations, self.not_operative, self.operative_words = abbreviations, not_operative, operative
        self.following = following or {}
        self.passages: list[Passage] = []
        #: Open lead-ins, outermost first: (kind of the list mark that the lead-in itself has, passage number).
        self.leads: list[tuple[str, int]] = []
        self.heading, self.section, self.operative = -1, 0, True
        self.last_letter = ""
        #: After "end of terms" only an attachment binds again.
        self.ended = False
        self.continues = False
        self.pending: tuple[str, int] | None = None
        #: Whether the pending lead-in is a full sentence, so that only the first item of a list may follow.
        self.announced = False

    def take(self, block: Block) -> None:
        """Add the passages of one block."""
        kind = block.kind
        if kind == "i" and len(block.mark) == 1 and ord(block.mark) - 1 == ord(self.last_letter or " "):
            kind = "a"
        if kind == "a":
            self.last_letter = block.mark
        if self.pending and kind and kind != self.pending[0] and (not self.announced or self._begins(block, kind)):
            self.leads.append(self.pending)
            self.continues = True
        self.pending = None
        self._close_leads(kind, block)
        if self._is_heading(block, kind):
            self._take_heading(block)
            return
        if kind == "section":
            # "Attachment A" may stand on one line with what it says.
            self.operative = self._operative_after(" ".join(Words.of(self.text[block.start:block.start + 60]).words))
        elif kind.startswith("1") and not self.ended:
            # A numbered clause ends a preamble whose end no heading shows.
            self.operative = True
        lead = self.leads[-1][1] if self.leads else -1
        first = len(self.passages)
        body = self._take_title(block, kind)
        self._sentences(body, block.end, lead, kind)
        if len(self.passages) > first:
            self._open_lead(block, kind)

    def _close_leads(self, kind: str, block: Block) -> None:
        if not kind:
            # A plain paragraph ends the lists, unless it is visibly an item without a mark.
            if block.after_blank and not self.continues and self.leads and not self._looks_like_item(block):
                self.leads.clear()
            return
        for at, (of, _) in enumerate(self.leads):
            upward = of.startswith("1") and kind.startswith("1") and len(kind) <= len(of)
            if of == kind or upward or kind == "section":
                del self.leads[at:]
                return

    def _looks_like_item(self, block: Block) -> bool:
        text = self.text[block.start:block.end].strip()
        return text.endswith((";", "; or", "; and", ",", "；")) or text[:1].islower() or text.startswith("To ")

    def _open_lead(self, block: Block, kind: str) -> None:
        tail = self.text[max(block.start, block.end - 80):block.end].rstrip(" \t\r\n*_")
        self.continues = False
        if tail.endswith((":", "：", "—", ":-")):
            self.leads.append((kind, len(self.passages) - 1))
            self.continues = True
        elif tail and (tail[-1] not in ".;!?。；！？" or self._announces()):
            # "You will not", or "do none of the following.", and then a list: a lead-in by what comes next.
            self.pending = (kind, len(self.passages) - 1)
            self.announced = tail[-1] in ".;!?。；！？"

    def _announces(self) -> bool:
        """Whether the last sentence says that a list follows: "any of the following acts", "none of the following"."""
        last = self.passages[-1]
        said = self.words.words[last.lo:last.hi]
        for word, after in self.following.items():
            if word in said:
                at = said.index(word) + 1
                return at == len(said) or said[at] in after
        return False

    def _begins(self, block: Block, kind: str) -> bool:
        """Whether an item is the first of its list."""
        if kind.startswith("1"):
            return _FIRST_NUMBER.search(self.text[max(0, block.start - 16):block.start]) is not None
        return kind.startswith("-") or block.mark in ("a", "i")

    def _is_heading(self, block: Block, kind: str) -> bool:
        text = self.text[block.start:block.end].strip().strip("*_#= \t")
        if not text or len(text) > 110 or ("\n" in text and len(text) > 80):
            return False
        if kind == "#" or (kind == "section" and len(text) <= 80):
            return True
        if self.leads and kind.endswith(")"):
            # "(1) Military use": an item of an open list, however short.
            return False
        if text[-1] in ".;:,。；：，" and not (text.isupper() and len(text.split()) <= LONGEST_TITLE):
            return False
        words = text.split()
        if len(words) > 12 or text[-1] in ";,":
            return False
        capitals = sum(word[:1].isupper() or not word[:1].isalpha() for word in words)
        small = sum(len(word) <= 4 and word.islower() for word in words)
        titled = words[0][:1].isupper() and capitals + small >= len(words) and capitals * 2 >= len(words)
        return titled and not kind.startswith(("-", "a", "i"))

    def _take_heading(self, block: Block) -> None:
        self.leads.clear()
        self.continues = False
        number = self._add(block.start, block.end, -1, True)
        if number < 0:
            return
        passage = self.passages[number]
        passage.is_heading = True
        self.heading = number
        self.section += 1
        passage.section = self.section
        said = " ".join(self.words.words[passage.lo:passage.hi])
        self.operative = self._operative_after(said)
        passage.operative = False

    def _take_title(self, block: Block, kind: str) -> int:
        """Where the text of a numbered block begins: after its first line if that is a title without a full stop."""
        if not kind.startswith("1") or self.leads:
            return block.start
        found = _TITLE.match(self.text, block.start, block.end)
        if not found or not self._is_heading(Block(block.start, found.end(1), kind, "", True), kind):
            return block.start
        self._take_heading(Block(block.start, found.end(1), kind, "", True))
        return found.end(1)

    def _operative_after(self, heading: str) -> bool:
        padded = f" {heading} "
        if any(f" {phrase} " in padded for phrase in self.not_operative):
            self.ended = self.ended or padded.startswith(" end of ")
            return False
        if self.operative or not self.ended:
            return True
        return any(f" {phrase} " in padded for phrase in self.operative_words)

    def _sentences(self, start: int, end: int, lead: int, kind: str) -> None:
        """Add the sentences of text[start:end]; the first short title ("Grant of Rights.") is a heading of the rest."""
        at, opens, titled, heading_before = start, True, False, self.heading
        for stop in self._stops(start, end):
            alone = stop >= end - 2 and not kind.startswith(("1", "section"))
            if opens and kind and not titled and not alone and self._is_title(at, stop):
                titled = True
                number = self._add(at, stop, -1, True)
                if number >= 0:
                    self.passages[number].is_heading = True
                    self.heading = number
                    said = " ".join(self.words.words[self.passages[number].lo:self.passages[number].hi])
                    if not self.leads:
                        self.operative = self._operative_after(said)
                    if kind in ("1", "section"):
                        self.section += 1
            else:
                self._enumerated(at, stop, lead, opens)
                opens = False
            at = stop
        if kind not in ("1", "section", "11"):
            self.heading = heading_before

    def _is_title(self, start: int, end: int) -> bool:
        text = self.text[start:end].strip().strip("*_ \t\"“”")
        if len(text) > 70 or not text.endswith((".", ".*", ".”")):
            return False
        words = text.split()
        return len(words) <= 8 and all(word[:1].isupper() or len(word) <= 4 or not word[:1].isalpha() for word in words)

    def _stops(self, start: int, end: int) -> Iterator[int]:
        """Where sentences end, in order; the last one is `end`."""
        text = self.text
        for found in _SENTENCE.finditer(text, start, end):
            stop = found.end()
            if text[found.start()] in ".?!":
                following = _NEXT.match(text, stop, min(end, stop + 20))
                if following and following.group(1).islower():
                    continue
                if text[found.start()] == "." and found.end() == found.start() + 1 and self._abbreviated(found.start()):
                    continue
            if stop < end:
                yield stop
        yield end

    def _abbreviated(self, dot: int) -> bool:
        found = _LAST_WORD.search(self.text, max(0, dot - 12), dot)
        word = found.group(1).lower() if found else ""
        return word in self.abbreviations or (len(word) == 1 and word.isalpha() and self.text[dot - 1].isupper())

    def _enumerated(self, start: int, end: int, lead: int, opens: bool) -> None:
        """Add one sentence; with (a) … (b) … in it the part before is the lead-in of each item."""
        text = self.text
        bracketed = text.find("(", start, end) >= 0 or text.find("（", start, end) >= 0
        marks = [found.start() for found in _INLINE.finditer(text, start, end)] if bracketed else []
        if not marks and text.find(":", start, end) >= 0:
            marks = [found.start(1) for found in _DECIMAL.finditer(text, start, end)]
        if not marks or (len(marks) == 1 and self.text[start:marks[0]].rstrip()[-1:] not in ":：,;"):
            self._add(start, end, lead, opens)
            return
        number = lead
        if self.text[start:marks[0]].strip():
            added = self._add(start, marks[0], lead, opens)
            number = added if added >= 0 else lead
        for at, stop in zip(marks, [*marks[1:], end], strict=True):
            self._add(at, stop, number, False)

    def _add(self, start: int, end: int, lead: int, opens: bool) -> int:
        """Add text[start:end] as a passage and return its number; -1 if it has no words."""
        starts = self.words.starts
        lo, hi = bisect_left(starts, start), bisect_left(starts, end)
        if lo == hi:
            return -1
        first = len(self.passages)
        for at in range(lo, hi, LONGEST):
            stop = min(at + LONGEST, hi)
            begin = starts[at] if at > lo else self._left(start)
            close = self.words.ends[stop - 1] if stop < hi else self._right(self.words.ends[hi - 1], end)
            self.passages.append(Passage(lo=at, hi=stop, start=begin, end=close, lead=lead, heading=self.heading,
                                         section=self.section, operative=self.operative, opens=opens and at == lo))
        return first

    def _left(self, start: int) -> int:
        while self.text[start].isspace():
            start += 1
        return start

    def _right(self, last: int, end: int) -> int:
        while end > last and self.text[end - 1].isspace():
            end -= 1
        return end
