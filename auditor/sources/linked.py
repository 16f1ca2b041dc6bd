"""--allow-host: terms and code that a model names on other hosts, read where the user allows the host.

Read are: the license that the card's `license_link` names, where the repository has no license text of its own; use
policies that the card or a license text links; of linked code repositories the list of files and the license. A page
that is not there is told as such: a dead link discloses nothing.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from auditor import limits
from auditor.catalog.documents import DocumentPatterns
from auditor.nouns import Document, DocumentKind, Gap, GapReason, ModelSnapshot, Resolved
from auditor.sources.assemble import card_data
from auditor.sources.hub_http import RequestFailed
from auditor.sources.metadata import parse_answer
from auditor.sources.plan import PlannedFile, kind_of
from auditor.sources.texts import document_of, too_large
from auditor.sources.web import Page, Web
from auditor.text.pages import page_text

_ADDRESS = re.compile(r"https://[^\s<>\[\]\"'`|\\(){}]{4,500}")
_CODE = re.compile(r"https://(?:www\.)?github\.com/([A-Za-z0-9][\w-]{0,38})/([\w.-]{1,100})", re.IGNORECASE)
_API = "https://api.github.com"
_GONE = frozenset({404, 410, 451})
#: A page with fewer characters than this shows its text by running a program.
_SHORTEST = 200
_HTML = ("text/html", "application/xhtml+xml")
#: What a read of one address gives.
Found = Document | Resolved | Gap


def with_linked(snapshot: ModelSnapshot, web: Web, patterns: DocumentPatterns) -> ModelSnapshot:
    """The snapshot with the linked terms and code that could be read, and a gap for what could not."""
    found: list[Found] = []
    for file, url in list(dict.fromkeys(_terms(snapshot, patterns)))[: limits.LINKED_PER_MODEL]:
        if web.allows(url):
            found += _text(file, url, web)
    if web.allows(_API):
        names = list(dict.fromkeys(_repositories(snapshot)))
        for name in names[: limits.LINKED_PER_MODEL]:
            found.append(_code(name, web))
    texts = tuple(item for item in found if isinstance(item, Document))
    return dataclasses.replace(
        snapshot,
        documents=(*snapshot.documents, *texts),
        resolved=(*snapshot.resolved, *(item for item in found if isinstance(item, Resolved))),
        gaps=(*snapshot.gaps, *(item for item in found if isinstance(item, Gap))),
    )


def _terms(snapshot: ModelSnapshot, patterns: DocumentPatterns) -> Iterator[tuple[PlannedFile, str]]:
    """(what it is read as, address) of the terms that this model names elsewhere."""
    cards = snapshot.documents_of(DocumentKind.CARD)
    licenses = snapshot.documents_of(DocumentKind.LICENSE)
    if not any("/" not in item.path for item in licenses):
        link = (card_data(snapshot.metadata, cards[0] if cards else None) or {}).get("license_link")
        for url in link if isinstance(link, list) else [link]:
            if isinstance(url, str) and url.strip().startswith("https://"):
                yield PlannedFile(kind=DocumentKind.LICENSE, path=url.strip()), _raw(url.strip())
    if snapshot.documents_of(DocumentKind.POLICY):
        return
    for document in (*licenses, *cards):
        for match in _ADDRESS.finditer(document.text):
            url = match.group().rstrip(".,;:!?*_~")
            name = urlsplit(url).path.rstrip("/").rpartition("/")[2]
            if name and kind_of(name, patterns) is DocumentKind.POLICY:
                yield PlannedFile(kind=DocumentKind.POLICY, path=url), _raw(url)


def _raw(url: str) -> str:
    """The address of the text itself where the one given shows it in a page of a code host."""
    parts = urlsplit(url)
    if parts.hostname not in ("github.com", "www.github.com") or "/blob/" not in parts.path:
        return url
    return f"https://github.com{parts.path.replace('/blob/', '/raw/', 1)}"


def _text(file: PlannedFile, url: str, web: Web) -> tuple[Found, ...]:
    try:
        page = web.get(url, file.limit)
    except RequestFailed as fault:
        return (Gap(document=file.path, reason=fault.reason, detail=fault.detail),)
    if page.status in _GONE:
        gap = Gap(document=file.path, reason=GapReason.NOT_FOUND, detail=f"the host answers {page.status}")
        return (Resolved(repo_type="page", id=file.path, exists=False), gap)
    if page.status != 200:
        return (_refused(file.path, page),)
    if len(page.body) > file.limit:
        return (too_large(file.path, file.limit),)
    read = document_of(file, page.body)
    if isinstance(read, Gap):
        return (read,)
    text = page_text(read.text) if page.content_type in _HTML else read.text
    if len(text) < _SHORTEST and page.content_type in _HTML:
        detail = "the page holds no text unless its program is run; give it with --document"
        return (Gap(document=file.path, reason=GapReason.OUTSIDE_HUB, detail=detail),)
    return (dataclasses.replace(read, text=text, url=file.path), Resolved(repo_type="page", id=file.path, exists=True))


def _refused(document: str, page: Page) -> Gap:
    limited = page.status in (403, 429)
    reason = GapReason.RATE_LIMITED if limited else GapReason.NETWORK
    return Gap(document=document, reason=reason, detail=f"the host answers {page.status}")


# --- code repositories ------------------------------------------------------------------------------------------------


def _repositories(snapshot: ModelSnapshot) -> Iterator[str]:
    for card in snapshot.documents_of(DocumentKind.CARD):
        for match in _CODE.finditer(card.text):
            yield f"{match[1]}/{match[2].rstrip('.').removesuffix('.git')}".lower()


def _code(name: str, web: Web) -> Found:
    """A code repository by its list of files and the license that its host finds in it: two requests."""
    address = f"{_API}/repos/{quote(name)}"
    document = f"github.com/{name}"
    try:
        page = web.get(f"{address}/git/trees/HEAD?recursive=1", limits.LINKED_ANSWER_BYTES, "application/json")
        if page.status in _GONE:
            return Resolved(repo_type="code", id=name, exists=False)
        if page.status not in (200, 409):  # 409: the repository is empty.
            return _refused(document, page)
        files = _files(page) if page.status == 200 else ()
        spdx = _license(web.get(f"{address}/license", limits.LINKED_ANSWER_BYTES, "application/json"))
    except RequestFailed as fault:
        return Gap(document=document, reason=fault.reason, detail=fault.detail)
    if files is None:
        return Gap(document=document, reason=GapReason.UNREADABLE, detail="no list of files in the host's answer")
    return Resolved(repo_type="code", id=name, exists=True, license=spdx, files=files)


def _files(page: Page) -> tuple[str, ...] | None:
    answer = parse_answer(page.body) or {}
    tree = answer.get("tree")
    if not isinstance(tree, list):
        return None
    paths = (item.get("path") for item in tree if isinstance(item, dict) and item.get("type") == "blob")
    return tuple(path for path in paths if isinstance(path, str) and len(path) <= limits.PATH_LENGTH)[
        : limits.LISTED_FILES
    ]


def _license(page: Page) -> str | None:
    found = (parse_answer(page.body) or {}).get("license") if page.status == 200 else None
    spdx = found.get("spdx_id") if isinstance(found, dict) else None
    return spdx if isinstance(spdx, str) and spdx != "NOASSERTION" and len(spdx) < 100 else None
