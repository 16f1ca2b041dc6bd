"""A fault of this program in the midst of a batch: it costs the one model, not the rest."""

from __future__ import annotations

from auditor.errors import AuditorError, UsageError, path_refused
from auditor.text.shown import shown


class ReadFault(AuditorError):
    """An exception that nobody expected while one model was read (exit 4)."""

    exit_code = 4


def read_fault(name: str, fault: Exception) -> AuditorError:
    """The error for such an exception, or for a path out of reach; `name` is the model as it was asked for."""
    refused = path_refused(fault) if isinstance(fault, OSError) else None
    if refused is not None:
        return UsageError(shown(refused.message), refused.hint)
    what = f"{shown(name)}: auditor failed while reading it: {type(fault).__name__}: {shown(str(fault), 200)}"
    return ReadFault(what, "This is a fault of auditor; please report it.")
