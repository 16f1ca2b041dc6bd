"""Models of a Hub: one metadata call, then at most six files, one GET each, at the commit that the Hub answered."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode

from auditor import limits
from auditor.catalog.documents import DocumentPatterns
from auditor.names import DATASETS
from auditor.nouns import Document, DocumentKind, FileEntry, Gap, GapReason, HubMetadata, ModelSnapshot, WeightHeader
from auditor.sources.assemble import card_data
from auditor.sources.gate import gate_documents
from auditor.sources.held import Held
from auditor.sources.hub_answers import Refusal, error_of, failure, refusal_of
from auditor.sources.hub_http import Answer, HubSession, RequestFailed
from auditor.sources.metadata import commit_of, hub_metadata, id_of, parse_answer, siblings
from auditor.sources.paths import listing
from auditor.sources.plan import Plan, PlannedFile, license_files, plan
from auditor.sources.texts import document_of, too_large
from auditor.sources.weight_headers import HUB_FILES, answered_header, weight_files, with_headers
from auditor.sources.workers import Workers
from auditor.text.weights import HEADER_BYTES

T = TypeVar("T")
U = TypeVar("U")
#: The fields of the metadata answer that the audit uses; asking by name keeps answers small (no chat templates).
EXPAND = (
    "author", "baseModels", "cardData", "createdAt", "disabled", "downloads", "gated", "lastModified", "library_name",
    "pipeline_tag", "private", "safetensors", "sha", "siblings", "tags",
)
#: The same of a data set; the Hub refuses the names of fields that only models have.
DATASET_EXPAND = (
    "author", "cardData", "createdAt", "disabled", "downloads", "gated", "lastModified", "private", "sha", "siblings",
    "tags",
)
_GATED = frozenset({GapReason.GATED_AUTO, GapReason.GATED_MANUAL})
_COMMIT = re.compile(r"[0-9a-f]{40}")
_BLOB_ID = re.compile(r'"([0-9a-f]{40}|[0-9a-f]{64})"')
#: From endpoint, id and commit to what is held of it already.
HeldOf = Callable[[str, str, str], Held]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What the metadata call told."""

    id: str
    commit: str | None
    revision: str | None
    metadata: HubMetadata
    files: tuple[FileEntry, ...] | None
    complete: bool
    gaps: tuple[Gap, ...]


