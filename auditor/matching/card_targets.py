"""What the links of a card point to: this repository, another model, a data set, code, a paper, a mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

HUB_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co", "hf-mirror.com"})
#: First parts of Hub addresses that are no organisations.
_NOT_ORGANISATIONS = frozenset(
    [
        "docs",
        "blog",
        "papers",
        "tasks",
        "learn",
        "join",
        "login",
        "settings",
        "pricing",
        "models",
        "metrics",
        "about",
        "posts",
        "enterprise",
        "terms-of-service",
        "privacy",
        "new",
        "welcome",
        "front",
        "inference-endpoints",
        "organizations",
        "search",
        "chat",
        "api",
        "spaces-launch",
        "course",
        "transformers",
    ]
)
_LISTED = {"datasets": "hub-dataset", "spaces": "hub-space", "collections": "hub-collection"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)
#: Kinds that say what an address is for; an address of none of them is a plain website.
#: The address of a picture leads to no page, wherever it stands.
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)(?:\?|$)")
_ID = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")


class Targets:
    """Kinds of link target by address patterns (`host/path`, `*` for any run), which are data."""

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        """`patterns` are (kind, pattern) pairs."""
        by_kind: dict[str, list[str]] = {}
        for kind, pattern in patterns:
            by_kind.setdefault(kind, []).append(re.escape(pattern.lower()).replace(r"\*", "[^?]*"))
        self._patterns = [(kind, re.compile(f"(?:{'|'.join(rows)})")) for kind, rows in by_kind.items()]

    def of(self, url: str, how: str, own: str) -> frozenset[str]:
        """The kinds of the address; `own` is the id of the model that the card belongs to."""
        url = url[:500]
        if how == "image":
            return frozenset({"image"})
        if how == "id":
            return frozenset({"self" if url.lower() == own.lower() else "hub-model"})
        if url.lower().startswith("mailto:") or how == "mail":
            return frozenset({"mail"})
        if url.startswith("#"):
            return frozenset()
        if not _SCHEME.match(url) and not url.lower().startswith("www."):
            return self._relative(url, own)
        return self._absolute(url, own)

    def _relative(self, url: str, own: str) -> frozenset[str]:
        path = url.split("#")[0].split("?")[0]
        if path.startswith("/"):
            return self._hub(path.strip("/"), own) or frozenset({"website"})
        kinds = {
            kind
            for kind, pattern in self._patterns
            if kind in ("license", "paper", "colab") and pattern.fullmatch("self/" + path.lower())
        }
        return frozenset({"own-files", *kinds})

    def _absolute(self, url: str, own: str) -> frozenset[str]:
        address = re.sub(r"^[a-z][a-z0-9+.-]*:/*", "", unquote(url), flags=re.IGNORECASE).split("#")[0].lower()
        host, _, path = address.partition("?")[0].rstrip("/").partition("/")
        kinds = set(self._hub(path, own)) if host in HUB_HOSTS else set()
        plain = f"{host.removeprefix('www.')}/{path}"
        kinds |= {
            kind for kind, pattern in self._patterns if pattern.fullmatch(plain) or pattern.fullmatch(f"www.{plain}")
        }
        if not kinds and _PICTURE.search(path):
            return frozenset({"image"})
        if kinds & {"repo-file", "issues", "framework"}:
            kinds.discard("repo")
        if "framework" in kinds:
            kinds.discard("repo-file")
        return frozenset(kinds or {"website"})

    @staticmethod
    def _hub(path: str, own: str) -> frozenset[str]:
        """What a path on the Hub points to."""
        parts = [part for part in path.split("/") if part]
        if not parts:
            return frozenset()
        if parts[0] in _LISTED:
            return frozenset({_LISTED[parts[0]]}) if len(parts) > 1 else frozenset()
        if parts[0] in _NOT_ORGANISATIONS or len(parts) < 2:
            return frozenset({"website"})
        if "/".join(parts[:2]).lower() == own.lower():
            return frozenset({"self", "own-files"} if len(parts) > 2 else {"self"})
        return frozenset({"hub-model", "hub-file"} if len(parts) > 2 else {"hub-model"})


def hub_id(url: str, how: str) -> str | None:
    """The Hub id of the model or data set that an address names, or None."""
    if how == "id":
        return url if _ID.fullmatch(url) else None
    found = re.match(
        r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?:datasets/)?([\w.-]{1,96}/[\w.-]{1,96})",
        url[:400],
        re.IGNORECASE,
    )
    if found:
        return found[1]
    found = re.fullmatch(r"/(?:datasets/)?([\w.-]{1,96}/[\w.-]{1,96})/?", url[:400])
    return found[1] if found else None
