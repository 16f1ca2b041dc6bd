"""Progress of a long read: one line on stderr, rewritten, and only on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from auditor.render.terminal import fit, printable

if TYPE_CHECKING:
    from auditor.sources.options import Progress as Step

_CLEAR = "\r\x1b[K"
_WIDTH = 78


class Progress:
    """Shows `[3/200] org/name …` while models are read. Silent where stderr is no terminal, or with --quiet."""

    def __init__(self, total: int, quiet: bool) -> None:
        """Progress over `total` models, or revisions; 0 where nobody knows yet how many."""
        self._total = total
        self._done = 0
        self._quiet = quiet
        self._shown = not quiet and sys.stderr.isatty()

    def step(self, step: Step) -> None:
        """Show a step of the reading threads."""
        self._done += step.step == "done"
        if self._shown:
            self._line(f"{printable(step.model)} {step.step} {printable(step.detail)}")

    def count(self, name: str) -> None:
        """Show that one more of what `name` has was read."""
        self._done += 1
        if self._shown:
            self._line(printable(name))

    def _line(self, text: str) -> None:
        count = f"{self._done}/{self._total}" if self._total else str(self._done)
        sys.stderr.write(_CLEAR + fit(f"[{count}] {text}".rstrip(), _WIDTH))
        sys.stderr.flush()

    def note(self, text: str) -> None:
        """Say something that stays, unless --quiet."""
        self.close()
        if not self._quiet:
            print(text, file=sys.stderr)

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
