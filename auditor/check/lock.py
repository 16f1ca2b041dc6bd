"""`auditor.lock`: the terms that were looked at, per model, so that a change of terms shows even where weights stay.

A TOML file that users commit: one table a model, in the order of ids, one line a fact, so that a diff reads well.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from auditor import limits
from auditor.catalog.compiled import write_atomically
from auditor.catalog.reader import Faults, read
from auditor.errors import UsageError
from auditor.nouns import AuditReport, Finding, Verdict

FILE_NAME = "auditor.lock"
_ANEW = "Restore it, or write it anew: auditor lock."
#: Clauses whose coming or going is a change of terms that a user must hear of.
WATCHED = ("restrict.", "oblige.", "term.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedText:
    """One license, policy or notice text by the SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedModel:
    """What was concluded of one model.

    `class_high` is the class if all that is unknown were met. `card_terms` is a hash over its license fields, its gate
    and its claim. `clauses` are rule ids, with the value after a colon where the clause has one.
    """

    id: str
    revision: str = ""
    commit: str = ""
    license: str = ""
    class_level: int
    class_high: int | None = None
    card_terms: str
    texts: tuple[LockedText, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A lock file: the version of its form, and the models in the order of their ids."""

    version: int
    model: tuple[LockedModel, ...] = ()

    def __post_init__(self) -> None:
        if self.version != 1:
            raise ValueError("version must be 1; a newer auditor wrote this lock")

    def find(self, model: str) -> LockedModel | None:
        """The entry of a model, or None."""
        return next((entry for entry in self.model if entry.id == model), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsChange:
    """What differs from the locked terms of a model: texts, clauses that came and went, license, class."""

    model: str
    texts: tuple[str, ...]
    came: tuple[str, ...]
    went: tuple[str, ...]
    license_before: str
    license_now: str
    class_before: int
    class_now: int
    card_terms_changed: bool


def locked(report: AuditReport) -> LockedModel:
    """The lock entry of a report."""
    return LockedModel(
        id=report.id,
        revision=report.revision or "",
        commit=report.commit or "",
        license=report.license.concluded or "",
        class_level=report.class_level.level,
        class_high=report.class_level.level_high,
        card_terms=_card_terms(report),
        texts=tuple(
            LockedText(path=reading.path, sha256=reading.sha256)
            for reading in sorted(report.license.documents, key=lambda reading: reading.path)
        ),
        clauses=tuple(_clause(finding) for finding in report.findings if _is_watched(finding)),
    )


def _is_watched(finding: Finding) -> bool:
    return finding.verdict is Verdict.FOUND and finding.rule.startswith(WATCHED)


def _clause(finding: Finding) -> str:
    return f"{finding.rule}: {finding.value}" if finding.value and finding.quantity else finding.rule


def _card_terms(report: AuditReport) -> str:
    """A hash over what the card and the Hub say of the terms, without the texts."""
    sources = [f"{source.how}={source.license or source.stated}" for source in report.license.sources]
    parts = [*sorted(sources), f"gated={report.gated}", f"claim={report.claim}"]
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def lock_of(reports: Iterable[AuditReport]) -> Lock:
    """A lock of these reports, each model once."""
    entries = {report.id: locked(report) for report in reports}
    return Lock(version=1, model=tuple(entries[model] for model in sorted(entries)))


def updated(lock: Lock, reports: Iterable[AuditReport]) -> Lock:
    """The lock with the entries of these reports put in or renewed, all others as they are."""
    entries = {entry.id: entry for entry in lock.model} | {report.id: locked(report) for report in reports}
    return Lock(version=1, model=tuple(entries[model] for model in sorted(entries)))


def compare(before: LockedModel, now: LockedModel) -> TermsChange | None:
    """The change of terms, or None where the terms are the same, whatever the commit."""
    old, new = {text.path: text.sha256 for text in before.texts}, {text.path: text.sha256 for text in now.texts}
    texts = tuple(path for path in sorted({*old, *new}) if old.get(path) != new.get(path))
    came = tuple(clause for clause in now.clauses if clause not in before.clauses)
    went = tuple(clause for clause in before.clauses if clause not in now.clauses)
    same = not (texts or came or went) and (before.license, before.class_level, before.card_terms) == (
        now.license,
        now.class_level,
        now.card_terms,
    )
    if same:
        return None
    return TermsChange(
        model=now.id,
        texts=texts,
        came=came,
        went=went,
        license_before=before.license,
        license_now=now.license,
        class_before=before.class_level,
        class_now=now.class_level,
        card_terms_changed=before.card_terms != now.card_terms,
    )


def read_lock(path: Path) -> Lock | None:
    """The lock at `path`, or None if there is no such file. Raises UsageError if it is no lock."""
    try:
        if path.stat().st_size > limits.LICENSE_BYTES:
            raise UsageError(f"{path.name} is larger than {limits.LICENSE_BYTES:,} bytes", _ANEW)
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as reason:
        raise UsageError(f"{path.name} cannot be read: {reason}", _ANEW) from reason
    faults = Faults()
    lock = read(Lock, table, path.name, faults)
    if lock is None:
        raise UsageError(f"{path.name} is no lock:\n  " + "\n  ".join(faults.lines), _ANEW)
    return lock


def write_lock(path: Path, lock: Lock) -> None:
    """Write `lock` so that a reader sees the old file or the whole new one; the same lock gives the same bytes."""
    write_atomically(path, lock_text(lock).encode("utf-8"))


def lock_text(lock: Lock) -> str:
    """The lock as TOML."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("Written by `auditor lock`; `auditor check` compares today's terms with it."))
    document.add("version", tomlkit.item(lock.version))
    models = tomlkit.aot()
    for entry in lock.model:
        models.append(_model_table(entry))
    document.add("model", models)
    return tomlkit.dumps(document)


def _model_table(entry: LockedModel) -> object:
    import tomlkit

    table = tomlkit.table()
    for key in ("id", "revision", "commit", "license", "class_level", "class_high", "card_terms"):
        if getattr(entry, key) is not None:
            table.add(key, getattr(entry, key))
    texts = tomlkit.array()
    for text in entry.texts:
        row = tomlkit.inline_table()
        row.update({"path": text.path, "sha256": text.sha256})
        texts.append(row)
    clauses = tomlkit.array()
    clauses.extend(entry.clauses)
    table.add("texts", texts.multiline(len(entry.texts) > 0))
    table.add("clauses", clauses.multiline(len(entry.clauses) > 0))
    return table
