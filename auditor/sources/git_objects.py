"""The objects of a Git repository that somebody else made, read by Git without letting the repository say anything.

Git runs in an empty repository of its own, which borrows the objects of the other one. So no configuration, hook,
filter, alias, credential helper, replacement or graft of that repository is ever seen, no server is asked for what a
partial clone lacks, and nothing can be written to it. Objects are data; time, bytes and single allocations are bounded.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from auditor import limits
from auditor.errors import NotReadable
from auditor.nouns import GapReason
from auditor.sources.git_place import GitPlace
from auditor.text.shown import shown

_CHUNK = 64 * 1024
#: No record of what Git prints is longer: a path, a line of the log.
_RECORD_BYTES = 64 * 1024
_FULL = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CONFIG = """[core]
\tbare = true
\tcommitGraph = false
\tmultiPackIndex = false
\tpackedGitLimit = 256m
\trepositoryformatversion = 1
[extensions]
\tobjectFormat = {}
"""
_OLD_CONFIG = _CONFIG.partition("[extensions]")[0].replace("version = 1", "version = 0")


class GitFault(Exception):
    """Git could not tell: `detail` says why, in words for a gap."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class GitObjects:
    """Open objects of a repository; use as a context manager."""

    def __init__(self, place: GitPlace, start: str) -> None:
        """`start` is the id (or its beginning) that is looked for first: its length tells the kind of hash.

        Raises NotReadable where Git is not installed.
        """
        self._git = _program(place.text)
        self._text = place.text
        self._scratch = tempfile.TemporaryDirectory(prefix="auditor-git-", ignore_cleanup_errors=True)
        self._home = Path(self._scratch.name)
        _make(self._home, place, place.hash_of(start))

    def __enter__(self) -> GitObjects:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the scratch repository away."""
        self._scratch.cleanup()

    def commit(self, start: str) -> str | None:
        """The full id of the commit that an id, its beginning or a tag's id stands for; None if there is none.

        Raises NotReadable if Git did not get so far.
        """
        try:
            wanted = f"{start}^{{commit}}"
            found = b"".join(self.output(["rev-parse", "--verify", "--quiet", "--end-of-options", wanted]))
        except GitFault as fault:
            if fault.detail == _BROKEN:
                return None
            raise NotReadable(f"{shown(self._text)}: {fault.detail}", "", GapReason.TOO_LARGE) from None
        name = found.decode("ascii", "replace").strip()
        return name if _FULL.fullmatch(name) else None

    def records(self, arguments: Sequence[str], ending: bytes = b"\0", given: Iterable[str] = ()) -> Iterator[bytes]:
        """What Git prints, record by record, none beyond a limit. Raises GitFault, after those before the fault."""
        rest = b""
        for chunk in self.output(arguments, given):
            *whole, rest = (rest + chunk).split(ending)
            yield from whole
            if len(rest) > _RECORD_BYTES:
                raise GitFault("a name or line in it is longer than any may be")
        if rest:
            yield rest

    def output(self, arguments: Sequence[str], given: Iterable[str] = ()) -> Iterator[bytes]:
        """The bytes that `git ARGUMENTS` prints for these lines of input, in pieces. Raises GitFault."""
        with tempfile.TemporaryFile() as lines:
            lines.writelines(line.encode("utf-8") + b"\n" for line in given)
            lines.seek(0)
            # A file for the input, so that neither side ever waits for the other to read.
            process = subprocess.Popen(
                [self._git, *arguments], cwd=self._home, env=_environment(self._home), stdin=lines,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            )
            late = threading.Event()
            watch = threading.Timer(limits.GIT_SECONDS, _end, (process, late))
            watch.daemon = True
            watch.start()
            try:
                yield from _pieces(process)
                if process.wait() != 0:
                    raise GitFault(_late() if late.is_set() else _BROKEN)
            finally:
                watch.cancel()
                _kill(process)
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()


_BROKEN = "Git cannot read it: an object is missing or damaged"


def _late() -> str:
    return f"Git was not done within {limits.GIT_SECONDS:.0f} s"


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End Git and whatever it may have started: all of them hold the pipe that is read."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _pieces(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    assert process.stdout is not None
    left = limits.GIT_BYTES
    while chunk := process.stdout.read1(_CHUNK):  # type: ignore[attr-defined]
        left -= len(chunk)
        if left < 0:
            raise GitFault(f"Git has more than {limits.GIT_BYTES:,} bytes to tell of it")
        yield chunk


def _program(text: str) -> str:
    """The path of Git. A relative entry of PATH is passed over: the folder at hand may be somebody else's."""
    found = shutil.which("git", path=_search_path())
    if found is None:
        hint = "Install Git, or compare two folders with `auditor diff ./OLD ./NEW`."
        raise NotReadable(f"{shown(text)}: Git is not installed, and a history needs it", hint, GapReason.UNREADABLE)
    return found


def _search_path() -> str:
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(part for part in parts if Path(part).is_absolute())


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own environment but where programs are: no GIT_* of theirs, no home, no credentials."""
    names = ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | {
        "PATH": _search_path(), "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LC_ALL": "C",
        "GIT_DIR": str(home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat", "GIT_OPTIONAL_LOCKS": "0", "GIT_ALLOC_LIMIT": str(limits.GIT_ALLOCATION_BYTES),
    }


def _make(home: Path, place: GitPlace, hash_name: str) -> None:
    (home / "refs").mkdir()
    (home / "objects" / "info").mkdir(parents=True)
    (home / "HEAD").write_text("ref: refs/heads/none\n", "utf-8")
    config = _CONFIG.format(hash_name)
    # The plain form for the plain hash: a Git from before the other one refuses the extension.
    (home / "config").write_text(config if hash_name != "sha1" else _OLD_CONFIG, "utf-8")
    path = os.fsencode(place.objects)
    for raw, written in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n")):
        path = path.replace(raw, written)
    (home / "objects" / "info" / "alternates").write_bytes(b'"' + path + b'"\n')
    shallow = place.shallow()
    if shallow:
        (home / "shallow").write_text("".join(f"{commit}\n" for commit in shallow), "utf-8")
