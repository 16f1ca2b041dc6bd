"""The first bytes of weight files: of a folder always, of a Hub on demand by one range request, never whole files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from auditor.nouns import Gap, GapReason, ModelSnapshot, WeightHeader
from auditor.sources.local import read_inside
from auditor.sources.paths import is_plain_path, is_repository_path
from auditor.text.weights import HEADER_BYTES, read_header

#: Weight files of a folder that are looked at; of a Hub one, since each costs a request.
FILES = 4
HUB_FILES = 1


def weight_files(paths: Iterable[str], most: int) -> tuple[str, ...]:
    """The files whose headers are worth reading: GGUF first, since its keys name licenses; then safetensors."""
    sound = [path for path in paths if is_repository_path(path) and is_plain_path(path)]
    gguf = sorted(path for path in sound if path.lower().endswith(".gguf"))
    return tuple([*gguf, *sorted(path for path in sound if path.lower().endswith(".safetensors"))][:most])


def folder_headers(folder: Path, paths: Iterable[str]) -> list[WeightHeader | Gap]:
    """What the headers of a folder's weight files state; a broken one is a gap beside what stands before the break.

    A file that is not there, or that is of no such format (a placeholder, a pointer of Git LFS), states nothing.
    """
    found: list[WeightHeader | Gap] = []
    for path in weight_files(paths, FILES):
        data = read_inside(folder, path, HEADER_BYTES)
        header, fault = read_header(path, data[:HEADER_BYTES]) if isinstance(data, bytes) else (None, "")
        if header is not None:
            found += [header, *_broken(path, fault)]
    return found


def answered_header(path: str, status: int, headers: Mapping[str, str], body: bytes) -> list[WeightHeader | Gap]:
    """What the answer to a request for the first bytes holds; a gap where it is something else, or broken."""
    if status == 206 and not headers.get("content-range", "").lower().startswith("bytes 0-"):
        return [_gap(path, "answered with other bytes than the first ones")]
    header, fault = read_header(path, body[:HEADER_BYTES])
    if header is None:
        return [_gap(path, "its first bytes are those of no GGUF and no safetensors file")]
    return [header, *_broken(path, fault)]


def with_headers(
    snapshot: ModelSnapshot, held: Sequence[WeightHeader], found: Iterable[WeightHeader | Gap]
) -> ModelSnapshot:
    """The snapshot with headers that were held already and those just read, by path; gaps beside its own."""
    read = list(found)
    headers = {header.path: header for header in (*held, *read) if isinstance(header, WeightHeader)}
    gaps = tuple(gap for gap in read if isinstance(gap, Gap))
    ordered = tuple(headers[path] for path in sorted(headers))
    return dataclasses.replace(snapshot, headers=ordered, gaps=(*snapshot.gaps, *gaps))


def _broken(path: str, fault: str) -> list[Gap]:
    return [_gap(path, f"its header is broken: {fault}; what stands before that was read")] if fault else []


def _gap(path: str, detail: str) -> Gap:
    return Gap(document=path, reason=GapReason.UNREADABLE, detail=detail)
