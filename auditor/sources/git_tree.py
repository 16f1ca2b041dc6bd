"""The files of one commit: their names, and the bytes of those that are asked for, each blob read once."""

from __future__ import annotations

import posixpath
import re

from auditor import limits
from auditor.nouns import Gap, GapReason
from auditor.sources.git_objects import GitFault, GitObjects
from auditor.sources.git_place import GitPlace
from auditor.sources.local import read_inside
from auditor.text.decode import sha256

_LINK = "120000"
_FILES = frozenset({"100644", "100755", "100664", _LINK})
_LINKS = 5
_LINK_BYTES = limits.PATH_LENGTH
_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:[^\n]{0,200}\n){0,8}?oid sha256:([0-9a-f]{64})\n"
)
_POINTER_BYTES = 1_024
#: Blobs that are kept for the next commit: most of them are the same there.
_KEPT = 32
_NOT_HERE = "not in this clone: a partial clone leaves such files at its server, which is not asked"


class GitTree:
    """The files of whichever commit was listed last."""

    def __init__(self, objects: GitObjects, place: GitPlace) -> None:
        self._objects = objects
        self._place = place
        self._entries: dict[str, tuple[str, str]] = {}
        self._kept: dict[str, bytes | Gap] = {}

    def list(self, commit: str) -> list[str]:
        """The paths of all files of a commit, at most one more than the limit. Raises GitFault."""
        self._entries = {}
        for record in self._objects.records(["ls-tree", "-r", "-z", "--full-tree", commit]):
            head, _, path = record.partition(b"\t")
            mode, _, blob = head.decode("ascii", "replace").split(" ", 2)
            if mode in _FILES:
                self._entries[path.decode("utf-8", "replace")] = (mode, blob)
            if len(self._entries) > limits.LISTED_FILES:
                break
        return list(self._entries)

    def read(self, path: str, limit: int) -> bytes | Gap | None:
        """At most `limit` + 1 bytes of a file; links inside the repository are followed. None if it is not there."""
        at = path
        for _ in range(_LINKS):
            mode, blob = self._entries.get(at, ("", ""))
            if not blob:
                return None if at == path else _gap(path, "a link that leads to no file of the repository")
            data = self._blob(path, blob, _LINK_BYTES if mode == _LINK else limit)
            if isinstance(data, Gap):
                return data
            if mode != _LINK:
                return self._whole(data, limit)
            at = posixpath.normpath(posixpath.join(posixpath.dirname(at), data.decode("utf-8", "replace")))
        return _gap(path, "a link that leads from link to link")

    def _blob(self, path: str, blob: str, limit: int) -> bytes | Gap:
        key = f"{blob} {limit}"
        if key not in self._kept:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = self._read(path, blob, limit)
        found = self._kept[key]
        return _gap(path, found.detail, found.reason) if isinstance(found, Gap) else found

    def _read(self, path: str, blob: str, limit: int) -> bytes | Gap:
        try:
            told = b"".join(self._objects.output(["cat-file", "--batch-check"], [blob])).split()
            if told[1:2] == [b"missing"]:
                return _gap(path, _NOT_HERE, GapReason.OFFLINE)
            if told[1:2] != [b"blob"] or not told[2].isdigit():
                return _gap(path, "no file in Git's eyes")
            # Its size is known before a byte of it is unpacked.
            if int(told[2]) > limit:
                return _gap(path, f"larger than {limit:,} bytes", GapReason.TOO_LARGE)
            return b"".join(self._objects.output(["cat-file", "blob", blob]))
        except GitFault as fault:
            return _gap(path, fault.detail)

    def _whole(self, data: bytes, limit: int) -> bytes:
        """The file that a Git LFS pointer stands for, if this clone holds it; else the pointer."""
        pointer = _POINTER.match(data) if len(data) <= _POINTER_BYTES else None
        if pointer is None:
            return data
        name = pointer[1].decode()
        found = read_inside(self._place.shared, f"lfs/objects/{name[:2]}/{name[2:4]}/{name}", limit)
        if isinstance(found, bytes) and (len(found) > limit or sha256(found) == name):
            return found
        return data


def _gap(path: str, detail: str, reason: GapReason = GapReason.UNREADABLE) -> Gap:
    return Gap(document=path, reason=reason, detail=detail)
