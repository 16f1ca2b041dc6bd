"""Every model of an organisation: a paged listing of the Hub, a folder's own folders, or what the store holds."""

from __future__ import annotations

import json
import re
import threading
from urllib.parse import urlencode, urljoin, urlsplit

from auditor import limits
from auditor.errors import NotReadable, UsageError
from auditor.names import parse_model
from auditor.nouns import GapReason
from auditor.sources.hub_answers import error_of, failure
from auditor.sources.hub_http import HubSession, RequestFailed
from auditor.sources.options import SourceOptions
from auditor.sources.places import Places

#: Models asked for in one page.
PAGE = 100
#: Pages followed at most: a Hub that always names a next one is not followed for ever.
_PAGES = 200
_NEXT = re.compile(r"<([^<>]*)>\s*;\s*rel=\"?next\"?")


def list_models(org: str, top: int, options: SourceOptions) -> list[str]:
    """The ids of the `top` most downloaded models of an organisation, or of its first ones where nothing counts them.

    Raises UsageError for a name that is no organisation's, NotReadable if the listing cannot be had or is empty.
    """
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,95}", org):
        raise UsageError(f"{org[:100]!r} is no name of an organisation", "Give the part of a Hub id before the slash.")
    places = Places.of(options)
    if places.folder is not None:
        folder = places.folder / org
        found = sorted(f"{org}/{path.name}" for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    elif places.offline:
        found = _stored(org, places)
    else:
        found = _listed(org, top, places.store_endpoint, options.patience)
    if not found:
        raise NotReadable(f"{org}: no models found", "Check the name on the Hub.", GapReason.NOT_FOUND)
    return found[:top]


def _stored(org: str, places: Places) -> list[str]:
    store = places.open_store()
    if store is None:
        return []
    try:
        names = {name.id for name in store.names() if name.id.partition("/")[0].casefold() == org.casefold()}
    finally:
        store.close()
    return sorted(names)


def _listed(org: str, top: int, endpoint: str, patience: float) -> list[str]:
    """Page after page on the same host, until there are enough or no more."""
    query = {"author": org, "sort": "downloads", "direction": "-1", "limit": str(min(PAGE, top))}
    url: str | None = f"{endpoint}/api/models?{urlencode(query)}"
    found: list[str] = []
    try:
        session = HubSession(endpoint, patience, threading.Event())
        for _ in range(_PAGES):
            if url is None or len(found) >= top:
                break
            answer = session.get(url, limits.METADATA_BYTES, "api", lambda text: None)
            if answer.status != 200:
                raise NotReadable(
                    f"{org}: the Hub answered {answer.status} to the listing", "Try again later.", GapReason.NETWORK
                )
            found += _ids(org, answer.body)
            url = _next_page(answer.headers.get("link", ""), url)
    except RequestFailed as fault:
        raise error_of(failure(fault), org) from None
    return list(dict.fromkeys(found))


def _ids(org: str, body: bytes) -> list[str]:
    """The ids in one page that are ids of this organisation."""
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list):
        raise NotReadable(
            f"{org}: the listing is not a list of models", "Is --hub the address of a Hub?", GapReason.UNREADABLE
        )
    ids = [row.get("id") for row in rows if isinstance(row, dict)]
    return [text for text in ids if isinstance(text, str) and _is_of(org, text)]


def _is_of(org: str, text: str) -> bool:
    try:
        return parse_model(text).kind == "hub" and text.partition("/")[0].casefold() == org.casefold()
    except UsageError:
        return False


def _next_page(link: str, here: str) -> str | None:
    """The next page, only where it is on the host of this one."""
    found = _NEXT.search(link)
    if not found:
        return None
    target = urljoin(here, found.group(1))
    return target if urlsplit(target).netloc == urlsplit(here).netloc else None
