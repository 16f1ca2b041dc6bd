"""The revisions at which a file of terms or the card changed: from a Hub, a Git checkout, or the store.

A Hub tells no files with its commits, but its tree tells of each file which commit touched it last. So: the list of
commits once, the tree of the newest, then the tree before each change that it names. Deletions are found by halving.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from auditor import limits
from auditor.catalog.documents import DocumentPatterns
from auditor.errors import NotReadable
from auditor.nouns import DocumentKind, GapReason
from auditor.sources.hub_answers import error_of, failure, refusal_of
from auditor.sources.hub_http import Answer, HubSession, RequestFailed
from auditor.sources.plan import plan
from auditor.sources.workers import Workers

#: Commits that are listed, and pages of lists and trees that are followed.
COMMITS = 10_000
_PAGES = 12
_PAGE = 1_000
_WATCHED = frozenset({DocumentKind.CARD, DocumentKind.LICENSE, DocumentKind.POLICY, DocumentKind.NOTICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A commit; `date` (ISO) and `author` as the source gives them, "" where it does not."""

    commit: str
    date: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """The commits of a model that touched its card or terms, newest first, and how many there are in all.

    `head` is the newest commit of all. `cut` says that there are more than were looked for.
    """

    events: tuple[Revision, ...]
    head: Revision
    total: int
    cut: bool = False


#: The watched files at a commit, each with the commit that touched it last (None: not told).
Tree = Callable[[str], dict[str, str | None]]


def hub_revisions(
    endpoint: str, model_id: str, patterns: DocumentPatterns, most: int, patience: float, stop: threading.Event
) -> Revisions:
    """The revisions of a model of a Hub. Raises NotReadable if they cannot be listed."""
    try:
        session = HubSession(endpoint, patience, stop)
    except RequestFailed as fault:
        raise error_of(failure(fault), model_id) from None
    reader = _HubReader(session, endpoint, model_id, patterns)
    try:
        commits = reader.commits()
        if not commits:
            raise _unusable(model_id, "the Hub lists no commits")
        return changes(commits, reader.tree, most)
    finally:
        session.close()


def changes(commits: Sequence[Revision], tree: Tree, most: int) -> Revisions:
    """The commits among these (newest first) that touched a watched file, at most `most` of them."""
    numbers = {revision.commit: number for number, revision in enumerate(commits)}
    look = _Look(commits, tree)
    try:
        found, cut = _walk(look, numbers, len(commits) - 1, most)
    finally:
        look.close()
    events = tuple(commits[number] for number in sorted(found)[:most])
    return Revisions(events=events, head=commits[0], total=len(commits), cut=cut or len(found) > most)


def _walk(look: _Look, numbers: dict[str, int], oldest: int, most: int) -> tuple[set[int], bool]:
    """The numbers of the changes, from the newest back, and whether there are older ones."""
    found: set[int] = set()
    at = 0
    while True:
        # A change that is not told, or older than the commits listed: the oldest one stands for it.
        last = max(at, min((numbers.get(str(name), oldest) for name in look(at).values()), default=oldest))
        look.ahead(last, last + 1)
        found |= {last} | _deletions(look, at, last)
        cut = len(found) >= most and last < oldest
        if cut or last == oldest:
            return found, cut
        at = last + 1


class _Look:
    """The watched files at a commit by its number, each asked for once."""

    def __init__(self, commits: Sequence[Revision], tree: Tree) -> None:
        self._commits = commits
        self._tree = tree
        self._kept: dict[int, Future[dict[str, str | None]]] = {}
        self._workers = Workers(2)

    def __call__(self, number: int) -> dict[str, str | None]:
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
    for path in sorted(set(look(last)) - set(look(newest))):
        low, high = newest, last
        # Gone at `low`, there at `high`: the first that lacks it lies between.
        while high - low > 1:
            middle = (low + high) // 2
            if path in look(middle):
                high = middle
            else:
                low = middle
        found.add(low)
    return found


class _HubReader:
    def __init__(self, session: HubSession, endpoint: str, model_id: str, patterns: DocumentPatterns) -> None:
        self._session = session
        self._endpoint = endpoint
        self._model = model_id
        self._patterns = patterns

    def commits(self) -> list[Revision]:
        found: list[Revision] = []
        for item in self._pages(f"commits/main?limit={_PAGE}"):
            commit = item.get("id")
            if isinstance(commit, str) and commit.isalnum() and len(commit) <= 64 and len(found) < COMMITS:
                found.append(Revision(commit=commit, date=_text(item.get("date")), author=_author(item)))
        return found

    def tree(self, commit: str) -> dict[str, str | None]:
        last: dict[str, str | None] = {}
        for item in self._pages(f"tree/{quote(commit, safe='')}?recursive=false&expand=true"):
            path, change = item.get("path"), item.get("lastCommit")
            if isinstance(path, str) and item.get("type") == "file" and len(last) < limits.LISTED_FILES:
                last[path] = str(change.get("id")) if isinstance(change, dict) else None
        return {file.path: last[file.path] for file in plan(last, self._patterns).read if file.kind in _WATCHED}

    def _pages(self, what: str) -> list[dict[str, object]]:
        url = f"{self._endpoint}/api/models/{self._model}/{what}"
        items: list[dict[str, object]] = []
        for _ in range(_PAGES):
            answer = self._get(url)
            try:
                page = json.loads(answer.body)
            except (ValueError, RecursionError):
                page = None
            if not isinstance(page, list):
                raise _unusable(self._model, "the Hub's list of revisions is no list")
            items += [item for item in page if isinstance(item, dict)]
            following = _next(url, answer.headers.get("link", ""))
            if following is None:
                return items
            url = following
        return items

    def _get(self, url: str) -> Answer:
        try:
            answer = self._session.get(url, limits.METADATA_BYTES, "api", lambda detail: None)
        except RequestFailed as fault:
            raise error_of(failure(fault), self._model) from None
        if answer.status != 200:
            raise error_of(refusal_of(answer, self._model, None, f"{self._endpoint}/{self._model}", None), self._model)
        return answer


def _next(url: str, link: str) -> str | None:
    """The next page of a `Link` header, on the same host only."""
    for part in link.split(",")[:20]:
        address, _, rest = part.strip().partition(">")
        if 'rel="next"' in rest and address.startswith("<"):
            try:
                joined = urljoin(url, address[1:])
                same = urlsplit(joined)[:2] == urlsplit(url)[:2]
            except ValueError:
                return None
            return joined if same and joined != url else None
    return None


def _text(value: object) -> str:
    return value[:40] if isinstance(value, str) else ""


def _author(item: dict[str, object]) -> str:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else None
    return _text(first.get("user")) if isinstance(first, dict) else ""


def _unusable(model_id: str, what: str) -> NotReadable:
    hint = "Compare two revisions with `auditor diff` instead."
    return NotReadable(f"{model_id}: {what}", hint, GapReason.UNREADABLE)
