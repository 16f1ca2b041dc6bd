"""The revisions of a model of a Hub: its list of commits and its trees, asked for and read with suspicion."""

from __future__ import annotations

import json
import threading
from concurrent.futures import Future
from urllib.parse import quote, urljoin, urlsplit

from auditor import limits
from auditor.catalog.documents import DocumentPatterns
from auditor.errors import NotReadable
from auditor.nouns import Gap, GapReason
from auditor.sources.hub_answers import error_of, failure, refusal_of
from auditor.sources.hub_http import Answer, HubSession, RequestFailed
from auditor.sources.revisions import COMMITS, Found, Revision, Revisions, Tree, changes, history_gap, is_watched
from auditor.sources.workers import Workers

#: Pages of lists and trees that are followed.
_PAGES = 12
_PAGE = 1_000
_MAIN = "main"


class HubSearch:
    """The search for the revisions of a model of a Hub. Opened before it is called: what opening costs is loading."""

    def __init__(
        self, endpoint: str, model_id: str, patterns: DocumentPatterns, patience: float, stop: threading.Event
    ) -> None:
        """Raises NotReadable if the Hub's address or the token cannot be used."""
        try:
            self._session = HubSession(endpoint, patience, stop)
        except RequestFailed as fault:
            raise error_of(failure(fault), model_id) from None
        self._history = HubHistory(self._session, endpoint, model_id, patterns)

    def __call__(self, most: int, found: Found) -> Revisions:
        """The revisions; `found` is told of each as soon as it is known.

        Raises NotReadable if the commits cannot be listed at all.
        """
        # The newest tree is asked for by the branch's name, at the same time as the list that tells its commit.
        workers = Workers(1)
        newest = workers.submit(self._history.tree, _MAIN)
        try:
            commits, gaps = self._history.commits()
            result = changes(commits, _Trees(self._history, commits, newest), most, found)
        finally:
            workers.stop()
            self._session.close()
        return Revisions(
            events=result.events, head=result.head, total=result.total, cut=result.cut, gaps=(*gaps, *result.gaps)
        )


class _Trees:
    """The tree of each commit, the newest one from the request that went out first."""

    def __init__(self, reader: HubHistory, commits: list[Revision], newest: Future[Tree]) -> None:
        self._reader = reader
        self._known = {revision.commit for revision in commits}
        self._head = commits[0].commit
        self._newest = newest

    def __call__(self, commit: str) -> Tree:
        if commit == self._head:
            tree = self._newest.result()
            # A commit that came after the list was made is no part of it: ask again for the one that is.
            if all(name is None or name in self._known for name in tree.last.values()):
                return tree
        return self._reader.tree(commit)


class HubHistory:
    """The commits and trees of one model."""

    def __init__(self, session: HubSession, endpoint: str, model_id: str, patterns: DocumentPatterns) -> None:
        self._session = session
        self._endpoint = endpoint
        self._model = model_id
        self._patterns = patterns

    def commits(self) -> tuple[list[Revision], list[Gap]]:
        """All commits of the main branch, newest first, with a gap where the list ends early.

        Raises NotReadable if there is none.
        """
        found: list[Revision] = []
        items, gap = self._pages(f"commits/{_MAIN}?limit={_PAGE}", "commits")
        for item in items:
            commit = item.get("id")
            if isinstance(commit, str) and commit.isalnum() and len(commit) <= 64:
                found.append(Revision(commit=commit, date=_text(item.get("date")), author=_author(item)))
        if not found:
            raise _unusable(self._model, "the Hub lists no commits")
        if len(found) > COMMITS:
            gap = history_gap(GapReason.TOO_LARGE, f"only the newest {COMMITS:,} commits are looked at")
        return found[:COMMITS], [gap] if gap else []

    def tree(self, commit: str) -> Tree:
        """The watched files and folders at the top of a commit. Raises NotReadable, also for a part of them only."""
        items, gap = self._pages(f"tree/{quote(commit, safe='')}?recursive=false&expand=true", "files")
        if gap is not None:
            raise NotReadable(f"{self._model}: {gap.detail}", "", gap.reason)
        last: dict[str, str | None] = {}
        marks: dict[str, str] = {}
        for item in items:
            path, change = item.get("path"), item.get("lastCommit")
            if isinstance(path, str) and len(path) <= limits.PATH_LENGTH and is_watched(path, self._patterns):
                name = change.get("id") if isinstance(change, dict) else None
                last[path] = name if isinstance(name, str) else None
                marks[path] = _text(item.get("oid"))
        return Tree(last=last, marks=marks)

    def _pages(self, what: str, of: str) -> tuple[list[dict[str, object]], Gap | None]:
        """The entries of a list, page after page, and why it ends early, if it does.

        Raises NotReadable if not even the first page can be read.
        """
        url = f"{self._endpoint}/api/models/{self._model}/{what}"
        items: list[dict[str, object]] = []
        for number in range(_PAGES):
            try:
                page, following = self._page(url)
            except NotReadable as error:
                if number == 0:
                    raise
                return items, history_gap(GapReason(error.reason), f"the list of {of} ends early: {error.message}")
            items += page
            if not following:
                return items, _elsewhere(of) if following is None else None
            url = following
        return items, history_gap(GapReason.TOO_LARGE, f"the list of {of} has more than {_PAGES} pages")

    def _page(self, url: str) -> tuple[list[dict[str, object]], str | None]:
        """The entries of a page and the address of the next: "" for none, None for one that is not followed."""
        answer = self._get(url)
        try:
            page = json.loads(answer.body)
        except (ValueError, RecursionError):
            page = None
        if not isinstance(page, list):
            raise _unusable(self._model, "the Hub's list of revisions is no list")
        return [item for item in page if isinstance(item, dict)], _next(url, answer.headers.get("link", ""))

    def _get(self, url: str) -> Answer:
        try:
            answer = self._session.get(url, limits.METADATA_BYTES, "api", lambda detail: None)
        except RequestFailed as fault:
            raise error_of(failure(fault), self._model) from None
        if answer.status != 200:
            raise error_of(refusal_of(answer, self._model, None, f"{self._endpoint}/{self._model}", None), self._model)
        return answer


def _next(url: str, link: str) -> str | None:
    """The next page of a `Link` header, on the same host only: "" if there is none, None if it lies elsewhere."""
    for part in link.split(",")[:20]:
        address, _, rest = part.strip().partition(">")
        if 'rel="next"' in rest and address.startswith("<"):
            try:
                joined = urljoin(url, address[1:])
                same = urlsplit(joined)[:2] == urlsplit(url)[:2]
            except ValueError:
                return None
            return joined if same and joined != url else None
    return ""


def _elsewhere(of: str) -> Gap:
    detail = f"the list of {of} ends early: its next page lies on another host, which is not asked"
    return history_gap(GapReason.OUTSIDE_HUB, detail)


def _text(value: object) -> str:
    return value[:40] if isinstance(value, str) else ""


def _author(item: dict[str, object]) -> str:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else None
    return _text(first.get("user")) if isinstance(first, dict) else ""


def _unusable(model_id: str, what: str) -> NotReadable:
    hint = "Compare two revisions with `auditor diff` instead."
    return NotReadable(f"{model_id}: {what}", hint, GapReason.UNREADABLE)
