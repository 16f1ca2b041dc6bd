"""The compiled catalog: one validated, hash-checked file with a section each, read section by section.

Layout: a first line of JSON (format, catalog hash, and for each section its offset, length and SHA-256), then the
sections as JSON. A section is a list of [path, table] with paths relative to `rules/`; what is worth computing once
stands apart as `NAME/prepared`, so that a command loads either without the other.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor import limits
from auditor.catalog.reader import Faults, read
from auditor.catalog.sections import SECTIONS, Section, named
from auditor.errors import CatalogError

FORMAT = 3


def rule_files(folder: Path) -> list[Path]:
    """Every TOML file below a rules folder, in the order of their paths. Links out of the folder are not followed.

    Raises OSError where a folder cannot be listed: rules that are not seen must not pass for rules without a fault.
    """
    found = [Path(at, name) for at, _, names in os.walk(folder, onerror=_raise) for name in names]
    return sorted(
        path for path in found if path.suffix == ".toml" and path.is_file() and not path.name.startswith(".")
    )


def _raise(reason: OSError) -> None:
    raise reason


def compile_catalog(folders: list[Path]) -> bytes:
    """The compiled form of these rules folders; a later folder adds to or overrides files of an earlier one.

    Raises CatalogError with every fault of every file.
    """
    faults = Faults()
    tables = _tables(folders, faults)
    blobs: dict[str, bytes] = {}
    records: dict[str, list[Any]] = {}
    for section in SECTIONS.values():
        files = list(_files_of(section, tables))
        records[section.name] = [_record(section, path, table, faults) for path, table in files]
        blobs[section.name] = _dump(files)
    _unclaimed(tables, faults)
    if not faults.lines:
        _check(records, faults)
    if faults.lines:
        raise CatalogError(
            f"the rules have {len(faults.lines)} fault{'s' if len(faults.lines) > 1 else ''}",
            "Mend the files named; `auditor rules check DIR` lists the faults again.",
            tuple(faults.lines),
        )
    for section in SECTIONS.values():
        if section.prepare:
            blobs[_prepared(section.name)] = _dump(named(section.prepare)(records))
    return _assemble(blobs, _hash(tables))


def _prepared(section: str) -> str:
    return f"{section}/prepared"


def _tables(folders: list[Path], faults: Faults) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for path in rule_files(folder):
            name = path.relative_to(folder).as_posix()
            table = _table(path, name, faults)
            if table is not None:
                tables[name] = table
    return dict(sorted(tables.items()))


def _table(path: Path, name: str, faults: Faults) -> dict[str, Any] | None:
    if path.stat().st_size > limits.RULES_FILE_BYTES:
        faults.add(name, "", f"larger than {limits.RULES_FILE_BYTES:,} bytes")
        return None
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        faults.add(name, "", f"not TOML: {reason}")
    except RecursionError:
        faults.add(name, "", "not TOML: nested too deeply")
    return None


def _files_of(section: Section, tables: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    prefix = section.path if section.path.endswith(".toml") else section.path + "/"
    for path, table in tables.items():
        if path == prefix or (prefix.endswith("/") and path.startswith(prefix)):
            yield path, table


def _record(section: Section, path: str, table: dict[str, Any], faults: Faults) -> Any:
    record = read(section.record_class(), table, path, faults)
    if record is not None and section.id_is_stem and record.id != Path(path).stem:
        faults.add(path, "id", f"is {record.id!r}, but the file is named {Path(path).stem!r}")
    return record


def _unclaimed(tables: dict[str, dict[str, Any]], faults: Faults) -> None:
    for path in tables:
        if not any(path in dict(_files_of(section, {path: {}})) for section in SECTIONS.values()):
            faults.add(path, "", "no section of the catalog holds this file")


def _check(records: dict[str, list[Any]], faults: Faults) -> None:
    for section in SECTIONS.values():
        if section.check:
            named(section.check)(records, faults)


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8")


def _hash(tables: dict[str, dict[str, Any]]) -> str:
    return hashlib.sha256(_dump(tables)).hexdigest()


def _assemble(blobs: dict[str, bytes], digest: str) -> bytes:
    offset, index = 0, {}
    for name, blob in blobs.items():
        index[name] = [offset, len(blob), hashlib.sha256(blob).hexdigest()]
        offset += len(blob)
    header = _dump({"format": FORMAT, "sha256": digest, "sections": index})
    return header + b"\n" + b"".join(blobs.values())


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that a reader sees the old file or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


class CompiledCatalog:
    """A compiled catalog file, opened; sections are read and checked when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Open `path`. Raises CatalogError if it is not a compiled catalog of this format."""
        self.path = path
        try:
            with path.open("rb") as handle:
                line = handle.readline()
            header = json.loads(line)
            self.sha256: str = header["sha256"]
            self._index: dict[str, list[Any]] = header["sections"]
            if header["format"] != FORMAT:
                raise ValueError("another format")
        except (OSError, ValueError, KeyError, TypeError) as reason:
            raise CatalogError(f"{path}: not a compiled catalog: {reason}", "Reinstall auditor.") from reason
        self._start = len(line)

    def files(self, section: str) -> list[tuple[str, dict[str, Any]]]:
        """Path and table of each file of a section. Raises CatalogError if the section's hash does not fit."""
        return [(path, table) for path, table in self._blob(section)]

    def prepared(self, section: str) -> Any:
        """What the section computed when it was compiled (None if it does not). Raises CatalogError as `files`."""
        name = _prepared(section)
        return self._blob(name) if name in self._index else None

    def _blob(self, name: str) -> Any:
        offset, length, digest = self._index[name]
        with self.path.open("rb") as handle:
            handle.seek(self._start + offset)
            blob = handle.read(length)
        if hashlib.sha256(blob).hexdigest() != digest:
            raise CatalogError(f"{self.path}: section {name} is damaged", "Reinstall auditor.")
        return json.loads(blob)
