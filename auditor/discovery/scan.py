"""`scan`: every model reference below a folder. Each file is read once, and parsed only if a pattern can match it."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable
from pathlib import Path

from auditor.catalog.catalog import Catalog
from auditor.discovery import plain_files
from auditor.discovery.config_files import READERS, scan_config
from auditor.discovery.findings import Reference, ScanResult, Skipped
from auditor.discovery.grammars import BY_ENDING
from auditor.discovery.model_ids import IdReader
from auditor.discovery.patterns import Patterns
from auditor.discovery.python_files import scan_python
from auditor.discovery.source_files import scan_source
from auditor.discovery.structured import Broken
from auditor.discovery.walk import Counts, ending, files_of
from auditor.errors import UsageError

#: A source or configuration file larger than this is generated data, not something a person wrote.
FILE_BYTES = 2_000_000

Reader = Callable[[str, str, Patterns, IdReader], list[Reference]]
#: File names (globs, in lower case) with a format of their own, first match wins.
BY_NAME: tuple[tuple[str, Reader], ...] = (
    ("dockerfile*", plain_files.scan_dockerfile),
    ("*.dockerfile", plain_files.scan_dockerfile),
    ("containerfile*", plain_files.scan_dockerfile),
    ("modelfile*", plain_files.scan_modelfile),
    ("*.modelfile", plain_files.scan_modelfile),
    (".env*", plain_files.scan_env),
    ("*.env", plain_files.scan_env),
    ("requirements*.txt", plain_files.scan_requirements),
    (".gitmodules", plain_files.scan_requirements),
    ("*.nix", plain_files.scan_requirements),
    ("makefile*", plain_files.scan_makefile),
    ("jenkinsfile*", plain_files.scan_jenkinsfile),
    ("justfile", plain_files.scan_shell),
    ("procfile", plain_files.scan_shell),
    ("mlmodel", scan_config),
    ("*.tf", plain_files.scan_env),
)
BY_SUFFIX: dict[str, Reader] = {
    ".py": scan_python,
    ".pyi": scan_python,
    ".ipynb": plain_files.scan_notebook,
    ".md": plain_files.scan_markdown,
    ".mdx": plain_files.scan_markdown,
    ".sh": plain_files.scan_shell,
    ".bash": plain_files.scan_shell,
    ".zsh": plain_files.scan_shell,
    ".ps1": plain_files.scan_shell,
    ".bat": plain_files.scan_shell,
    ".slurm": plain_files.scan_shell,
    ".sbatch": plain_files.scan_shell,
    **dict.fromkeys(READERS, scan_config),
}
_PYTHON = (".py", ".pyi")


_NAMES = re.compile("|".join(fnmatch.translate(glob) for glob, _ in BY_NAME))


def _by_name(base: str) -> Reader | None:
    """The reader for a file name that has a format of its own."""
    if _NAMES.match(base) is None:
        return None
    return next(reader for glob, reader in BY_NAME if fnmatch.fnmatchcase(base, glob))


def read_at_most(path: str, limit: int) -> bytes | None:
    """The bytes of a regular file, or None if it has more than `limit`. Raises OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        size = os.fstat(handle).st_size
        if size > limit:
            return None
        # One read gives all of a file that does not grow meanwhile; what is added then is left out.
        return os.read(handle, size)
    finally:
        os.close(handle)


def scan_path(path: Path, catalog: Catalog) -> ScanResult:
    """The references below a folder, or of one file. Raises UsageError for a path that does not exist."""
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder", "Name a folder of a repository, or one file.")
    patterns = Patterns.of(catalog)
    root = path if path.is_dir() else path.parent
    scan = _Scan(root, patterns)
    if path.is_dir():
        counts = Counts()
        for name, entry in files_of(path, counts):
            scan.file(name, entry.path)
        scan.counts = counts
    else:
        scan.file(path.name, str(path))
    return scan.result()


class _Scan:
    def __init__(self, root: Path, patterns: Patterns) -> None:
        self._patterns = patterns
        self._ids = IdReader(patterns.prefixes, patterns.ignore, patterns.tables, lambda text: (root / text).exists())
        self._found: list[Reference] = []
        self._skipped: list[Skipped] = []
        self._files = self._binary = 0
        self.counts = Counts()

    def file(self, name: str, path: str) -> None:
        """Read one file if its name is of a kind that may hold references."""
        base = name.rpartition("/")[2].lower()
        reader = _by_name(base)
        suffix = ending(base)
        language = BY_ENDING.get(suffix) if reader is None else None
        reader = reader or BY_SUFFIX.get(suffix)
        if reader is None and language is None:
            return
        self._files += 1
        data = self._bytes(name, path)
        if data is None:
            return
        if b"\0" in data[:8000]:
            self._binary += 1
            return
        if reader is not plain_files.scan_modelfile and not self._worth(data, suffix, language):
            return
        self._read(name, data, reader, language)

    def _worth(self, data: bytes, suffix: str, language: str | None) -> bool:
        """Whether a pattern can match the bytes of a file."""
        if suffix in _PYTHON or language is not None:
            code = self._patterns.code[{"tsx": "typescript"}.get(language or "python", language or "python")]
            return code.worth(data, self._ids.plausible)
        if suffix == ".ipynb" and self._patterns.code["python"].hinted(data):
            return True
        quoted = suffix in (".json", ".jsonc")
        return self._patterns.config.worth(data, self._ids.plausible, quoted=quoted)

    def _bytes(self, name: str, path: str) -> bytes | None:
        try:
            data = read_at_most(path, FILE_BYTES)
            if data is None:
                self._skipped.append(Skipped(file=name, reason="too-large", detail=f"over {FILE_BYTES:,} bytes"))
            return data
        except OSError as reason:
            self._skipped.append(Skipped(file=name, reason="unreadable", detail=reason.strerror or ""))
            return None

    def _read(self, name: str, data: bytes, reader: Reader | None, language: str | None) -> None:
        try:
            if language is not None:
                found = scan_source(data, language, name, self._patterns, self._ids)
            else:
                assert reader is not None
                text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
                found = reader(text, name, self._patterns, self._ids)
        except (Broken, SyntaxError, ValueError, RecursionError, MemoryError) as reason:
            detail = str(reason).splitlines()[0][:200] if str(reason) else type(reason).__name__
            self._skipped.append(Skipped(file=name, reason="broken", detail=detail))
            return
        self._found.extend(found)

    def result(self) -> ScanResult:
        """What was found, each reference once, in the order of files and lines."""
        self._skipped += [Skipped(file=line.partition(":")[0], reason="unreadable") for line in self.counts.unreadable]
        unique = {(item.file, item.line, item.model, item.status): item for item in reversed(self._found)}
        ordered = sorted(unique.values(), key=lambda item: (item.file, item.line, item.model))
        return ScanResult(
            references=tuple(ordered),
            skipped=tuple(sorted(self._skipped, key=lambda item: item.file)),
            files=self._files,
            binary=self._binary,
            vendored=self.counts.vendored,
            ignored=self.counts.ignored,
        )
