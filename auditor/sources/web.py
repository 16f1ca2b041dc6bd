"""Requests to hosts that the user allows (--allow-host): https, public addresses only, bounded, never with a token.

A name is resolved once for each request; every address it has must be public, and the connection goes to the address
that was checked, so that a name which answers differently a moment later changes nothing. Redirects are followed to
allowed hosts only, each checked anew. A proxy is not used: it would resolve the name by itself.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from auditor import __version__, limits
from auditor.errors import UsageError
from auditor.nouns import GapReason
from auditor.sources.hub_http import RequestFailed
from auditor.text.shown import shown

#: Hosts that a site answers its files and lists from: allowing the site allows them.
_SAME_SITE = {"github.com": ("api.github.com", "raw.githubusercontent.com")}
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: All addresses of a host name.
ResolveName = Callable[[str], list[str]]
#: A connection to (address checked, host name for TLS, seconds).
Connect = Callable[[str, str, float], socket.socket]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A complete answer: status, content type in lower case, body cut one byte above the limit asked for."""

    status: int
    content_type: str
    body: bytes


def checked_hosts(hosts: Iterable[str]) -> frozenset[str]:
    """The host names in small letters, with those of the same site. Raises UsageError for anything but a host name."""
    found: set[str] = set()
    for host in hosts:
        name = host.strip().casefold()
        if not _HOST.fullmatch(name):
            hint = "Name a host alone: --allow-host github.com (no scheme, port, path, address or pattern)."
            raise UsageError(f"{shown(host)}: not the name of a public host", hint)
        found.update((name, *_SAME_SITE.get(name, ())))
    return frozenset(found)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whatever it is wrapped in."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.sixtofour is not None or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast


class Web:
    """The allowed hosts, and how they are reached."""

    def __init__(
        self, hosts: frozenset[str], resolve: ResolveName | None = None, connect: Connect | None = None
    ) -> None:
        """`hosts` as `checked_hosts` gives them; the other two are replaced in tests."""
        self.hosts = hosts
        self._resolve = resolve or _addresses
        self._connect = connect or _secure

    def allows(self, url: str) -> bool:
        """Whether this address may be asked for, as far as the address itself tells."""
        return self._fault(_split(url)) is None

    def get(self, url: str, limit: int, accept: str = "text/plain, text/html;q=0.9, */*;q=0.1") -> Page:
        """The answer to GET `url`, redirects followed. Raises RequestFailed if there is no usable one."""
        ends = time.monotonic() + limits.REQUEST_SECONDS
        for _ in range(limits.REDIRECTS + 1):
            parts = _split(url)
            fault = self._fault(parts)
            if parts is None or fault is not None:
                raise RequestFailed(GapReason.OUTSIDE_HUB, fault or "no address")
            page, target = self._once(parts, limit, accept, ends)
            if page is not None:
                return page
            url = urljoin(url, target)
        raise RequestFailed(GapReason.NETWORK, f"more than {limits.REDIRECTS} redirects")

    def _fault(self, parts: SplitResult | None) -> str | None:
        """Why this address is not asked for, or None."""
        if parts is None or parts.scheme != "https":
            return "no https address"
        host = parts.hostname or ""
        if "@" in parts.netloc or parts.port not in (None, 443):
            return "an address with a user name or a port"
        if host not in self.hosts:
            return f"{shown(host)} is not allowed: --allow-host {shown(host)}"
        return None

    def _once(self, parts: SplitResult, limit: int, accept: str, ends: float) -> tuple[Page | None, str]:
        host = parts.hostname or ""
        address = self._address(host)
        try:
            sock = self._connect(address, host, max(ends - time.monotonic(), 0.1))
        except OSError as fault:
            raise RequestFailed(GapReason.NETWORK, f"no connection to {host} ({type(fault).__name__})") from None
        # A time-out starts anew with every byte: this one ends the connection wherever it stands.
        watch = threading.Timer(max(ends - time.monotonic(), 0.1), _break_off, (sock,))
        watch.daemon = True
        watch.start()
        try:
            answer = _exchange(sock, parts, limit, accept)
            if time.monotonic() >= ends:
                # What was broken off may look complete.
                raise TimeoutError
            return answer
        except (OSError, http.client.HTTPException, ValueError) as fault:
            late = time.monotonic() >= ends
            detail = f"not complete within {limits.REQUEST_SECONDS:.0f} s" if late else type(fault).__name__
            raise RequestFailed(GapReason.NETWORK, f"{host}: {detail}") from None
        finally:
            watch.cancel()
            sock.close()

    def _address(self, host: str) -> str:
        try:
            addresses = self._resolve(host)
        except OSError:
            raise RequestFailed(GapReason.NETWORK, f"{host}: no such host") from None
        if not addresses:
            raise RequestFailed(GapReason.NETWORK, f"{host}: no such host")
        if not all(map(is_public, addresses)):
            raise RequestFailed(GapReason.OUTSIDE_HUB, f"{host} leads to an address that is not public: not asked")
        return addresses[0]


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _exchange(sock: socket.socket, parts: SplitResult, limit: int, accept: str) -> tuple[Page | None, str]:
    """One request and its answer: the page, or where it is redirected to."""
    host = parts.hostname or ""
    connection = http.client.HTTPConnection(host)
    connection.sock = sock
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": f"auditor/{__version__}"}
    connection.request("GET", target, headers={**headers, "Connection": "close"})
    response = connection.getresponse()
    location = response.getheader("Location")
    if response.status in _REDIRECTS and location:
        return None, location
    if (response.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise RequestFailed(GapReason.UNREADABLE, "sent compressed although plain bytes were asked for")
    body = bytearray()
    while len(body) <= limit and (part := response.read(_CHUNK)):
        body += part
    if len(body) <= limit and response.length:
        raise RequestFailed(GapReason.NETWORK, f"{host}: the connection was cut off")
    kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    return Page(status=response.status, content_type=kind, body=bytes(body[: limit + 1])), ""


def _addresses(host: str) -> list[str]:
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def _secure(address: str, host: str, seconds: float) -> socket.socket:
    raw = socket.create_connection((address, 443), timeout=seconds)
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise


def _break_off(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
