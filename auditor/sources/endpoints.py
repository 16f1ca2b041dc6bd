"""The address of a Hub: given, or by HF_ENDPOINT, or the public one."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

from auditor.errors import UsageError
from auditor.text.shown import shown

DEFAULT_ENDPOINT = "https://huggingface.co"


def endpoint_of(hub: str | None) -> str:
    """The endpoint's address: `hub`, else HF_ENDPOINT, else huggingface.co. Raises UsageError if it is no address."""
    text = (hub or os.environ.get("HF_ENDPOINT") or DEFAULT_ENDPOINT).strip().rstrip("/")
    try:
        address = urlsplit(text)
        usable = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        usable = False
    if not usable or address.query or address.fragment:
        hint = "Write it as https://HOST, or name a folder as ./DIR."
        raise UsageError(f"{shown(text)}: not the address of a Hub", hint)
    if "@" in address.netloc:
        raise UsageError("the Hub's address holds a user name or password", "Give the token in HF_TOKEN instead.")
    return urlunsplit((address.scheme, address.netloc.lower(), address.path, "", ""))
