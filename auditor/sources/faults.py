"""A fault of this program in the midst of a batch: it costs the one model, not the rest."""

from __future__ import annotations

from auditor.errors import AuditorError
from auditor.text.shown import shown


class ReadFault(AuditorError):
    """An exception that nobody expected while one model was read (exit 4)."""

    exit_code = 4


def read_fault(name: str, fault: Exception) -> ReadFault:
    """The error for such an exception; `name` is the model as it was asked for."""
    what = f"{shown(name)}: auditor failed while reading it: {type(fault).__name__}: {shown(str(fault), 200)}"
    return ReadFault(what, "This is a fault of auditor; please report it.")
