"""The user's policy file: `auditor.toml`, or `[tool.auditor]` in pyproject.toml.

Read strictly: an unknown key is an error with the nearest known one, and all faults are listed at once. Paths in the
file are relative to it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from auditor import limits
from auditor.catalog.reader import Faults, read
from auditor.errors import UsageError

#: `extends` may be followed this far before it is taken for a mistake.
EXTENDS_DEPTH = 5
FILE_NAME = "auditor.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseProfile:
    """What the user does with a model; None = not said, so that a threshold on it counts as applying.

    `monthly_users` are persons, `annual_revenue_usd` US dollars a year, `territory` codes such as EU or KR.
    """

    commercial: bool | None = None
    monthly_users: float | None = None
    annual_revenue_usd: float | None = None
    territory: tuple[str, ...] | None = None
    hosting: bool | None = None
    trains_models_on_outputs: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Keys of the policy or of the use profile that hold for some paths or some models only (globs)."""

    path: str | None = None
    model: str | None = None
    min_class: int | None = None
    min_permission: float | None = None
    min_transparency: float | None = None
    forbidden_rules: tuple[str, ...] | None = None
    required_rules: tuple[str, ...] | None = None
    allowed_licenses: tuple[str, ...] | None = None
    denied_licenses: tuple[str, ...] | None = None
    require_pinned: bool | None = None
    allow_gated: bool | None = None
    allow_conflicts: bool | None = None
    unknown: Literal["incomplete", "fail", "warn", "allow"] | None = None
    use: UseProfile | None = None

    def __post_init__(self) -> None:
        if self.path is None and self.model is None:
            raise ValueError("an override needs a path or a model glob")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The `[policy]` table: what a model must fulfil. None = not demanded."""

    min_class: int | None = None
    min_permission: float | None = None
    min_transparency: float | None = None
    forbidden_rules: tuple[str, ...] = ()
    required_rules: tuple[str, ...] = ()
    allowed_licenses: tuple[str, ...] = ()
    denied_licenses: tuple[str, ...] = ()
    require_pinned: bool = False
    allow_gated: bool = True
    allow_conflicts: bool = True
    unknown: Literal["incomplete", "fail", "warn", "allow"] = "incomplete"
    unused_waivers: Literal["warn", "fail", "allow"] = "warn"
    extends: str | None = None
    use: UseProfile = UseProfile()
    override: tuple[Override, ...] = ()

    def __post_init__(self) -> None:
        if self.min_class is not None and not 0 <= self.min_class <= 7:
            raise ValueError("min_class is a class from 0 to 7")
        for name in ("min_permission", "min_transparency"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 100:
                raise ValueError(f"{name} is a number from 0 to 100")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A violation that somebody answers for until a day; void once the license text is another one."""

    model: str
    rule: str
    reason: str
    owner: str
    expires: datetime.date
    license_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEvidence:
    """A text of a gated model that the user holds. `file` is absolute after loading, `sha256` that of its bytes."""

    model: str
    commit: str | None = None
    document: Literal["license", "policy", "notice", "card"]
    file: str
    sha256: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256 or ""):
            raise ValueError("sha256 is 64 hexadecimal digits in lower case")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything in a policy file. `path` is the file it came from, None for the empty policy."""

    policy: Rules = Rules()
    waiver: tuple[Waiver, ...] = ()
    evidence: tuple[UserEvidence, ...] = ()
    path: Path | None = dataclasses.field(default=None, init=False)


def parse_use(text: str) -> UseProfile:
    """A use profile from `commercial,hosting,territory=EU+US,monthly_users=2e6`, or from the policy file of that name.

    In the short form what is not named is not done, but a number that is not given counts as reached. Raises
    UsageError for an unknown word, with the nearest known one.
    """
    if text.endswith(".toml"):
        return load_policy(Path(text)).policy.use
    given: dict[str, Any] = dict.fromkeys(("commercial", "hosting", "trains_models_on_outputs"), False)
    given["territory"] = []
    for item in (part.strip() for part in text.split(",")):
        name, equals, value = item.partition("=")
        given[name.strip()] = _use_value(name.strip(), value) if equals else True
    faults = Faults()
    profile = read(UseProfile, given, "--use", faults)
    if profile is None:
        known = ", ".join(field.name for field in dataclasses.fields(UseProfile))
        hint = f"Known: {known}. Example: commercial,territory=EU,monthly_users=2e6"
        raise UsageError("\n  ".join(faults.lines), hint)
    return profile


def _use_value(name: str, value: str) -> object:
    if name == "territory":
        return [code for code in value.replace(" ", "+").split("+") if code]
    if value.casefold() in ("true", "yes", "false", "no"):
        return value.casefold() in ("true", "yes")
    with contextlib.suppress(ValueError):
        return float(value.replace("_", ""))
    return value


def find_policy(folder: Path) -> Path | None:
    """The policy file that holds for `folder`: auditor.toml there, or pyproject.toml with a [tool.auditor] table."""
    own = folder / FILE_NAME
    if own.is_file():
        return own
    project = folder / "pyproject.toml"
    return project if project.is_file() and _table(project) else None


def load_policy(path: Path | None) -> Policy:
    """The policy of `path` with what it extends; the empty policy for None.

    Raises UsageError with every fault of every file, and for a chain of `extends` that is a cycle or too deep.
    """
    if path is None:
        return Policy()
    faults = Faults()
    merged = _merged(path.resolve(), (), faults)
    policy = read(Policy, merged, path.name, faults)
    if policy is None or faults.lines:
        raise UsageError(f"{path.name} is not a policy:\n  " + "\n  ".join(faults.lines), "Mend the keys named.")
    object.__setattr__(policy, "path", path)
    return policy


def _merged(path: Path, seen: tuple[Path, ...], faults: Faults) -> dict[str, Any]:
    """The tables of a file over those of the file it extends: its keys win, its lists of tables come after."""
    if path in seen:
        raise UsageError(f"{path.name}: `extends` runs in a circle", "Remove one of the links.")
    if len(seen) > EXTENDS_DEPTH:
        raise UsageError(f"{path.name}: `extends` is deeper than {EXTENDS_DEPTH}", "Name the last file directly.")
    table = _rooted(_table(path), path.parent)
    rules = table.get("policy")
    base_name = rules.get("extends") if isinstance(rules, dict) else None
    if not isinstance(base_name, str):
        return table
    base_path = (path.parent / base_name).resolve()
    if not base_path.is_file():
        raise UsageError(
            f"{path.name}: it extends {base_name!r}, and there is no such file", "Name it relative to the policy."
        )
    base = _merged(base_path, (*seen, path), faults)
    return {
        "policy": {**base.get("policy", {}), **table.get("policy", {})},
        "waiver": [*base.get("waiver", []), *table.get("waiver", [])],
        "evidence": [*base.get("evidence", []), *table.get("evidence", [])],
        **{key: value for key, value in table.items() if key not in ("policy", "waiver", "evidence")},
    }


def _rooted(table: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The table with the evidence's files made absolute, and dates written as text read as dates."""
    table = dict(table)
    for key in ("evidence", "waiver"):
        rows = table.get(key)
        if isinstance(rows, list):
            table[key] = [_row(row, folder) if isinstance(row, dict) else row for row in rows]
    return table


def _row(row: dict[str, Any], folder: Path) -> dict[str, Any]:
    row = dict(row)
    if isinstance(row.get("file"), str):
        row["file"] = str(folder / row["file"])
    if isinstance(row.get("expires"), str):
        # What is no date is left as it is: the strict reader names the key.
        with contextlib.suppress(ValueError):
            row["expires"] = datetime.date.fromisoformat(row["expires"])
    return row


def _table(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > limits.RULES_FILE_BYTES:
            raise UsageError(f"{path.name} is larger than {limits.RULES_FILE_BYTES:,} bytes", "Is it the right file?")
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as reason:
        raise UsageError(
            f"{path.name} cannot be read: {reason.strerror}", "Check the path and its permissions."
        ) from reason
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as reason:
        raise UsageError(f"{path.name} is not TOML: {reason}", "Mend the line named.") from reason
    if path.name != "pyproject.toml":
        return table
    own = table.get("tool", {}).get("auditor", {}) if isinstance(table.get("tool"), dict) else {}
    return own if isinstance(own, dict) else {}
