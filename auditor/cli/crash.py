"""The log of a fault of the program: one file in the cache folder, without any environment variable or token."""

from __future__ import annotations

import hashlib
import platform
import sys
import traceback
from pathlib import Path


def write_log() -> Path | None:
    """Write the exception being handled to the cache folder and return the file, or None if that fails.

    The file is named after its content, so that the same fault again writes the same file.
    """
    from auditor import __version__
    from auditor.catalog.catalog import cache_folder

    lines = [
        f"auditor {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"arguments: {len(sys.argv) - 1}",
        "",
        traceback.format_exc(),
    ]
    text = "\n".join(lines)
    target = cache_folder() / "log" / f"fault-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}.txt"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="replace")
    except OSError:
        return None
    return target
