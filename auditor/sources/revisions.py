"""The revisions of a model at which a file of terms or the card changed, and how they are told from trees.

A Hub tells no files with its commits, but its tree tells of each file which commit touched it last. So: the tree of
the newest commit, then the tree before each change that it names. Deletions are found by halving. Where a Hub does not
tell the last change, trees are compared, and what may have been missed is said.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from auditor.catalog.documents import DocumentPatterns
from auditor.errors import AuditorError
from auditor.nouns import DocumentKind, Gap, GapReason
from auditor.sources.plan import kind_of
from auditor.sources.workers import Workers

#: Commits that are listed.
COMMITS = 10_000
#: Trees that are compared where no last change is told: all up to so many commits; of more, so many and what halving
#: asks for.
_TREES = 32
_HALVINGS = 32
_WATCHED = frozenset({DocumentKind.CARD, DocumentKind.LICENSE, DocumentKind.POLICY, DocumentKind.NOTICE})
#: Told of each commit that is found to be a change, as soon as it is found.
Found = Callable[["Revision"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A commit; `date` (ISO) and `author` as the source gives them, "" where it does not."""

    commit: str
    date: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """The commits of a model that touched its card or terms, newest first, and how many there are in all.

    `head` is the newest commit of all. `cut` says that there are more changes than were asked for. `gaps` say where a
    change may have been missed: with any of them, no change is known not to be there.
    """

    events: tuple[Revision, ...]
    head: Revision
    total: int
    cut: bool = False
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The watched files and folders at a commit: which commit touched each last (None: not told), and what it holds."""

    last: Mapping[str, str | None] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


#: The tree of a commit. Raises AuditorError.
TreeOf = Callable[[str], Tree]


def history_gap(reason: GapReason, detail: str) -> Gap:
    """The gap of a history that may lack changes."""
    return Gap(document="history", reason=reason, detail=detail)


@functools.lru_cache(maxsize=4_096)
def is_watched(name: str, patterns: DocumentPatterns) -> bool:
    """Whether a file or folder at the top of a repository is, or may hold, a text whose changes are looked for."""
    folders = {folder for pattern in patterns.document if pattern.kind in _WATCHED for folder in pattern.folders}
    return name.casefold() in folders or kind_of(name, patterns) in _WATCHED


def changes(commits: Sequence[Revision], tree: TreeOf, most: int, found: Found = lambda revision: None) -> Revisions:
    """The commits among these (newest first) that touched a watched file, at most `most` of them.

    The oldest one is always among them: there the history begins. A tree that cannot be read ends the search, and a
    gap says so.
    """
    look = _Look(commits, tree)
    walk = _Walk(commits, look, most, found)
    try:
        walk.run()
    finally:
        look.close()
    events = tuple(commits[number] for number in sorted(walk.found)[:most])
    return Revisions(
        events=events, head=commits[0], total=len(commits), cut=walk.cut or len(walk.found) > most,
        gaps=tuple(walk.gaps),
    )


class _Walk:
    """From the newest commit back, change by change."""

    def __init__(self, commits: Sequence[Revision], look: _Look, most: int, found: Found) -> None:
        self._commits = commits
        self._numbers = {revision.commit: number for number, revision in enumerate(commits)}
        self._oldest = len(commits) - 1
        self._look = look
        self._most = most
        self._tell = found
        self.found: set[int] = set()
        self.cut = False
        self.gaps: list[Gap] = []

    def run(self) -> None:
        self._add(self._oldest)
        # The search ends there, whatever it finds on its way.
        self._look.ahead(self._oldest)
        try:
            self._back()
        except AuditorError as error:
            reason = GapReason(getattr(error, "reason", "") or GapReason.NETWORK)
            self.gaps.append(history_gap(reason, f"the search for changes ended early: {error.message}"))

    def _back(self) -> None:
        at = 0
        while at <= self._oldest:
            numbers = [self._numbers.get(name or "") for name in self._look(at).last.values()]
            if None in numbers:
                self._compare(at)
                return
            last = max(at, min((number for number in numbers if number is not None), default=self._oldest))
            self._look.ahead(last, last + 1)
            self._add(last)
            for number in _deletions(self._look, at, last):
                self._add(number)
            if len(self.found) > self._most:
                self.cut = True
                return
            at = last + 1

    def _add(self, number: int) -> None:
        if number not in self.found:
            self.found.add(number)
            self._tell(self._commits[number])

    def _compare(self, newest: int) -> None:
        """The changes from `newest` back by what the trees hold, where nobody tells when a file was touched."""
        points = _spread(newest, self._oldest)
        self._look.ahead(*points)
        spans = [(a, b) for a, b in itertools.pairwise(points) if self._differ(a, b)]
        left = _HALVINGS
        while spans:
            a, b = spans.pop(0)
            if b - a == 1 or left <= 0:
                self._add(a)
                continue
            left -= 1
            middle = (a + b) // 2
            spans += [(x, y) for x, y in ((a, middle), (middle, b)) if self._differ(x, y)]
        marked = all(mark for point in points for mark in self._look(point).marks.values())
        if len(points) <= self._oldest - newest or not marked:
            self.gaps.append(_untold(len(points), self._oldest - newest + 1))

    def _differ(self, newer: int, older: int) -> bool:
        return self._look(newer).marks != self._look(older).marks


def _spread(newest: int, oldest: int) -> list[int]:
    """All commits of a short stretch; of a long one some at equal distances, both ends among them."""
    count = oldest - newest
    if count < _TREES:
        return list(range(newest, oldest + 1))
    return sorted({newest + count * step // (_TREES - 1) for step in range(_TREES)})


def _untold(looked: int, count: int) -> Gap:
    detail = (
        f"this Hub does not tell which commit touched a file last: {looked} of {count} commits were compared, and a "
        "change that was taken back between two of them is not seen"
    )
    return history_gap(GapReason.NO_LISTING, detail)


class _Look:
    """The tree of a commit by its number, each asked for once."""

    def __init__(self, commits: Sequence[Revision], tree: TreeOf) -> None:
        self._commits = commits
        self._tree = tree
        self._kept: dict[int, Future[Tree]] = {}
        self._workers = Workers(8)

    def __call__(self, number: int) -> Tree:
        self.ahead(number)
        return self._kept[number].result()

    def ahead(self, *numbers: int) -> None:
        """Ask for these at the same time; those beyond the oldest commit are passed over."""
        for number in numbers:
            if number not in self._kept and number < len(self._commits):
                self._kept[number] = self._workers.submit(self._tree, self._commits[number].commit)

    def close(self) -> None:
        """Let the threads end."""
        self._workers.stop()


def _deletions(look: _Look, newest: int, last: int) -> set[int]:
    """The commits after `last`, up to `newest`, that took a file away: no file that is left tells of them."""
    found = set()
    for path in sorted(set(look(last).last) - set(look(newest).last)):
        low, high = newest, last
        # Gone at `low`, there at `high`: the first that lacks it lies between.
        while high - low > 1:
            middle = (low + high) // 2
            if path in look(middle).last:
                high = middle
            else:
                low = middle
        found.add(low)
    return found
