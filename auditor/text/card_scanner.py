"""The lines of a card into sections and passages: a scanner for the part of Markdown that carries meaning.

Each line is looked at once: linear in the length of the card.
"""

from __future__ import annotations

import re

from auditor.text import markup as marks
from auditor.text.card_records import BOLD, COLON, LABEL, Card, Passage, Section
from auditor.text.links import DEFINITION
from auditor.text.markup import Code
from auditor.text.sentences import PASSAGE_LENGTH, sentences

_ATX = re.compile(r"[ \t>]{0,8}(#{1,6})(?=[ \t]|[^#\s\d])[ \t]*")
_ITEM = re.compile(r"[ \t>]*(?:[-*+•‣▪–]|\(?\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_RULE = re.compile(r"[ \t]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r"[ \t]{0,3}(=+|-{2,})[ \t]*$")
_BOLD_LINE = re.compile(r"[ \t>]*(\*\*|__)([^*_\r\n]{2,90}?)(?:\1[ \t]*[:：]?|[:：]\1)[ \t]*\\?[ \t]*$")
_COLON_LINE = re.compile(r"[ \t>]*[^\W\d][^\r\n.!?|]{1,50}[:：][ \t]*$")
_LABEL = re.compile(r"[ \t>]*(\*\*|__)([^*_\r\n]{2,60}?)[:：]?\1[ \t]*[:：]?")


