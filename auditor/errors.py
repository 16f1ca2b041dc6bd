"""Every error that a user may meet: what happened, to which model or file, and what to do next."""

from __future__ import annotations

import errno

#: What the system says of a path that this user cannot reach or write, and the next step.
_REFUSALS = {
    errno.EACCES: "Check the rights of this path and of the folders above it.",
    errno.EPERM: "Check the rights of this path and of the folders above it.",
    errno.EROFS: "Name a place that can be written.",
    errno.ENAMETOOLONG: "Check the path: the system takes no name as long as this.",
    errno.ELOOP: "Check the links on this path: they lead in a circle.",
    errno.ENOSPC: "Make room on the disk, and run it again.",
    errno.EDQUOT: "Make room on the disk, and run it again.",
}


class AuditorError(Exception):
    """Base of all expected errors. `hint` is the next step; `exit_code` is what the process ends with."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(AuditorError):
    """The command line, the policy or an input path is wrong (exit 2)."""


class CatalogError(AuditorError):
    """The rules are broken: every fault is listed at once, with file and key (exit 2)."""

    def __init__(self, message: str, hint: str = "", faults: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.faults = faults


class UnknownName(AuditorError):
    """No model, family or vendor of this name; the hint lists near matches (exit 2)."""


class Incomplete(AuditorError):
    """The job could not be completed for a reason that may pass (exit 3)."""

    exit_code = 3


class NotReadable(Incomplete):
    """A requested model gave no snapshot: private, missing, disabled, unreachable, offline without a copy.

    `reason` is the gap reason in its place (auditor.nouns.GapReason), "" where none fits.
    """

    def __init__(self, message: str, hint: str = "", reason: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason


def path_refused(reason: OSError) -> UsageError | None:
    """The error for a path that the system does not let this user reach or write; None for any other reason."""
    hint = _REFUSALS.get(reason.errno or 0)
    if hint is None or not isinstance(reason.filename, str):
        return None
    return UsageError(f"{reason.filename[:300]}: {reason.strerror}", hint)