class HubSource:
    """Reads models of one endpoint. At most `jobs` requests are in flight, however many models are read at once."""

    def __init__(
        self, endpoint: str, patterns: DocumentPatterns, jobs: int, patience: float, stop: threading.Event,
        say: Callable[[str, str, str], None],
    ) -> None:
        """`say(model, step, detail)` is told of every step."""
        self.endpoint = endpoint
        self._patterns = patterns
        self._session = self._open(patience, stop)
        self._slots = threading.BoundedSemaphore(jobs)
        self._workers = Workers(jobs)
        self._say = say

    def _open(self, patience: float, stop: threading.Event) -> HubSession:
        try:
            return HubSession(self.endpoint, patience, stop)
        except RequestFailed as fault:
            raise error_of(failure(fault), "the Hub") from None

    def read(self, model_id: str, revision: str | None, held: HeldOf, headers: bool = False) -> ModelSnapshot:
        """The snapshot of a model, or of a data set ("datasets/NAME"): they are repositories of one kind.

        With `headers` the first bytes of a weight file are asked for too, beside the texts.
        Raises NotReadable, with the reason and the next step, if there is none.
        """
        head = self._head(model_id, revision)
        commit = head.commit or revision or "main"
        names = [entry.path for entry in head.files or ()]
        planned = plan(names, self._patterns, license_files(head.metadata.card_data))
        stored = held(self.endpoint, head.id, head.commit) if head.commit else Held()
        asked = self._ask_headers(head, names, stored) if headers else []
        texts, gaps = self._texts(head, commit, planned, stored.documents)
        snapshot = self._snapshot(head, model_id, planned, texts, gaps)
        return with_headers(snapshot, stored.headers, [found for future in asked for found in future.result()])

    def ask(self, path: str, model_id: str) -> Answer:
        """The Hub's answer to GET `path` of its API. Raises RequestFailed if there is no usable one."""
        return self._get(f"{self.endpoint}{path}", limits.METADATA_BYTES, "api", model_id, elsewhere=False)

    def ask_all(self, ask: Callable[[T], U], asked: Sequence[T]) -> list[U]:
        """`ask` of each, several at a time; the results in order."""
        return [future.result() for future in [self._workers.submit(ask, item) for item in asked]]

    def close(self) -> None:
        """Let the threads end; requests in flight are left to themselves."""
        self._workers.stop()
        self._session.close()

    def _snapshot(
        self, head: _Head, requested: str, planned: Plan, texts: list[Document], gaps: list[Gap]
    ) -> ModelSnapshot:
        card = next((text for text in texts if text.kind is DocumentKind.CARD), None)
        gates = gate_documents(card_data(head.metadata, card), head.metadata.gated)
        return ModelSnapshot(
            id=head.id, requested=requested, source="hub", revision=head.revision, commit=head.commit,
            endpoint=self.endpoint, metadata=head.metadata, files=head.files, files_complete=head.complete,
            documents=(*texts, *gates), gaps=(*head.gaps, *gaps, *planned.gaps()),
        )

    # --- weight files -----------------------------------------------------------------------------------------------

    def _ask_headers(self, head: _Head, names: list[str], stored: Held) -> list[Future[list[WeightHeader | Gap]]]:
        """Ask for the first bytes of the weight files that nothing is held of; only at a commit, like all evidence."""
        if head.commit is None or head.metadata.disabled:
            return []
        known = {header.path for header in stored.headers}
        asked = [path for path in weight_files(names, HUB_FILES) if path not in known]
        return [self._workers.submit(self._header, head, head.commit, path) for path in asked]

    def _header(self, head: _Head, commit: str, path: str) -> list[WeightHeader | Gap]:
        self._say(head.id, "reading", path)
        try:
            answer = self._get(
                self._address(head, commit, path), HEADER_BYTES, "resolvers", head.id, elsewhere=True, first_only=True
            )
        except RequestFailed as fault:
            return [failure(fault).gap(path)]
        if answer.status not in (200, 206):
            return [refusal_of(answer, head.id, commit, self._page(head.id), head.metadata.gated).gap(path)]
        return answered_header(path, answer.status, answer.headers, answer.body)

    # --- the metadata call ------------------------------------------------------------------------------------------

    def _head(self, model_id: str, revision: str | None) -> _Head:
        self._say(model_id, "reading", "metadata")
        answer = self._metadata(model_id, revision)
        found = parse_answer(answer.body) if len(answer.body) <= limits.METADATA_BYTES else None
        if found is None:
            what = "the metadata is no JSON object, or too large: is this address a Hub?"
            refusal = Refusal(reason=GapReason.UNREADABLE, what=what, hint="Check HF_ENDPOINT or --hub.")
            raise error_of(refusal, model_id)
        commit = commit_of(found)
        if revision and _COMMIT.fullmatch(revision) and commit != revision:
            what = f"asked for commit {revision[:12]}, the Hub answered {(commit or 'none')[:12]}"
            refusal = Refusal(reason=GapReason.UNREADABLE, what=what, hint="Check HF_ENDPOINT or --hub.")
            raise error_of(refusal, model_id)
        named = siblings(found)
        files, gaps, complete = listing(named) if named is not None else (None, (_no_listing(),), False)
        return _Head(
            id=_with_kind(id_of(found), model_id), commit=commit, revision=revision, metadata=hub_metadata(found),
            files=files, complete=complete, gaps=gaps,
        )

    def _metadata(self, model_id: str, revision: str | None) -> Answer:
        is_data = model_id.startswith(DATASETS)
        path = f"/api/{model_id}" if is_data else f"/api/models/{model_id}"
        path += f"/revision/{quote(revision, safe='')}" if revision else ""
        fields = DATASET_EXPAND if is_data else EXPAND
        url = f"{self.endpoint}{path}?{urlencode([('expand', field) for field in fields])}"
        try:
            answer = self._get(url, limits.METADATA_BYTES, "api", model_id, elsewhere=False)
        except RequestFailed as fault:
            raise error_of(failure(fault), model_id) from None
        if answer.status != 200:
            refusal = refusal_of(answer, model_id, revision, self._page(model_id), None)
            raise error_of(refusal, model_id)
        return answer

    # --- the files --------------------------------------------------------------------------------------------------

    def _texts(
        self, head: _Head, commit: str, planned: Plan, stored: Mapping[str, Document]
    ) -> tuple[list[Document], list[Gap]]:
        found: dict[str, Document | Gap] = {
            file.path: stored[file.path]
            for file in planned.read
            if file.path in stored and stored[file.path].kind is file.kind
        }
        wanted = [file for file in planned.read if file.path not in found]
        if head.metadata.disabled:
            disabled = Refusal(reason=GapReason.DISABLED, what="taken down by the Hub", hint="")
            found.update((file.path, disabled.gap(file.path)) for file in wanted)
        else:
            found.update(self._fetch(head, commit, wanted))
        ordered = [found[file.path] for file in planned.read]
        return [x for x in ordered if isinstance(x, Document)], [x for x in ordered if isinstance(x, Gap)]

    def _fetch(self, head: _Head, commit: str, wanted: list[PlannedFile]) -> dict[str, Document | Gap]:
        """The files in parallel. Of a gated model the first one shows whether the others need asking for."""
        found: dict[str, Document | Gap] = {}
        if head.metadata.gated in ("auto", "manual") and wanted:
            first = wanted[0]
            result = found[first.path] = self._file(head, commit, first)
            wanted = wanted[1:]
            if isinstance(result, Gap) and result.reason in _GATED:
                found.update((f.path, Gap(document=f.path, reason=result.reason, detail=result.detail)) for f in wanted)
                return found
        futures = [(file.path, self._workers.submit(self._file, head, commit, file)) for file in wanted[1:]]
        found.update((file.path, self._file(head, commit, file)) for file in wanted[:1])
        found.update((path, future.result()) for path, future in futures)
        return found

    def _file(self, head: _Head, commit: str, file: PlannedFile) -> Document | Gap:
        self._say(head.id, "reading", file.path)
        try:
            answer = self._get(self._address(head, commit, file.path), file.limit, "resolvers", head.id, elsewhere=True)
        except RequestFailed as fault:
            return failure(fault).gap(file.path)
        if answer.status != 200:
            return refusal_of(answer, head.id, commit, self._page(head.id), head.metadata.gated).gap(file.path)
        if len(answer.body) > file.limit:
            return too_large(file.path, file.limit)
        return _damage(file.path, answer, head.commit) or document_of(file, answer.body)

    def _address(self, head: _Head, commit: str, path: str) -> str:
        return f"{self.endpoint}/{head.id}/resolve/{quote(commit, safe='')}/{quote(path, safe='/')}"

    def _get(
        self, url: str, limit: int, bucket: str, model_id: str, elsewhere: bool, first_only: bool = False
    ) -> Answer:
        with self._slots:
            return self._session.get(
                url, limit, bucket, lambda detail: self._say(model_id, "waiting", detail), elsewhere, first_only
            )

    def _page(self, model_id: str) -> str:
        return f"{self.endpoint}/{model_id}"


