"""Requests to a Hub through huggingface_hub's own session: bounded in time, size, redirects and retries.

The only module that imports huggingface_hub or httpx2. The library is told, before its first import, to send no
telemetry. Redirects are followed by hand:

* on the same host (its scheme may rise to https), at most ten;
* a file may also be answered from another host, as the Hub keeps large files on one: over https, or between loopback
  addresses, to no private address, without the Authorization header.
"""

from __future__ import annotations

import ipaddress
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from auditor import __version__, limits
from auditor.nouns import GapReason
from auditor.sources.pace import Pace, Stopped, wait_asked, window_used_up
from auditor.sources.workers import Workers
from auditor.text.shown import shown

#: Statuses that may pass by themselves.
_PASSING = frozenset({408, 500, 502, 503, 504})
#: Seconds before the second and the third attempt.
_BACKOFF = (0.5, 1.5)
#: How long after its time is up a request may still say so itself, in seconds.
_GRACE_SECONDS = 0.5
#: Requests at the same time, those that nobody waits for any more included.
_REQUESTS = 128
_CHUNK = 64 * 1024
#: How much of an error's body is read for its message.
_ERROR_BODY = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A complete answer: status, headers (names in lower case) and body, cut one byte above the limit asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    authenticated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is asked for: an address, at most so many bytes of it, from another host too, the first bytes only."""

    url: str
    limit: int
    elsewhere: bool
    first_only: bool


class RequestFailed(Exception):
    """No answer came that can be used. `reason` and `detail` are those of the gap this leaves."""

    def __init__(self, reason: GapReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class HubSession:
    """One endpoint, its token and the pace it allows; safe to use from many threads."""

    def __init__(self, endpoint: str, patience: float, stop: threading.Event) -> None:
        """`endpoint` is an http(s) address without a closing slash; `patience` is in seconds (SourceOptions)."""
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        from huggingface_hub.utils import build_hf_headers, get_session  # type: ignore[attr-defined]

        self._client = get_session()
        self._headers = build_hf_headers(library_name="auditor", library_version=__version__)
        self._endpoint = urlsplit(endpoint)
        self._patience = patience
        self._stop = stop
        self._pace = Pace(stop)
        self._requests = Workers(_REQUESTS)
        self._check_token()

    def close(self) -> None:
        """Let the threads end; requests in flight are left to themselves."""
        self._requests.stop()

    @property
    def authenticated(self) -> bool:
        """Whether a token is sent."""
        return "authorization" in self._headers

    def get(
        self, url: str, limit: int, bucket: str, say: Callable[[str], None], elsewhere: bool = False,
        first_only: bool = False,
    ) -> Answer:
        """The answer to GET `url`, retried where that may help. `elsewhere`: another host may hold the file.

        `first_only` asks for the first `limit` bytes; a server that sends all the same is cut off there.
        Raises RequestFailed if there is no usable answer, Stopped if the run was broken off.
        """
        patience = self._patience
        for attempt in range(len(_BACKOFF) + 1):
            wanted = _Wanted(url=url, limit=limit, elsewhere=elsewhere, first_only=first_only)
            answer, patience = self._after_limits(wanted, bucket, say, patience, attempt)
            if answer is None:
                continue
            if answer.status not in _PASSING:
                return answer
            if attempt < len(_BACKOFF):
                self._pace.sleep(min(_retry_wait(answer, attempt), patience))
        return _last(answer)

    def _after_limits(
        self, wanted: _Wanted, bucket: str, say: Callable[[str], None], patience: float, attempt: int
    ) -> tuple[Answer | None, float]:
        """One attempt, repeated for as long as the Hub refuses it for its rate limit and patience lasts."""
        while True:
            waited = self._pace.wait(bucket, patience, lambda seconds: say(f"{seconds:.0f} s for the rate limit"))
            if waited is None:
                raise _limited(self._pace.due(bucket), self.authenticated)
            patience -= waited
            try:
                answer = self._follow(wanted)
            except _Broken as fault:
                if attempt == len(_BACKOFF) or not fault.again:
                    raise RequestFailed(GapReason.NETWORK, fault.detail) from None
                self._pace.sleep(_BACKOFF[attempt])
                return None, patience
            if answer.status != 429:
                used_up = window_used_up(answer.headers)
                if used_up is not None:
                    self._pace.hold(bucket, used_up)
                return answer, patience
            seconds = wait_asked(answer.headers)
            if seconds > patience:
                raise _limited(seconds, self.authenticated)
            # At least a moment, so that a Hub which says "in 0 s" for ever runs out of our patience.
            self._pace.hold(bucket, max(seconds, 0.5))

    def _follow(self, wanted: _Wanted) -> Answer:
        for _ in range(limits.REDIRECTS + 1):
            answer = self._within_time(wanted)
            target = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            wanted = replace(wanted, url=self._next(wanted.url, target, wanted.elsewhere))
        raise RequestFailed(GapReason.NETWORK, f"more than {limits.REDIRECTS} redirects")

    def _next(self, url: str, target: str, elsewhere: bool) -> str:
        try:
            joined = urljoin(url, target)
            old, new = urlsplit(url), urlsplit(joined)
            ports = (old.port, new.port)
        except ValueError:
            raise RequestFailed(GapReason.NETWORK, "redirected to no address") from None
        if _same_host(old, new, ports):
            return joined if new.query or not old.query else f"{joined}?{old.query}"
        if not elsewhere or not _may_go(self._endpoint, new):
            raise RequestFailed(
                GapReason.OUTSIDE_HUB, f"redirected to another host, {shown(new.hostname or '?')}: not followed"
            )
        return joined

    def _within_time(self, wanted: _Wanted) -> Answer:
        """One request. The library's own time-out starts anew with every byte, so that a server which sends its
        headers one by one could hold a reader for days: a thread of its own is waited for only so long."""
        future = self._requests.submit(self._once, wanted)
        try:
            return future.result(limits.REQUEST_SECONDS + _GRACE_SECONDS)
        except TimeoutError:
            future.cancel()
            raise _Broken(f"not complete within {limits.REQUEST_SECONDS:.0f} s", again=False) from None

    def _once(self, wanted: _Wanted) -> Answer:
        import httpx2

        if self._stop.is_set():
            raise Stopped
        url, limit = wanted.url, wanted.limit
        headers = dict(self._headers, **{"accept-encoding": "identity"})
        if wanted.first_only:
            headers["range"] = f"bytes=0-{limit - 1}"
        if not _same_host(self._endpoint, urlsplit(url), (self._endpoint.port, urlsplit(url).port)):
            headers.pop("authorization", None)
        started = time.monotonic()
        try:
            with self._client.stream(
                "GET", url, headers=headers, follow_redirects=False, timeout=limits.REQUEST_SECONDS
            ) as response:
                body = self._body(response, limit if response.status_code in (200, 206) else _ERROR_BODY, started)
                names = {name.lower(): value for name, value in response.headers.items()}
                return Answer(
                    status=response.status_code, headers=names, body=body, authenticated="authorization" in headers
                )
        except httpx2.TimeoutException:
            raise _Broken(f"no answer within {limits.REQUEST_SECONDS:.0f} s", again=False) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as fault:
            # The library's own words may quote a header, and with it the token.
            raise _Broken(_words(fault, self._endpoint.hostname or "")) from None

    def _body(self, response: Any, limit: int, started: float) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise RequestFailed(GapReason.UNREADABLE, "sent compressed although plain bytes were asked for")
        parts, size = [], 0
        for part in response.iter_raw(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > limit:
                break
            if self._stop.is_set():
                raise Stopped
            if time.monotonic() - started > limits.REQUEST_SECONDS:
                raise _Broken(f"not complete within {limits.REQUEST_SECONDS:.0f} s", again=False)
        return b"".join(parts)[: limit + 1]

    def _check_token(self) -> None:
        value = self._headers.get("authorization", "")
        if not value.isascii() or not value.isprintable():
            raise RequestFailed(GapReason.UNAUTHORIZED, "the token holds characters that no token has")


class _Broken(Exception):
    """The connection failed. `again`: another attempt may do better."""

    def __init__(self, detail: str, again: bool = True) -> None:
        super().__init__(detail)
        self.detail = detail
        self.again = again


def _last(answer: Answer | None) -> Answer:
    if answer is None:
        raise RequestFailed(GapReason.NETWORK, "no answer")
    return answer


def _retry_wait(answer: Answer, attempt: int) -> float:
    return wait_asked(answer.headers) if "retry-after" in answer.headers else _BACKOFF[attempt]


def _limited(seconds: float, authenticated: bool) -> RequestFailed:
    more = "" if authenticated else "; a token (HF_TOKEN) allows more requests"
    return RequestFailed(GapReason.RATE_LIMITED, f"the Hub's rate limit resets in {seconds:.0f} s{more}")


def _same_host(old: SplitResult, new: SplitResult, ports: tuple[int | None, int | None]) -> bool:
    if (old.hostname or "").lower() != (new.hostname or "").lower() or "@" in new.netloc:
        return False
    if old.scheme == new.scheme:
        return _port(old.scheme, ports[0]) == _port(new.scheme, ports[1])
    return old.scheme == "http" and new.scheme == "https" and ports == (None, None)


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme == "https" else 80)


def _may_go(endpoint: SplitResult, target: SplitResult) -> bool:
    host = (target.hostname or "").lower()
    if "@" in target.netloc or not host:
        return False
    if _is_loopback(endpoint.hostname or "") and _is_loopback(host):
        return target.scheme in ("http", "https")
    return target.scheme == "https" and _is_public_name(host)


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_public_name(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost", ".lan", ".home.arpa"))


def _words(fault: Exception, host: str) -> str:
    name = type(fault).__name__
    known = {
        "ConnectError": f"no connection to {shown(host)}",
        "RemoteProtocolError": "the connection was cut off, or the answer was no HTTP",
        "ReadError": "the connection was cut off",
        "ProxyError": "the proxy refused the connection",
        "InvalidURL": "redirected to no address",
        "UnsupportedProtocol": "redirected to no web address",
    }
    return known.get(name, f"no connection to {shown(host)} ({name})")
