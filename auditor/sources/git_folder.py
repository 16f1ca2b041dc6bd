"""What a Git checkout says of itself, read from its files: commit and origin. Git is not run."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from auditor.names import HUB_HOSTS, hub_id_fault
from auditor.sources.local import read_inside

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_URL = re.compile(r'^\s*url\s*=\s*"?([^"\s]+)"?\s*$', re.MULTILINE)
_FILE_BYTES = 4_000_000


def commit_of_checkout(folder: Path) -> str | None:
    """The commit that HEAD of the checkout points to, or None if it cannot be told."""
    head = _text(folder, ".git/HEAD")
    if not head.startswith("ref: "):
        return _commit(head)
    name = head[5:].strip()
    if ".." in name or name.startswith("/"):
        return None
    return _commit(_text(folder, f".git/{name}")) or _packed(folder, name)


def hub_id_of_checkout(folder: Path) -> str | None:
    """The Hub id of the checkout's remote, if it was cloned from the Hub."""
    for url in _URL.findall(_text(folder, ".git/config")):
        found = _hub_id(url)
        if found:
            return found
    return None


def _hub_id(url: str) -> str | None:
    scp_like = re.fullmatch(r"(?:\w+@)?([\w.-]+):([^/].*)", url)
    if scp_like:
        host, path = scp_like[1], scp_like[2]
    else:
        try:
            address = urlsplit(url)
            host, path = address.hostname or "", address.path
        except ValueError:
            return None
    model_id = path.strip("/").removesuffix(".git")
    is_hub = host.lower() in HUB_HOSTS or host.lower() == "hf.co"
    return model_id if is_hub and hub_id_fault(model_id) is None else None


def _packed(folder: Path, name: str) -> str | None:
    for line in _text(folder, ".git/packed-refs").splitlines():
        commit, _, ref = line.partition(" ")
        if ref == name:
            return _commit(commit)
    return None


def _text(folder: Path, name: str) -> str:
    data = read_inside(folder, name, _FILE_BYTES)
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _commit(text: str) -> str | None:
    bare = text.strip()
    return bare if _COMMIT.fullmatch(bare) else None
