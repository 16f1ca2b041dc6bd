"""What a renderer may know besides the result itself."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from auditor import __version__

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Width and colours of a terminal, which machine formats ignore, and the version and hash of what judged."""

    width: int = 80
    color: bool = False
    catalog_sha256: str = ""
    version: str = __version__
    #: The ending of the file that is written, with its dot and in lower case; "" for stdout.
    ending: str = ""

    def for_file(self, ending: str = "") -> Canvas:
        """The canvas of a file: 80 columns, no colour, whatever terminal the command runs in."""
        return dataclasses.replace(self, width=80, color=False, ending=ending.lower())

    def style(self, name: str, text: str) -> str:
        """`text` in a style (bold, dim, red, green, yellow, cyan), or as it is where there are no colours."""
        return f"\x1b[{_STYLES[name]}m{text}\x1b[0m" if self.color and text else text
