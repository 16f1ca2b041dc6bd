"""The test Hub over HTTP: API, file and error answers as the real one gives them, large files from a second port."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import math
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from tests.hub.faults import Budget, Fault, Faults
from tests.hub.repositories import Commit, Repositories, Repository

#: Fields of a model's answer that the Hub refuses to be asked for of a data set.
_MODEL_FIELDS = frozenset({"baseModels", "library_name", "pipeline_tag", "safetensors"})
_RESTRICTED = "Access to model {id} is restricted"
_LOG_IN = _RESTRICTED + ". You must have access to it and be authenticated to access it. Please log in."
_NOT_LISTED = _RESTRICTED + " and you are not in the authorized list. Visit {endpoint}/{id} to ask for access."


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no event."""


class HubServer:
    """A Hub on a free port of this host. Use as a context manager; `endpoint` is its address.

    `tokens` maps each valid token to the ids of gated or private models it may read. `latency` is added to every
    request, in seconds. `budgets` limits the buckets "api" and "resolvers". `log` holds (method, path, token) of every
    request in order.
    """

    def __init__(
        self, root: Path, find: Callable[[str], Path | None] | None = None, latency: float = 0.0, port: int = 0
    ) -> None:
        self.repositories = Repositories(root, find)
        self.tokens: dict[str, set[str]] = {}
        self.latency = latency
        self.budgets: dict[str, Budget] = {}
        self.faults = Faults()
        self.log: list[tuple[str, str, str | None]] = []
        self.page_size = 1_000
        self._hub = _Server(("127.0.0.1", port), _handler(self, _HubHandler))
        self._large = _Server(("127.0.0.1", 0), _handler(self, _LargeHandler))

    def __enter__(self) -> HubServer:
        for server in (self._hub, self._large):
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self._hub, self._large):
            server.shutdown()
            server.server_close()

    @property
    def endpoint(self) -> str:
        """The address to put into HF_ENDPOINT."""
        return f"http://127.0.0.1:{self._hub.server_address[1]}"

    @property
    def large_files(self) -> str:
        """The address that large files are answered from."""
        return f"http://127.0.0.1:{self._large.server_address[1]}"

    def state(self, model_id: str) -> Any:
        """The state of a model, to be changed by a test."""
        return self.repositories.state(model_id)

    def paths(self) -> list[str]:
        """The paths asked for so far, without their queries."""
        return [path.partition("?")[0] for _, path, _ in self.log]


def _handler(hub: HubServer, base: type) -> type:
    return type(base.__name__, (base,), {"hub": hub})


class _Handler(BaseHTTPRequestHandler):
    hub: HubServer
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one piece, and at once: otherwise each answer waits 40 ms for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    @property
    def token(self) -> str | None:
        value = self.headers.get("Authorization") or ""
        return value.removeprefix("Bearer ") or None

    def do_HEAD(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        self.extra: dict[str, str] = {"X-Request-Id": "Root=1-test"}
        self.body_in = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.hub.log.append((self.command, self.path, self.token))
        if self.hub.latency:
            time.sleep(self.hub.latency)
        fault = self.hub.faults.meet(unquote(self.path))
        self.fault = fault
        if fault and fault.kind == "hang":
            time.sleep(fault.seconds)
        if fault and fault.kind in ("status", "redirect"):
            self.answer(302 if fault.kind == "redirect" else fault.status, fault.body, fault.headers)
        elif fault and fault.kind == "garbage":
            self.wfile.write(b"\x00\xff no HTTP\r\n\r\n")
            self.close_connection = True
        elif fault and fault.kind == "headers":
            self._endless_headers(fault.seconds)
        else:
            self.route()
        self.wfile.flush()

    def route(self) -> None:
        raise NotImplementedError

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """One answer, with what the fault in force does to its body."""
        given = {**self.extra, **(headers or {})}
        sent, length = _spoilt(body, self.fault, given) if status == 200 else (body, len(body))
        self.send_response(status)
        for name, value in {"Content-Type": "text/plain", **given}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.fault and self.fault.kind == "drip":
            self._drip(sent, self.fault.seconds)
        else:
            self.wfile.write(sent)
        if len(sent) != length:
            self.close_connection = True

    def json(self, value: Any, headers: dict[str, str] | None = None) -> None:
        """A JSON answer."""
        self.answer(200, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})

    def refuse(self, status: int, code: str | None, message: str) -> None:
        """An error as the Hub words it: a code if it has one, the message in a header and in the body."""
        headers = {"X-Error-Message": message, "Content-Type": "application/json"}
        if code:
            headers["X-Error-Code"] = code
        self.answer(status, json.dumps({"error": message}).encode(), headers)

    def _endless_headers(self, seconds: float) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self.wfile.write(b"X-More: yes\r\n")
            self.wfile.flush()
            time.sleep(0.05)
        self.close_connection = True

    def _drip(self, body: bytes, seconds: float) -> None:
        for i in range(len(body)):
            self.wfile.write(body[i : i + 1])
            self.wfile.flush()
            time.sleep(seconds)


