"""The work behind `check` and `lock`: scan, read, judge, compare, write."""

from __future__ import annotations

import datetime
import difflib
import fnmatch
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import limits
from auditor.check.from_lock import from_lock
from auditor.check.lock import FILE_NAME, Lock, lock_of, read_lock, updated, write_lock
from auditor.check.outcome import CheckResult, Demanded, Judged, Unread, Verdict, check, references_by_model
from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import CRASHED, DONE, INCOMPLETE, VIOLATED
from auditor.cli.messages import tell_error
from auditor.cli.output import Writing
from auditor.cli.progress import Progress
from auditor.cli.reading import Reading, source_options
from auditor.discovery.findings import ScanResult
from auditor.discovery.scan import scan_path
from auditor.errors import UsageError
from auditor.nouns import AuditReport
from auditor.policy import Override, Policy, Rules, find_policy, load_policy
from auditor.render.dates import created
from auditor.render.formats import CHECK_RENDERERS

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is checked, and against what."""

    path: Path
    policy: Path | None
    baseline: Path | None
    require_input: bool


def run_check(
    sources: Sources,
    writing: Writing,
    reading: Reading,
    rules: Sequence[Path] | None,
) -> int:
    """Check, write the result and return the exit code."""
    writer = writing.by(CHECK_RENDERERS)
    root = sources.path if sources.path.is_dir() else sources.path.parent
    policy = load_policy(_policy_file(sources, root))
    lock = read_lock(root / FILE_NAME)
    known_before = read_baseline(sources.baseline)
    catalog = load_catalog(rules)
    _known_rules(policy, catalog)
    scan = scan_path(sources.path, catalog)
    judged = _judged(scan, catalog, reading)
    demanded = Demanded(policy=policy, use_rules=catalog.use_rules, today=_today(), lock=lock, baseline=known_before)
    result = check(scan, _with_locked(judged, lock) if reading.offline else judged, demanded)
    writer.write(result, catalog.sha256)
    return exit_code(result, sources.require_input)


def _known_rules(policy: Policy, catalog: Catalog) -> None:
    """Raise UsageError for a rule or glob of the policy that no rule fits: a misspelt one would forbid nothing."""
    sections = (catalog.clause_rules, catalog.flag_rules, catalog.card_rules, catalog.metadata_rules)
    ids = sorted({record.id for records in sections for record in records})
    demands: tuple[Rules | Override, ...] = (policy.policy, *policy.policy.override)
    wanted = [rule for item in demands for rule in (*(item.forbidden_rules or ()), *(item.required_rules or ()))]
    for rule in dict.fromkeys(wanted):
        if not fnmatch.filter(ids, rule):
            near = difflib.get_close_matches(rule, ids, n=1)
            hint = f"Did you mean {near[0]}?" if near else "`auditor rules` lists them."
            raise UsageError(f"the policy names {rule!r}, and no rule fits that", hint)


def exit_code(result: CheckResult, require_input: bool) -> int:
    """0 passed, 1 failed, 3 incomplete; 4 where a model met a fault of this program."""
    if any(item.exit_code == CRASHED for item in result.unread):
        return CRASHED
    if result.verdict is Verdict.FAILED:
        return VIOLATED
    nothing = not result.reports and not result.unread and not result.from_lock
    return INCOMPLETE if result.verdict is Verdict.INCOMPLETE or (nothing and require_input) else DONE


def _policy_file(sources: Sources, root: Path) -> Path | None:
    if sources.policy is None:
        return find_policy(root)
    if not sources.policy.is_file():
        raise UsageError(f"{sources.policy}: no such policy file", "Name an auditor.toml, or leave --policy out.")
    return sources.policy


def _today() -> datetime.date:
    """The day on which waivers are looked at: SOURCE_DATE_EPOCH, so that a run can be repeated, else today (UTC)."""
    set_by_user = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    return (created() if set_by_user else datetime.datetime.now(datetime.UTC)).date()


def read_baseline(path: Path | None) -> frozenset[str]:
    """The fingerprints in a JSON result of an earlier check. Raises UsageError if it is none."""
    if path is None:
        return frozenset()
    try:
        if path.stat().st_size > limits.METADATA_BYTES:
            raise UsageError(f"{path}: too large for a baseline", "Is it the right file?")
        document = json.loads(path.read_text("utf-8"))
        items = [*document["violations"], *document["unknown"]]
        return frozenset(str(item["fingerprint"]) for item in items)
    except OSError as reason:
        raise UsageError(f"{path}: cannot be read: {reason.strerror}", "Name the JSON result of a check.") from reason
    except (ValueError, KeyError, TypeError, RecursionError) as reason:
        hint = "Write one with `auditor check -f json -o FILE`."
        raise UsageError(f"{path}: not the JSON result of a check", hint) from reason


def _with_locked(judged: Judged, lock: Lock | None) -> Judged:
    """Offline, the lock answers for models of which nothing else is at hand."""
    kept, held = from_lock(lock, [item.model for item in judged.unread], judged.reports)
    known = {report.id.casefold() for report in held}
    unread = tuple(item for item in judged.unread if item.model.casefold() not in known)
    return Judged(reports=tuple(kept), unread=unread, held=held)


def _judged(scan: ScanResult, catalog: Catalog, reading: Reading, only: frozenset[str] = frozenset()) -> Judged:
    """A report for each model of the repository, each read once, at the revision that all its references name."""
    from auditor.judge import audit
    from auditor.names import parse_model
    from auditor.sources import read_models

    places = references_by_model(scan)
    wanted = []
    for key, items in places.items():
        if only and key not in only:
            continue
        revisions = {item.revision for item in items}
        revision = next(iter(revisions)) if len(revisions) == 1 else None
        wanted.append(parse_model(items[0].model + (f"@{revision}" if revision else "")))
    progress = Progress(len(wanted), reading.quiet)
    reports: list[AuditReport] = []
    unread: list[Unread] = []
    try:
        for outcome in read_models(tuple(wanted), source_options(reading), catalog, progress.step):
            if outcome.snapshot is not None:
                reports.append(audit(outcome.snapshot, catalog))
            elif outcome.error is not None:
                error = outcome.error
                unread.append(
                    Unread(model=outcome.ref.id, message=error.message, hint=error.hint, exit_code=error.exit_code)
                )
    finally:
        progress.close()
    return Judged(reports=tuple(_each_once(reports)), unread=tuple(unread))


def _each_once(reports: Sequence[AuditReport]) -> list[AuditReport]:
    """Old and new names of one repository lead to one report."""
    return list({report.id.casefold(): report for report in reversed(reports)}.values())[::-1]


def run_lock(path: Path, update: Sequence[str], reading: Reading, rules: Sequence[Path] | None) -> int:
    """Write or renew the lock and return the exit code."""
    root = path if path.is_dir() else path.parent
    before = read_lock(root / FILE_NAME)
    catalog = load_catalog(rules)
    scan = scan_path(path, catalog)
    only = frozenset(name.casefold() for name in update)
    missing = only - set(references_by_model(scan))
    if missing:
        raise UsageError(f"{', '.join(sorted(missing))}: not used in {path}", "`auditor scan` lists what is used.")
    judged = _judged(scan, catalog, reading, only)
    kept = [entry for item in judged.unread if before and (entry := before.find(item.model))]
    fresh = updated(before or Lock(version=1), judged.reports) if only else lock_of(judged.reports)
    entries = {entry.id: entry for entry in (*kept, *fresh.model)}
    write_lock(root / FILE_NAME, Lock(version=1, model=tuple(entries[name] for name in sorted(entries))))
    for item in judged.unread:
        tell_error(item.message, item.hint)
    return INCOMPLETE if judged.unread else DONE