class Scanner:
    """Goes over the lines once and fills the card."""

    def __init__(self, card: Card, code: list[Code]) -> None:
        """`card` is empty but for its texts; `code` are the blocks of code in it."""
        self.card, self.text, self.code = card, card.text, code
        self.section = -1
        self.block_start = -1
        self.block_end = -1
        self.in_item = False
        self.lead = -1
        self.blank_before = True
        self.head = -1
        self.html_rows: list[int] = []

    def run(self, at: int) -> None:
        """Read every line from `at` on."""
        size, next_code = len(self.text), 0
        while at < size:
            if next_code < len(self.code) and at >= self.code[next_code].start:
                block = self.code[next_code]
                self._code(block)
                next_code += 1
                at = max(block.outer_end, at + 1) if block.outer_end > at else at
                if block.outer_end <= at and block.start >= size:
                    break
                continue
            if self.text[at] == marks.ROW and (next_code >= len(self.code) or self.code[next_code].start > at + 5_000):
                # A table may stand in one long line: its rows are read without looking at the rest of the line.
                at = self._html_row(at, at)
                continue
            end = marks.line_end(self.text, at)
            self.card.work += 1
            if next_code < len(self.code) and end >= self.code[next_code].start:
                self._close()
                at = max(end, self.code[next_code].start)
                if at >= size:
                    self._code(self.code[next_code])
                continue
            at = self._line(at, end)
        self._close()
        self._end_sections(0)

    def _line(self, at: int, end: int) -> int:
        """Read the line and return where the next one starts (an HTML row may take several)."""
        line = self.text[at:end].rstrip("\r\n")
        if marks.ROW in line:
            return self._html_row(at, at + line.index(marks.ROW))
        if marks.HEAD in line:
            return self._html_heading(at, end, line)
        bare = line.strip(" \t>")
        if not bare or bare == marks.BREAK:
            self._close()
            if bare:
                self.html_rows = []
            self.blank_before = True
            self.in_item = False
            self.head = -1
            return end
        self.html_rows = []
        if not self._structure(at, end, line, bare):
            self._text(at, end, line)
        self.blank_before = False
        return end

    def _structure(self, at: int, end: int, line: str, bare: str) -> bool:
        """Read the line if it is a heading, a rule, a table row or an indented code line."""
        if self.block_start < 0 and line.startswith(("    ", "\t")) and self._indented(at, at + len(line.rstrip())):
            return True
        heading = _ATX.match(line)
        if heading:
            self._close()
            self._heading(at + heading.end(), at + len(line.rstrip(" \t#")), len(heading[1]))
            return True
        if self.block_start >= 0 and not self.in_item and _UNDERLINE.match(line) and self._setext(bare):
            return True
        if bare[0] == "[" and DEFINITION.match(line):
            self._close()
            return True
        if _RULE.match(line):
            self._close()
            self.head = -1
            return True
        if bare[0] == "|" or (self.head >= 0 and "|" in bare) or ("|" in bare and self._delimiter_follows(end)):
            self._close()
            self._row(at, line)
            return True
        self.head = -1
        bold = _BOLD_LINE.match(line)
        if bold and self.block_start < 0 and len(bold[2].split()) <= 12:
            self._heading(at + bold.start(2), at + bold.end(2), BOLD)
            return True
        if (
            self.block_start < 0
            and not _ITEM.match(line)
            and _COLON_LINE.match(line)
            and len(bare.split()) <= 6
            and self._alone(end)
        ):
            self._heading(at + len(line) - len(line.lstrip(" \t>")), at + len(line.rstrip()), COLON)
            return True
        return False

    def _indented(self, at: int, end: int) -> bool:
        """Take an indented line as code after a blank line and outside lists; HTML is indented for other reasons."""
        last = self.card.passages[-1] if self.card.passages else None
        if self.in_item or "<" in self.card.source[at:end] or _ITEM.match(self.text, at, end):
            return False
        goes_on = last and last.language == "indented" and not self.text[last.end : at].strip()
        if last and goes_on and end - last.start <= 2 * PASSAGE_LENGTH:
            last.end = end
            return True
        if not goes_on and (not self.blank_before or (last and last.kind == "item")):
            return False
        self.card.passages.append(Passage("code", at, end, self.section, language="indented"))
        return True

    def _alone(self, end: int) -> bool:
        rest = self.text[end : marks.line_end(self.text, end)]
        return not rest.strip() or bool(_ITEM.match(rest)) or rest.lstrip().startswith(("|", "`"))

    def _delimiter_follows(self, end: int) -> bool:
        return _is_delimiter(self.text[end : marks.line_end(self.text, end)])

    def _setext(self, bare: str) -> bool:
        length = self.block_end - self.block_start
        if length > 200 or (bare[0] == "-" and len(bare) < 2):
            return False
        start, end = self.block_start, self.block_end
        self.block_start = -1
        self._heading(start, end, 1 if bare[0] == "=" else 2)
        return True

    def _text(self, at: int, end: int, line: str) -> None:
        item = _ITEM.match(line)
        if item:
            self._close()
            if not self.in_item:
                self.lead = self._lead_in()
            self.in_item = True
            self.block_start = at + item.end()
        elif self.block_start < 0:
            if not line.startswith((" ", "\t")):
                self.in_item = False
            if not self.in_item:
                self.lead = -1
            self.block_start = at + len(line) - len(line.lstrip(" \t>"))
        self.block_end = at + len(line.rstrip())
        if self.block_end <= self.block_start:
            self.block_start = -1 if not item else self.block_start
            self.block_end = max(self.block_start, self.block_end)

    def _lead_in(self) -> int:
        """The passage before a list if it introduces the list: it ends in a colon."""
        last = len(self.card.passages) - 1
        if last < 0 or self.card.passages[last].kind not in ("sentence", "item"):
            return -1
        passage = self.card.passages[last]
        return last if self.text[passage.start : passage.end].rstrip(" *_").endswith((":", "：")) else -1

    def _close(self) -> None:
        """End the block of text that is open and cut it into sentences."""
        if self.block_start < 0:
            return
        start, end, self.block_start = self.block_start, self.block_end, -1
        kind, above = "item" if self.in_item else "sentence", self.section
        label = _LABEL.match(self.text, start, end)
        if label and label.end() < end:
            self._open_section(LABEL, label.start(2), label.end(2), len(self.card.passages), listed=False)
        for first, last in sentences(self.text, start, end):
            self.card.passages.append(Passage(kind, first, last, self.section, self.lead if self.in_item else -1))
        if label and self.section != above:
            self.card.sections[self.section].last = len(self.card.passages)
            self.section = above

    def _heading(self, start: int, end: int, level: int) -> None:
        end = start + len(self.text[start:end].rstrip())
        self.in_item, self.lead, self.head, self.blank_before = False, -1, -1, True
        self._end_sections(level)
        self._open_section(level, start, max(start, end), len(self.card.passages), listed=True)

    def _open_section(self, level: int, start: int, end: int, first: int, *, listed: bool) -> None:
        """Open a section; its heading becomes a passage of its own only if `listed`."""
        number = len(self.card.sections)
        self.card.sections.append(Section(level, start, end, self.section, first))
        self.section = number
        if listed:
            self.card.passages.append(Passage("heading", start, end, number))

    def _end_sections(self, level: int) -> None:
        while self.section >= 0 and self.card.sections[self.section].level >= level:
            self.card.sections[self.section].last = len(self.card.passages)
            self.section = self.card.sections[self.section].parent

    def _row(self, at: int, line: str) -> None:
        if not _is_delimiter(line):
            self._add_row(_cells(line, at, "|"))

    def _add_row(self, cells: tuple[tuple[int, int], ...]) -> None:
        if not cells:
            return
        number = len(self.card.passages)
        self.card.passages.append(Passage("row", cells[0][0], cells[-1][1], self.section, -1, self.head, cells))
        if self.head < 0:
            self.head = number

    def _html_row(self, at: int, row: int) -> int:
        """Read the row that starts at `row`; text before it on the line is a block of its own."""
        if self.text[at:row].strip(" \t" + marks.BREAK + marks.ROW_END):
            self._text(at, row, self.text[at:row])
        self._close()
        if marks.BREAK in self.text[at:row]:
            self.html_rows = []
        self.head = self._html_head()
        end = min(len(self.text), row + 20_000)
        for mark in (marks.ROW, marks.ROW_END):
            found = self.text.find(mark, row + 1, end)
            end = found if found >= 0 else end
        cells = _cells(self.text[row + 1 : end], row + 1, marks.CELL)
        if cells:
            self.html_rows.append(len(self.card.passages))
        self._add_row(cells)
        self.head = -1
        self.card.work += 1
        return end + 1 if end < len(self.text) and self.text[end] == marks.ROW_END else max(end, at + 1)

    def _html_head(self) -> int:
        """The row with the names of the columns: the first, or the second if the first only groups the columns."""
        if len(self.html_rows) < 2:
            return self.html_rows[0] if self.html_rows else -1
        first, second = (self.card.passages[number] for number in self.html_rows[:2])
        figures = any(self.text[start:end].strip()[:1].isdigit() for start, end in second.cells)
        return self.html_rows[1] if not figures and len(second.cells) > len(first.cells) else self.html_rows[0]

    def _html_heading(self, at: int, end: int, line: str) -> int:
        opened = at + line.index(marks.HEAD)
        if self.text[at:opened].strip(" \t" + marks.BREAK):
            self._text(at, opened, self.text[at:opened])
        self._close()
        level = self.text[opened + 1 : opened + 2]
        closed = self.text.find(marks.HEAD_END, opened, opened + 2_000)
        until = closed if closed >= 0 else end
        start = opened + 2 + len(self.text[opened + 2 : until]) - len(self.text[opened + 2 : until].lstrip())
        self._heading(min(start, until), until, int(level) if level.isdigit() else 2)
        return until + 1 if closed >= 0 else end

    def _code(self, block: Code) -> None:
        self._close()
        at = block.start
        while at < block.end:
            cut = min(block.end, at + 2 * PASSAGE_LENGTH)
            if cut < block.end:
                cut = max(self.text.rfind("\n", at, cut) + 1, at + 1) if "\n" in self.text[at:cut] else cut
            self.card.passages.append(Passage("code", at, cut, self.section, language=block.language))
            at = cut
        self.card.work += 1


def _cells(line: str, at: int, mark: str) -> tuple[tuple[int, int], ...]:
    """The places of the cells of a row that starts at `at`, between the marks; empty cells are left out."""
    cells, place = [], at
    for cell in line.split(mark):
        if cell.strip():
            lead = len(cell) - len(cell.lstrip())
            cells.append((place + lead, place + len(cell.rstrip())))
        place += len(cell) + 1
    return tuple(cells)


def _is_delimiter(line: str) -> bool:
    bare = line.strip()
    return "-" in bare and not bare.strip("|:- \t>") and "|" in bare
