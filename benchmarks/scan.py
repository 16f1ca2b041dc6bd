"""Speed and accuracy of `auditor scan`.

Speed: a tree of source files (default: the packages of the running environment, repeated until there are 10,000) is
scanned warm in one process, beside a bare pass that reads the same files and searches each with one regular expression.
Accuracy: the labelled snippets of tests/discovery/data. Run: python -m benchmarks.scan [FOLDER]
"""

from __future__ import annotations

import re
import resource
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from auditor.catalog.catalog import Catalog
from auditor.discovery.grammars import BY_ENDING
from auditor.discovery.scan import BY_SUFFIX, scan_path
from tests.discovery.suite import Score, add, scan_snippet, snippets

FILES = 10_000
_BARE = re.compile(rb"from_pretrained|hf_hub_download|huggingface\.co")


def bare_pass(folder: Path) -> int:
    """Read every file of a kind that a scan reads and search it once; the number of files."""
    count = 0
    for path in folder.rglob("*"):
        if path.suffix.lower() in BY_SUFFIX or path.suffix.lower() in BY_ENDING:
            _BARE.search(path.read_bytes())
            count += 1
    return count


def timed(folder: Path, catalog: Catalog) -> tuple[int, float, float]:
    """Files, seconds of the scan, seconds of the bare pass, over as many rounds as give FILES files; warm."""
    scan_path(folder, catalog)
    bare_pass(folder)
    files = scanned = bare = 0.0
    while files < FILES:
        start = time.perf_counter()
        result = scan_path(folder, catalog)
        middle = time.perf_counter()
        bare_pass(folder)
        files += result.files
        scanned += middle - start
        bare += time.perf_counter() - middle
        if not result.files:
            raise SystemExit(f"{folder}: no source files")
    return int(files), scanned, bare


def accuracy(catalog: Catalog) -> Score:
    """The score over all labelled snippets."""
    score = Score()
    for snippet in snippets():
        with tempfile.TemporaryDirectory() as folder:
            add(score, snippet, scan_snippet(snippet, Path(folder), catalog))
    return score


def main() -> None:
    """Print the figures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(sysconfig.get_path("purelib"))
    catalog = Catalog.load()
    files, scanned, bare = timed(folder, catalog)
    print(f"scan       {files:,} files, {files / scanned:,.0f} files/s, {scanned / bare:.1f} times a bare pass")
    print(f"memory     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    score = accuracy(catalog)
    print(f"accuracy   {score.labelled} references, {score.others} others: ", end="")
    print(f"precision {score.precision:.3f}, recall {score.recall:.3f}")
    for line in (*score.missed, *score.invented):
        print(f"  {line}")


if __name__ == "__main__":
    main()
