"""A model's history in a local Git checkout: the commits that touched its card or terms, and its texts at any of them.

Only what is committed counts, along the first parents: each commit as the branch stood then, a merge as one step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from auditor.catalog.documents import DocumentPatterns
from auditor.errors import NotReadable
from auditor.nouns import Gap, GapReason, ModelSnapshot
from auditor.sources.assemble import Holding, assemble
from auditor.sources.git_folder import hub_id_of_checkout
from auditor.sources.git_objects import GitFault, GitObjects
from auditor.sources.git_place import git_place
from auditor.sources.git_tree import GitTree
from auditor.sources.paths import listing
from auditor.sources.revisions import COMMITS, Revision, Revisions, history_gap, is_watched
from auditor.text.shown import shown

_FORM = "--format=%P%x00%cI%x00%an"
_COMMIT_LINE = re.compile(rb"commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)")
_ID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def at_revision(text: str) -> tuple[Path, str] | None:
    """Folder and revision of `./DIR@REVISION`, or None if it is no such thing. A folder of that whole name wins."""
    folder, at, revision = text.rpartition("@")
    if not at or not revision or Path(text).exists() or not Path(folder).is_dir():
        return None
    return Path(folder), revision


def read_commit(folder: Path, revision: str, text: str, patterns: DocumentPatterns) -> ModelSnapshot:
    """The model of a checkout at one revision. Raises UsageError or NotReadable."""
    with Checkout(folder, revision, text, patterns) as checkout:
        return checkout.read(checkout.head)


class Checkout:
    """A Git checkout, opened at a revision (None: the one checked out). Use as a context manager.

    `id` is the model's, where the checkout came from a Hub, else the folder's own name; `head` the full commit.
    """

    def __init__(self, folder: Path, revision: str | None, text: str, patterns: DocumentPatterns) -> None:
        """Raises UsageError for a folder that is no checkout, NotReadable where it has no such revision or no Git."""
        self._place = git_place(folder, text)
        start = self._place.start(revision)
        self._patterns = patterns
        self._text = text
        self._objects = GitObjects(self._place, start)
        self._tree = GitTree(self._objects, self._place)
        self.id = hub_id_of_checkout(folder) or folder.resolve().name or "folder"
        try:
            self.head = self._full(start, revision)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Checkout:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the scratch repository."""
        self._objects.close()

    def commit(self, revision: str) -> str:
        """The full commit of another revision. Raises NotReadable if there is none."""
        return self._full(self._place.start(revision), revision)

    def revisions(self, most: int) -> Revisions:
        """The commits up to `head` that touched the card or terms, newest first, at most `most` of them."""
        commits, parents, gaps = self._commits()
        touched, late = self._touched(commits, parents)
        gaps += [history_gap(GapReason.UNREADABLE, f"{late}; older changes may be missing")] if late else []
        # The oldest is where the history begins, whatever it touched; after a fault nothing is known of it.
        found = [item for number, item in enumerate(commits)
                 if item.commit in touched or (number == len(commits) - 1 and not late)]
        return Revisions(
            events=tuple(found[:most]), head=commits[0], total=len(commits), cut=len(found) > most, gaps=tuple(gaps)
        )

    def read(self, commit: str) -> ModelSnapshot:
        """The snapshot of a full commit. Raises NotReadable if its list of files cannot be read."""
        try:
            paths = self._tree.list(commit)
        except GitFault as fault:
            hint = f"Look at it with `git fsck`; in a partial clone, `git checkout {commit[:12]}` fetches it."
            raise NotReadable(f"{self.id} at {commit[:12]}: {fault.detail}", hint, GapReason.UNREADABLE) from None
        files, gaps, complete = listing((path, None) for path in paths)
        holding = Holding(
            id=self.id, requested=self.id, listed=files, complete=complete, revision=commit, commit=commit, gaps=gaps
        )
        return assemble(holding, lambda file: self._tree.read(file.path, file.limit), self._patterns)

    def _full(self, start: str, revision: str | None) -> str:
        commit = self._objects.commit(start)
        if commit is None:
            name = shown(revision or "HEAD")
            hint = "Name a branch, tag or commit that is in this clone; `git fetch --unshallow` gets what it lacks."
            raise NotReadable(f"{shown(self._text)}: no commit {name}", hint, GapReason.REVISION_MISSING)
        return commit

    def _commits(self) -> tuple[list[Revision], list[str], list[Gap]]:
        """The commits, newest first, the first parent of each ("" for none), and what is missing of them."""
        found: list[Revision] = []
        parents: list[str] = []
        gaps: list[Gap] = []
        try:
            for revision, parent in self._log():
                found.append(revision)
                parents.append(parent)
        except GitFault as fault:
            gaps.append(history_gap(GapReason.UNREADABLE, f"the list of commits ends early: {fault.detail}"))
        if not found:
            raise NotReadable(f"{self.id}: {_BROKEN_LIST}", "Look at it with `git fsck`.", GapReason.UNREADABLE)
        if found[-1].commit in self._place.shallow():
            detail = "a shallow clone: older commits are not here; `git fetch --unshallow` gets them"
            gaps.append(history_gap(GapReason.NO_LISTING, detail))
        elif len(found) > COMMITS:
            found, parents = found[:COMMITS], parents[:COMMITS]
            gaps.append(history_gap(GapReason.TOO_LARGE, f"only the newest {COMMITS:,} commits are looked at"))
        return found, parents, gaps

    def _log(self) -> Iterator[tuple[Revision, str]]:
        arguments = ["rev-list", "--first-parent", f"--max-count={COMMITS + 1}", _FORM, "--end-of-options", self.head]
        commit = ""
        for line in self._objects.records(arguments, ending=b"\n"):
            if head := _COMMIT_LINE.fullmatch(line):
                commit = head[1].decode()
                continue
            above, _, rest = line.decode("utf-8", "replace").partition("\0")
            date, _, author = rest.partition("\0")
            yield Revision(commit=commit, date=date[:40], author=author[:40]), above.partition(" ")[0]

    def _touched(self, commits: Sequence[Revision], parents: Sequence[str]) -> tuple[set[str], str]:
        """The commits that changed a watched name of the top folder, and why the rest could not be told ("" if so)."""
        given = (f"{item.commit} {parent}".strip() for item, parent in zip(commits, parents, strict=True))
        arguments = ["diff-tree", "--stdin", "--root", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff"]
        found: set[str] = set()
        at, is_name = "", False
        try:
            for record in self._objects.records(arguments, given=given):
                if is_name:
                    name = record.decode("utf-8", "replace")
                    if is_watched(name, self._patterns):
                        found.add(at)
                    is_name = False
                elif record.startswith(b":"):
                    is_name = True
                elif _ID.fullmatch(record):
                    at = record.decode()
        except GitFault as fault:
            return found, fault.detail
        return found, ""


_BROKEN_LIST = "its commits cannot be listed"