def _spoilt(body: bytes, fault: Fault | None, headers: dict[str, str]) -> tuple[bytes, int]:
    """(bytes sent, length announced)."""
    kind = fault.kind if fault else ""
    half = body[: len(body) // 2]
    if kind == "cut":
        return half, len(body)
    if kind == "short":
        return half, len(half)
    if kind == "long":
        return body, len(body) + 1_000_000
    if kind == "corrupt":
        return b"\x01" + body[1:], len(body)
    if kind == "compress":
        headers["Content-Encoding"] = "gzip"
        packed = gzip.compress(body)
        return packed, len(packed)
    return body, len(body)


class _LargeHandler(_Handler):
    """The second port: the bytes of large files by id and path, and never with a token."""

    def route(self) -> None:
        parts = unquote(urlsplit(self.path).path).strip("/").split("/", 2)
        repository = self.hub.repositories.get("/".join(parts[:2])) if len(parts) == 3 else None
        data = repository.read(parts[2]) if repository else None
        if data is None:
            self.answer(404, b"")
        else:
            self.answer(200, data, {"ETag": f'"{hashlib.md5(data).hexdigest()}"'})


class _HubHandler(_Handler):
    def route(self) -> None:
        address = urlsplit(self.path)
        parts = [unquote(part) for part in address.path.strip("/").split("/")]
        query = parse_qs(address.query, keep_blank_values=True)
        if self._limited("api" if parts[0] == "api" else "resolvers"):
            return
        if self.token is not None and self.token not in self.hub.tokens and not self._gated_file(parts):
            self.refuse(401, None, "Invalid credentials in Authorization header")
        elif parts[0] == "api":
            self._api(parts[1:], query)
        elif "resolve" in parts[1:4]:
            at = parts.index("resolve")
            self._file("/".join(parts[:at]), parts[at + 1 :])
        else:
            self.refuse(404, None, "Not found")

    def _limited(self, bucket: str) -> bool:
        budget = self.hub.budgets.get(bucket)
        if budget is None:
            return False
        left, reset = budget.take(time.monotonic())
        self.extra["RateLimit"] = f'"{bucket}";r={max(left, 0)};t={math.ceil(reset)}'
        self.extra["RateLimit-Policy"] = f'"fixed window";"{bucket}";q={budget.allowed};w={math.ceil(budget.seconds)}'
        if left < 0:
            self.answer(429, b"")
        return left < 0

    def _gated_file(self, parts: list[str]) -> bool:
        """A gated file answers a bad token as it answers none."""
        repository = self.hub.repositories.get("/".join(parts[:2]))
        return bool(repository and repository.state.gated and "resolve" in parts)

    def _api(self, parts: list[str], query: dict[str, list[str]]) -> None:
        if parts == ["whoami-v2"]:
            if self.token:
                self.json({"type": "user", "name": "somebody"})
            else:
                self.refuse(401, None, "Invalid username or password.")
        elif parts == ["models"]:
            self._list(query)
        elif parts[0] == "datasets" and _MODEL_FIELDS.intersection(query.get("expand", ())):
            self.refuse(400, None, '"expand" names a field that data sets do not have')
        elif parts[0] in ("models", "datasets") and len(parts) > 1:
            self._model_api(parts[1:], query, self._data(parts))
        else:
            self.refuse(404, None, "Not found")

    def _data(self, parts: list[str]) -> str:
        """"datasets/" if the API is asked for a data set of that folder; any repository answers for a data set too."""
        named = "/".join([*parts[:3]])
        return "datasets/" if parts[0] == "datasets" and self.hub.repositories.get(named) else ""

    def _list(self, query: dict[str, list[str]]) -> None:
        author, search = query.get("author", [""])[0], query.get("search", [""])[0].lower()
        prefix = f"{author}/" if author else ""
        ids = [x for x in self.hub.repositories.ids() if x.startswith(prefix) and search in x.lower()]
        start = int(query.get("cursor", ["0"])[0])
        size = min(int(query.get("limit", ["1000"])[0]), self.hub.page_size)
        page = [self.hub.repositories.get(x) for x in ids[start : start + size]]
        headers = {}
        if start + size < len(ids):
            kept = {name: values[0] for name, values in query.items()}
            more = urlencode(kept | {"cursor": start + size})
            headers["Link"] = f'<{self.hub.endpoint}/api/models?{more}>; rel="next"'
        self.json([_fields(repository.answer(), query) for repository in page if repository], headers)

    def _model_api(self, parts: list[str], query: dict[str, list[str]], data: str = "") -> None:
        known = {"revision", "tree", "refs", "commits", "paths-info"}
        size = 1 if len(parts) == 1 or parts[1] in known else 2
        repository, rest = self._visible(data + "/".join(parts[:size])), parts[size:]
        if repository is None:
            return
        if repository.state.renamed_to:
            tail = "/".join([repository.state.renamed_to, *rest])
            self.answer(307, b"", {"Location": f"/api/{data or 'models/'}{tail}?{urlsplit(self.path).query}"})
            return
        page = rest[0] if rest else "revision"
        revision = "/".join(rest[1:2]) or "main"
        if page == "refs":
            branch = {"name": "main", "ref": "refs/heads/main", "targetCommit": repository.commit}
            self.json({"branches": [branch], "tags": [], "converts": [], "pullRequests": []})
            return
        commit = repository.commit_of(revision)
        if commit is None:
            self.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        elif page == "commits":
            self._commits(repository, commit, query)
        elif page == "revision":
            repository = dataclasses.replace(repository, at=commit)
            self.json(_fields(repository.answer() | {"sha": repository.state.answer.get("sha", commit)}, query))
        else:
            repository = dataclasses.replace(repository, at=commit)
            self._tree(repository, page, rest[2:], query)

    def _commits(self, repository: Repository, commit: str, query: dict[str, list[str]]) -> None:
        """The commits up to `commit`, newest first, in pages of at most `limit` (fifty where it is not said)."""
        made = dataclasses.replace(repository, at=commit).until() or [Commit(id=commit, changed={})]
        start = int(query.get("p", ["0"])[0]) * (size := min(int(query.get("limit", ["50"])[0]), self.hub.page_size))
        page = made[::-1][start : start + size]
        headers = {}
        if start + size < len(made):
            here = self.hub.endpoint + urlsplit(self.path).path
            headers["Link"] = f'<{here}?limit={size}&p={start // size + 1}>; rel="next"'
        self.json(
            [
                {"id": item.id, "title": "Update", "message": "", "date": item.date, "authors": [{"user": item.author}]}
                for item in page
            ],
            headers,
        )

    def _tree(self, repository: Repository, page: str, folder: list[str], query: dict[str, list[str]]) -> None:
        prefix = "/".join([*folder, ""]) if folder else ""
        entries = [_entry(repository, path) for path in repository.files() if path.startswith(prefix)]
        if "true" in query.get("expand", []):
            for entry in entries:
                last = repository.last_change(entry["path"]) or Commit(id=repository.commit, changed={})
                entry["lastCommit"] = {"id": last.id, "title": "Update", "date": last.date}
        if page == "paths-info":
            wanted = set(parse_qs(self.body_in.decode()).get("paths", []))
            if self.body_in.startswith(b"{"):
                wanted = set(json.loads(self.body_in)["paths"])
            self.json([entry for entry in entries if entry["path"] in wanted])
            return
        start = int(query.get("cursor", ["0"])[0])
        size = min(int(query.get("limit", ["1000"])[0]), self.hub.page_size)
        headers = {}
        if start + size < len(entries):
            here = self.hub.endpoint + urlsplit(self.path).path
            more = urlencode({name: values[0] for name, values in query.items()} | {"cursor": start + size})
            headers["Link"] = f'<{here}?{more}>; rel="next"'
        self.json(entries[start : start + size], headers)

    def _visible(self, model_id: str) -> Repository | None:
        """The repository, if this caller may see it; else the refusal is sent."""
        repository = self.hub.repositories.get(model_id)
        allowed = self.hub.tokens.get(self.token or "", set())
        if repository is None or (repository.state.private and model_id not in allowed):
            if self.token is None:
                self.answer(401, json.dumps({"error": "Invalid username or password."}).encode())
            else:
                self.refuse(404, "RepoNotFound", "Repository not found")
            return None
        is_file = "/resolve/" in self.path
        if repository.state.disabled == "all" or (repository.state.disabled == "files" and is_file):
            self.refuse(403, None, "Access to this resource is disabled.")
            return None
        return repository

    def _file(self, model_id: str, rest: list[str]) -> None:
        repository = self._visible(model_id)
        if repository is None or not self._may_read(repository):
            return
        revision, path = rest[0], "/".join(rest[1:])
        commit = repository.commit_of(revision)
        repository = dataclasses.replace(repository, at=commit)
        data = repository.read(path)
        if commit is None:
            self.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        elif data is None:
            self.refuse(404, "EntryNotFound", "Entry not found")
        elif path in repository.state.lfs:
            digest = hashlib.sha256(data).hexdigest()
            self.answer(302, b"", {
                "Location": f"{self.hub.large_files}/{repository.id}/{path}?Signature=test", "X-Repo-Commit": commit,
                "X-Linked-Size": str(len(data)), "X-Linked-Etag": f'"{digest}"', "ETag": f'"{digest}"',
            })
        else:
            blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            self.answer(200, data, {"X-Repo-Commit": commit, "ETag": f'"{blob}"', "Accept-Ranges": "bytes"})

    def _may_read(self, repository: Repository) -> bool:
        if not repository.state.gated or repository.id in self.hub.tokens.get(self.token or "", set()):
            return True
        if self.token in self.hub.tokens:
            message = _NOT_LISTED.format(id=repository.id, endpoint=self.hub.endpoint)
            self.refuse(403, "GatedRepo", message)
        else:
            self.refuse(401, "GatedRepo", _LOG_IN.format(id=repository.id))
        return False


def _fields(answer: dict[str, Any], query: dict[str, list[str]]) -> dict[str, Any]:
    """With `expand`, the fields asked for and the id only."""
    wanted = query.get("expand", []) + query.get("expand[]", [])
    if not wanted:
        return answer
    return {name: value for name, value in answer.items() if name in {"_id", "id", *wanted}}


def _entry(repository: Repository, path: str) -> dict[str, Any]:
    data = repository.read(path) or b""
    oid = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    return {"type": "file", "oid": oid, "size": len(data), "path": path}
