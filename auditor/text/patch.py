"""A unified diff between two texts, for `git apply` and `patch`: lines end at "\\n" alone, as those two read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

#: Lines shown around a change.
_AROUND = 3
#: Above this many pairs of equal lines, what differs is shown as one replacement: they cost a comparison each.
_MOST = 1_000_000

_Block = tuple[str, int, int, int, int]


def unified(path: str, old: str | None, new: str) -> str:
    """The diff that makes `new` of `old` (None: of no file), "" where nothing is to be changed."""
    if (old or "") == new:
        return ""
    before, after = _lines(old or ""), _lines(new)
    head = [f"--- {'/dev/null' if old is None else f'a/{path}'}\n", f"+++ b/{path}\n"]
    return "".join([*head, *(line for hunk in _hunks(before, after) for line in _written(hunk, before, after))])


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    last = lines.pop()
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]


def _hunks(before: list[str], after: list[str]) -> Iterator[list[_Block]]:
    """Groups of changes that stand close together, with the equal lines around them. Linear outside of the changes."""
    least = min(len(before), len(after))
    head = next((at for at in range(least) if before[at] != after[at]), least)
    room = least - head
    tail = next((at for at in range(room) if before[-1 - at] != after[-1 - at]), room)
    one, two = before[head : len(before) - tail], after[head : len(after) - tail]
    count = Counter(two)
    if sum(count[line] for line in one) > _MOST:
        middle: list[_Block] = [("replace", 0, len(one), 0, len(two))]
    else:
        middle = list(SequenceMatcher(None, one, two, autojunk=False).get_opcodes())
    blocks: list[_Block] = [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in middle]
    blocks.insert(0, ("equal", 0, head, 0, head))
    blocks.append(("equal", len(before) - tail, len(before), len(after) - tail, len(after)))
    yield from _grouped(blocks)


def _grouped(blocks: list[_Block]) -> Iterator[list[_Block]]:
    group: list[_Block] = []
    for tag, a, b, c, d in blocks:
        if tag != "equal":
            group.append((tag, a, b, c, d))
            continue
        if group and b - a > 2 * _AROUND:
            yield [*group, ("equal", a, a + _AROUND, c, c + _AROUND)]
            group = []
        if group:
            group.append((tag, a, b, c, d))
        else:
            group = [(tag, max(a, b - _AROUND), b, max(c, d - _AROUND), d)]
    if any(block[0] != "equal" for block in group):
        tag, a, b, c, d = group[-1]
        last = ("equal", a, min(b, a + _AROUND), c, min(d, c + _AROUND)) if tag == "equal" else group[-1]
        yield [*group[:-1], last]


def _written(hunk: list[_Block], before: list[str], after: list[str]) -> Iterator[str]:
    first, last = hunk[0], hunk[-1]
    yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
    for tag, a, b, c, d in hunk:
        if tag == "equal":
            yield from (_line(" ", line) for line in before[a:b])
            continue
        yield from (_line("-", line) for line in before[a:b])
        yield from (_line("+", line) for line in after[c:d])


def _line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"


def _range(start: int, stop: int) -> str:
    count = stop - start
    return f"{start + 1 if count else start},{count}"
