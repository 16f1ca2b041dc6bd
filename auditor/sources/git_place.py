"""Where a Git repository keeps its objects and references, read from its files: no Git runs, no configuration counts.

A branch or tag becomes a commit's id here, so that the Git that reads the objects (`git_objects.py`) needs to see
nothing of the repository but these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import NotReadable, UsageError
from auditor.names import revision_fault
from auditor.nouns import GapReason
from auditor.sources.local import read_inside
from auditor.text.shown import shown

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_PREFIX = re.compile(r"[0-9a-f]{7,64}")
#: "main~3", "v1.0^": the steps back that Git's own names may end with.
_STEPS = re.compile(r"([^~^]+)((?:[~^][0-9]{0,6}){0,8})")
_FILE_BYTES = 8_000_000
#: A reference that leads to another leads to a commit within so many steps.
_LINKS = 5
#: Where a name is looked for, in Git's own order; the branches of the place it was cloned from last.
_WHERE = ("refs/tags/", "refs/heads/", "refs/remotes/", "refs/remotes/origin/")


@dataclass(frozen=True, slots=True, kw_only=True)
class GitPlace:
    """A repository: `own` holds HEAD, `shared` the references and objects (another folder only in a linked worktree).

    `text` is the folder as the user wrote it.
    """

    text: str
    own: Path
    shared: Path

    @property
    def objects(self) -> Path:
        """The folder of its objects."""
        return self.shared / "objects"

    def start(self, revision: str | None) -> str:
        """What a revision (None: HEAD) stands for: an id or its beginning, with steps back after it as given.

        Raises NotReadable if the repository knows no such name, or has no commit yet.
        """
        found = _STEPS.fullmatch(revision or "HEAD")
        if found is None or revision_fault(found[1]):
            raise self._missing(revision or "HEAD")
        name, steps = found[1], found[2]
        commit = self._named(name) or (name if _PREFIX.fullmatch(name) else None)
        if commit is None:
            raise self._missing(name) if revision else self._without_head()
        return commit + steps

    def hash_of(self, start: str) -> str:
        """The kind of hash that names its objects, sha1 or sha256: as long as `start`, or what HEAD leads to, is."""
        known = _ID.match(start) or _ID.match(self._follow("HEAD") or "")
        return "sha256" if known is not None and len(known[0]) == 64 else "sha1"

    def shallow(self) -> tuple[str, ...]:
        """The commits whose parents a shallow clone left behind."""
        lines = _text(self.shared, "shallow").splitlines()
        return tuple(line for line in lines if _ID.fullmatch(line))

    def _named(self, name: str) -> str | None:
        if _ID.fullmatch(name):
            return name
        if name == "HEAD":
            return self._follow("HEAD")
        if name.startswith("refs/"):
            return self._follow(name)
        return next((commit for prefix in _WHERE if (commit := self._follow(prefix + name))), None)

    def _follow(self, name: str) -> str | None:
        for _ in range(_LINKS):
            text = _text(self.own if name == "HEAD" else self.shared, name).strip()
            if not text.startswith("ref: "):
                return text if _ID.fullmatch(text) else self._packed(name)
            name = text[5:].strip()
            if not name.startswith("refs/") or revision_fault(name):
                return None
        return None

    def _packed(self, name: str) -> str | None:
        for line in _text(self.shared, "packed-refs").splitlines():
            commit, _, ref = line.partition(" ")
            if ref == name and _ID.fullmatch(commit):
                return commit
        return None

    def _missing(self, revision: str) -> NotReadable:
        hint = "Name a branch, tag or commit of this repository, or leave @REVISION out for the one checked out."
        return NotReadable(f"{shown(self.text)}: no revision {shown(revision)}", hint, GapReason.REVISION_MISSING)

    def _without_head(self) -> NotReadable:
        if (self.shared / "reftable").is_dir():
            hint = f"Name the commit: {shown(self.text)}@COMMIT, as `git log` shows it."
            what = "keeps its branches in a table that is not read (reftable)"
            return NotReadable(f"{shown(self.text)}: {what}", hint, GapReason.UNREADABLE)
        return NotReadable(
            f"{shown(self.text)}: a Git repository without any commit on its branch",
            "Commit something first, or name a branch: ./DIR@BRANCH.", GapReason.REVISION_MISSING,
        )


def git_place(folder: Path, text: str) -> GitPlace:
    """The repository that `folder` is a checkout of, or is. Raises UsageError if it is neither."""
    if not folder.is_dir():
        what = "not a folder" if folder.exists() else "no such folder"
        raise UsageError(f"{shown(text)}: {what}", "Give ORG/NAME for a model of the Hub, ./DIR for a Git checkout.")
    inner = folder / ".git"
    own = inner if inner.is_dir() else _pointed_to(folder) if inner.is_file() else folder
    shared = own / (_text(own, "commondir").strip() or ".")
    if not (shared / "objects").is_dir() or not (own / "HEAD").is_file():
        hint = "Name the top folder of a Git checkout, or compare two folders with `auditor diff ./OLD ./NEW`."
        raise UsageError(f"{shown(text)}: no Git checkout, so it has no history", hint)
    return GitPlace(text=text, own=own.resolve(), shared=shared.resolve())


def _pointed_to(folder: Path) -> Path:
    """The folder that a `.git` file names: that of a linked worktree or of a submodule."""
    head, _, rest = _text(folder, ".git").partition(":")
    return folder / rest.strip() if head == "gitdir" and rest.strip() and "\0" not in rest else folder


def _text(folder: Path, name: str) -> str:
    data = read_inside(folder, name, _FILE_BYTES)
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