def _with_kind(answered: str | None, asked: str) -> str:
    """The id that was answered, marked as a data set's where one was asked for; else the id asked for."""
    if answered is None or not asked.startswith(DATASETS):
        return answered or asked
    return DATASETS + answered.removeprefix(DATASETS)


def _no_listing() -> Gap:
    return Gap(document="files", reason=GapReason.NO_LISTING, detail="the Hub's answer lists no files")


def _damage(path: str, answer: Answer, commit: str | None) -> Gap | None:
    """A gap if the bytes are not those that the Hub's own headers promise: the Git blob or SHA-256 in the ETag."""
    served = answer.headers.get("x-repo-commit")
    if served and commit and served != commit:
        detail = "served from another commit than the one asked for"
        return Gap(document=path, reason=GapReason.UNREADABLE, detail=detail)
    tag = _BLOB_ID.fullmatch(answer.headers.get("x-linked-etag") or answer.headers.get("etag") or "")
    if tag is None or tag[1] in _digests(answer.body, len(tag[1])):
        return None
    detail = "the bytes are not those that the Hub's ETag promises"
    return Gap(document=path, reason=GapReason.UNREADABLE, detail=detail)


def _digests(body: bytes, length: int) -> tuple[str, ...]:
    if length == 64:
        return (hashlib.sha256(body).hexdigest(),)
    # Some servers send the SHA-1 of the bytes, the Hub that of the Git blob.
    blob = hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False).hexdigest()
    return (blob, hashlib.sha1(body, usedforsecurity=False).hexdigest())
