"""Messages on stderr: what happened, then the next step. Outside text in them is shown, not obeyed."""

from __future__ import annotations

import sys

from auditor.render.terminal import printable


def tell_note(message: str) -> None:
    """Say what the user may want to know and what changes no answer."""
    print(f"note: {printable(message)}", file=sys.stderr)


def tell_error(message: str, hint: str = "") -> None:
    """Say that something went wrong without ending the run."""
    print(f"error: {printable(message)}", file=sys.stderr)
    if hint:
        print(f"  {printable(hint)}", file=sys.stderr)
