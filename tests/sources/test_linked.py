"""--allow-host: what linked hosts hold is read within bounds, and from public addresses only."""

from __future__ import annotations

import dataclasses
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from auditor import limits
from auditor.catalog.catalog import Catalog
from auditor.errors import UsageError
from auditor.nouns import Document, DocumentKind, GapReason, ModelSnapshot, Resolved
from auditor.sources.hub_http import RequestFailed
from auditor.sources.linked import with_linked
from auditor.sources.web import Web, checked_hosts, is_public
from auditor.text.pages import page_text

PUBLIC = "93.184.215.14"
POLICY = "You may not use the model to build weapons. " * 20
Answer = tuple[int, dict[str, str], bytes]


class Host:
    """An https host of the tests: plain HTTP on loopback behind the connection that `Web` is given."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.connected: list[str] = []
        self.addresses: dict[str, list[str]] = {}
        self.slow = 0.0
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked.append((self.headers["Host"], self.path))
                host.headers.append({name.lower(): value for name, value in self.headers.items()})
                status, headers, body = host.answers.get(f"{self.headers['Host']}{self.path}", (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if host.slow:
                    for at in range(len(body)):
                        self.wfile.write(body[at : at + 1])
                        time.sleep(host.slow)
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def web(self, *hosts: str) -> Web:
        return Web(checked_hosts(hosts), self._resolve, self._connect)

    def _resolve(self, host: str) -> list[str]:
        return self.addresses.get(host, [PUBLIC])

    def _connect(self, address: str, host: str, seconds: float) -> socket.socket:
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self.server.server_port), timeout=seconds)


@pytest.fixture
def host() -> Iterator[Host]:
    found = Host()
    threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield found
    found.server.shutdown()
    found.server.server_close()


def snapshot(card: str, license_text: str = "") -> ModelSnapshot:
    documents = [Document(kind=DocumentKind.CARD, path="README.md", text=card, sha256="0" * 64)]
    if license_text:
        documents.append(Document(kind=DocumentKind.LICENSE, path="LICENSE", text=license_text, sha256="1" * 64))
    return ModelSnapshot(id="acme/a", requested="acme/a", source="hub", documents=tuple(documents))


Linked = Callable[[ModelSnapshot, Web], ModelSnapshot]


@pytest.fixture
def linked(catalog: Catalog) -> Linked:
    return lambda found, web: with_linked(found, web, catalog.documents)


def texts(found: ModelSnapshot, kind: DocumentKind) -> list[Document]:
    return [item for item in found.documents_of(kind) if item.url is not None]


def test_a_policy_that_the_license_links_is_read(host: Host, linked: Linked) -> None:
    host.answers["acme.example/use-policy"] = (200, {"Content-Type": "text/plain"}, POLICY.encode())
    given = snapshot("# A\n", "Adhere to the policy at https://acme.example/use-policy.\n")
    found = texts(linked(given, host.web("acme.example")), DocumentKind.POLICY)
    assert [(item.url, item.text) for item in found] == [("https://acme.example/use-policy", POLICY)]


def test_the_words_of_a_web_page_are_read(host: Host, linked: Linked) -> None:
    page = f"<html><script>if (a<b) x()</script><h1>Rules</h1><p>{POLICY}</p><!-- <p>no</p> --></html>"
    host.answers["acme.example/use-policy"] = (200, {"Content-Type": "text/html; charset=utf-8"}, page.encode())
    found = linked(snapshot("See https://acme.example/use-policy\n"), host.web("acme.example"))
    assert [item.text for item in texts(found, DocumentKind.POLICY)] == [f"Rules\n{POLICY.strip()}"]


def test_a_page_that_only_a_program_fills_is_a_gap(host: Host, linked: Linked) -> None:
    host.answers["acme.example/use-policy"] = (200, {"Content-Type": "text/html"}, b"<div id=app></div>")
    found = linked(snapshot("See https://acme.example/use-policy\n"), host.web("acme.example"))
    assert not texts(found, DocumentKind.POLICY)
    assert [gap.reason for gap in found.gaps] == [GapReason.OUTSIDE_HUB]


def test_the_license_link_is_read_where_no_text_is_in_the_repository(host: Host, linked: Linked) -> None:
    host.answers["acme.example/terms"] = (200, {"Content-Type": "text/plain"}, b"You may hit.\n")
    card = "---\nlicense: other\nlicense_link: https://acme.example/terms\n---\n# A\n"
    found = linked(snapshot(card), host.web("acme.example"))
    assert [item.text for item in texts(found, DocumentKind.LICENSE)] == ["You may hit.\n"]
    assert not texts(linked(snapshot(card, "Own text.\n"), host.web("acme.example")), DocumentKind.LICENSE)


def test_no_other_host_is_asked(host: Host, linked: Linked) -> None:
    given = snapshot("See https://other.example/use-policy\n")
    assert linked(given, host.web("acme.example")) == given
    assert host.asked == []


def test_no_token_is_sent(host: Host, linked: Linked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    host.answers["acme.example/use-policy"] = (200, {}, POLICY.encode())
    linked(snapshot("See https://acme.example/use-policy\n"), host.web("acme.example"))
    assert host.headers and all("hf_secret" not in str(headers) for headers in host.headers)
    assert all("authorization" not in headers and "cookie" not in headers for headers in host.headers)


def test_a_page_that_is_gone_is_told_as_such(host: Host, linked: Linked) -> None:
    found = linked(snapshot("See https://acme.example/use-policy\n"), host.web("acme.example"))
    assert found.resolved == (Resolved(repo_type="page", id="https://acme.example/use-policy", exists=False),)
    assert [gap.reason for gap in found.gaps] == [GapReason.NOT_FOUND]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.7"],
        [PUBLIC, "192.168.1.1"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["64:ff9b::a00:1"],
        ["2002:a00:1::"],
        ["fe80::1%eth0"],
        ["0.0.0.0"],
        ["224.0.0.1"],
    ],
)
def test_private_addresses_are_never_connected_to(host: Host, addresses: list[str]) -> None:
    host.addresses["acme.example"] = addresses
    with pytest.raises(RequestFailed, match="not public"):
        host.web("acme.example").get("https://acme.example/use-policy", 100)
    assert host.connected == [] and host.asked == []


def test_the_connection_goes_to_the_address_that_was_checked(host: Host) -> None:
    host.answers["acme.example/x"] = (200, {}, b"x")
    asked: list[str] = []
    web = host.web("acme.example")

    def rebinding(name: str) -> list[str]:
        asked.append(name)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    web._resolve = rebinding
    assert web.get("https://acme.example/x", 100).body == b"x"
    assert host.connected == [PUBLIC] and asked == ["acme.example"]


def test_each_redirect_is_checked_anew(host: Host) -> None:
    host.answers["acme.example/x"] = (302, {"Location": "https://inner.example/y"}, b"")
    host.answers["inner.example/y"] = (200, {}, b"y")
    with pytest.raises(RequestFailed, match="not allowed"):
        host.web("acme.example").get("https://acme.example/x", 100)
    host.addresses["inner.example"] = ["10.0.0.1"]
    with pytest.raises(RequestFailed, match="not public"):
        host.web("acme.example", "inner.example").get("https://acme.example/x", 100)
    host.addresses["inner.example"] = [PUBLIC]
    assert host.web("acme.example", "inner.example").get("https://acme.example/x", 100).body == b"y"


@pytest.mark.parametrize(
    "target",
    [
        "http://acme.example/y",
        "https://user@acme.example/y",
        "https://acme.example:8443/y",
        "file:///etc/passwd",
        "https://[::1]/y",
    ],
)
def test_redirects_leave_neither_https_nor_the_port(host: Host, target: str) -> None:
    host.answers["acme.example/x"] = (302, {"Location": target}, b"")
    with pytest.raises(RequestFailed):
        host.web("acme.example").get("https://acme.example/x", 100)
    assert len(host.asked) == 1


def test_redirects_end(host: Host) -> None:
    host.answers["acme.example/x"] = (302, {"Location": "/x"}, b"")
    with pytest.raises(RequestFailed, match="redirects"):
        host.web("acme.example").get("https://acme.example/x", 100)
    assert len(host.asked) == limits.REDIRECTS + 1


def test_a_body_is_cut_above_its_limit(host: Host, linked: Linked) -> None:
    host.answers["acme.example/use-policy"] = (200, {}, b"x" * (limits.TEXT_BYTES + 10))
    found = linked(snapshot("See https://acme.example/use-policy\n"), host.web("acme.example"))
    assert [gap.reason for gap in found.gaps] == [GapReason.TOO_LARGE]
    assert not texts(found, DocumentKind.POLICY)


def test_a_host_that_drips_is_broken_off(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.3)
    host.answers["acme.example/x"], host.slow = (200, {}, b"x" * 1000), 0.05
    with pytest.raises(RequestFailed, match="not complete"):
        host.web("acme.example").get("https://acme.example/x", 10_000)


@pytest.mark.parametrize(
    "name", ["https://github.com", "*.example", "localhost", "10.0.0.1", "a b.example", "x", "h.example:1"]
)
def test_only_names_of_hosts_can_be_allowed(name: str) -> None:
    with pytest.raises(UsageError):
        checked_hosts([name])


@pytest.mark.parametrize(("address", "expected"), [(PUBLIC, True), ("2606:4700::1111", True), ("no address", False)])
def test_public_addresses(address: str, expected: bool) -> None:
    assert is_public(address) is expected


def test_linked_code_is_read_by_its_files_and_license(host: Host, linked: Linked) -> None:
    tree = {"tree": [{"path": "train.py", "type": "blob"}, {"path": "src", "type": "tree"}, {"path": 7}]}
    host.answers["api.github.com/repos/acme/lathe/git/trees/HEAD?recursive=1"] = (200, {}, json.dumps(tree).encode())
    body = json.dumps({"license": {"spdx_id": "MIT"}}).encode()
    host.answers["api.github.com/repos/acme/lathe/license"] = (200, {}, body)
    card = "Code: https://github.com/acme/lathe/tree/main and https://github.com/Acme/gone.git\n"
    found = linked(snapshot(card), host.web("github.com"))
    assert found.resolved == (
        Resolved(repo_type="code", id="acme/lathe", exists=True, license="MIT", files=("train.py",)),
        Resolved(repo_type="code", id="acme/gone", exists=False),
    )


@pytest.mark.parametrize(
    ("status", "reason"), [(403, GapReason.RATE_LIMITED), (429, GapReason.RATE_LIMITED), (500, GapReason.NETWORK)]
)
def test_a_refusal_is_a_gap_and_no_absence(host: Host, linked: Linked, status: int, reason: GapReason) -> None:
    host.answers["api.github.com/repos/acme/lathe/git/trees/HEAD?recursive=1"] = (status, {}, b"")
    found = linked(snapshot("https://github.com/acme/lathe\n"), host.web("github.com"))
    assert found.resolved == () and [gap.reason for gap in found.gaps] == [reason]


def test_pages_are_plain_in_linear_time() -> None:
    assert page_text("a &lt; b<br>c < d <script>x<y</script") == "a < b\nc < d"
    for hostile in ("<" * 500_000, "<!--" * 200_000, "<script>" * 100_000, "<a" * 300_000, "<p " * 300_000):
        assert len(page_text(hostile)) <= len(hostile)


def test_at_most_so_many_pages_are_asked_for(host: Host, linked: Linked) -> None:
    card = "".join(f"https://acme.example/{number}/use-policy\n" for number in range(50))
    linked(dataclasses.replace(snapshot(card)), host.web("acme.example"))
    assert len(host.asked) == limits.LINKED_PER_MODEL
