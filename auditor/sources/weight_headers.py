"""The first bytes of weight files: of a folder always, of a Hub on demand by one range request, never whole files."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from auditor.nouns import Gap, GapReason, ModelSnapshot, WeightHeader
from auditor.sources.hub_answers import failure, refusal_of
from auditor.sources.hub_http import HubSession, RequestFailed
from auditor.sources.local import read_inside
from auditor.sources.paths import is_plain_path, is_repository_path
from auditor.sources.workers import Workers
from auditor.text.weights import HEADER_BYTES, read_header

#: Weight files of a folder that are looked at; of a Hub one, since each costs a request.
FILES = 4
_HUB_FILES = 1


def weight_files(paths: Iterable[str], most: int) -> tuple[str, ...]:
    """The files whose headers are worth reading: GGUF first, since its keys name licenses; then safetensors."""
    sound = [path for path in paths if is_repository_path(path) and is_plain_path(path)]
    gguf = sorted(path for path in sound if path.lower().endswith(".gguf"))
    return tuple([*gguf, *sorted(path for path in sound if path.lower().endswith(".safetensors"))][:most])


def folder_headers(folder: Path, paths: Iterable[str]) -> tuple[WeightHeader, ...]:
    """What the headers of a folder's weight files state; a file that is not there states nothing."""
    found = []
    for path in weight_files(paths, FILES):
        data = read_inside(folder, path, HEADER_BYTES)
        header = read_header(path, data) if isinstance(data, bytes) else None
        found += [header] if header is not None else []
    return tuple(found)


def with_hub_headers(snapshot: ModelSnapshot, patience: float) -> ModelSnapshot:
    """The snapshot with the header of a weight file, read from its Hub; a gap where that could not be read."""
    if snapshot.source != "hub" or not snapshot.endpoint or not snapshot.commit:
        return snapshot
    names = [entry.path for entry in snapshot.files or ()]
    headers: list[WeightHeader] = []
    gaps: list[Gap] = []
    for path in weight_files(names, _HUB_FILES):
        found = _read(snapshot, path, patience)
        if isinstance(found, Gap):
            gaps.append(found)
        elif found is not None:
            headers.append(found)
    return dataclasses.replace(snapshot, headers=tuple(headers), gaps=(*snapshot.gaps, *gaps))


def with_all_hub_headers(snapshots: Sequence[ModelSnapshot], patience: float, jobs: int) -> list[ModelSnapshot]:
    """The same for many snapshots at once, in their order."""
    workers = Workers(jobs)
    try:
        waiting = [workers.submit(with_hub_headers, snapshot, patience) for snapshot in snapshots]
        return [future.result() for future in waiting]
    finally:
        workers.stop()


def _read(snapshot: ModelSnapshot, path: str, patience: float) -> WeightHeader | Gap | None:
    url = f"{snapshot.endpoint}/{snapshot.id}/resolve/{snapshot.commit}/{quote(path, safe='/')}"
    try:
        session = HubSession(str(snapshot.endpoint), patience, threading.Event(), first_bytes=HEADER_BYTES)
        try:
            answer = session.get(url, HEADER_BYTES, "resolvers", lambda detail: None, elsewhere=True)
        finally:
            session.close()
    except RequestFailed as fault:
        return failure(fault).gap(path)
    if answer.status not in (200, 206):
        gated = snapshot.metadata.gated if snapshot.metadata else None
        page = f"{snapshot.endpoint}/{snapshot.id}"
        return refusal_of(answer, snapshot.id, snapshot.commit, page, gated).gap(path)
    if answer.status == 206 and not answer.headers.get("content-range", "").lower().startswith("bytes 0-"):
        return Gap(document=path, reason=GapReason.UNREADABLE, detail="answered with other bytes than the first ones")
    return read_header(path, answer.body[:HEADER_BYTES])
