"""The exit codes, a closed list, and which of them wins where several apply."""

from __future__ import annotations

DONE, VIOLATED, USAGE, INCOMPLETE, CRASHED = 0, 1, 2, 3, 4
#: Strongest first.
PRECEDENCE = (CRASHED, USAGE, VIOLATED, INCOMPLETE, DONE)


def strongest(*codes: int) -> int:
    """The exit code that wins among these."""
    return min(codes, key=PRECEDENCE.index, default=DONE)
