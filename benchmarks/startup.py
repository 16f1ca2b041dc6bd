"""Cold starts of whole processes: medians of wall time and peak memory of the commands that people wait for.

    python benchmarks/startup.py [--runs 15] [--file LICENSE]

Prints a line for each command with its limit, and ends with 1 if a median is above it. The bare interpreter and the
import of Typer are printed for comparison: what no change of this program can save.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable]
AUDITOR = [sys.executable, "-m", "auditor"]


def commands(text: Path, store: Path) -> list[tuple[str, list[str], float | None]]:
    """(label, command, limit in seconds) of everything that is timed."""
    return [
        ("python -c pass", [*PYTHON, "-c", "pass"], None),
        ("python -c 'import typer'", [*PYTHON, "-c", "import typer"], None),
        ("auditor --help", [*AUDITOR, "--help"], 0.25),
        ("auditor license FILE", [*AUDITOR, "license", str(text)], 0.45),
        ("auditor audit NAME --offline", [*AUDITOR, "audit", "Llama 3.1 8B", "--offline", "--store", str(store)], 0.7),
        ("auditor explain LICENSE", [*AUDITOR, "explain", "apache-2.0"], None),
        ("auditor compare, every vendor", [*AUDITOR, "compare", *everybody()], 1.0),
        ("auditor timeline", [*AUDITOR, "timeline"], 1.0),
        (
            "compare, every vendor, HTML",
            [*AUDITOR, "compare", *everybody(), "-f", "html", "-o", str(store) + ".html"],
            2.0,
        ),
    ]


def everybody() -> list[str]:
    """Every vendor of the catalog that has a release, as arguments of `compare`."""
    files = sorted((TOP / "rules" / "systems").glob("*.toml"))
    return [f"vendor:{path.stem}" for path in files if "[[system]]" in path.read_text("utf-8")]


def timed(command: list[str], runs: int) -> list[float]:
    """Seconds of wall time of each run, after one that warms the file cache. Raises if the command fails."""
    seconds = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        subprocess.run(command, cwd=TOP, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - started)
    return seconds[1:]


def main() -> int:
    """Time everything; 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--file", type=Path, default=TOP / "LICENSE")
    options = parser.parse_args()
    slow = 0
    print(f"{'command':32}{'median':>9}{'fastest':>9}{'limit':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for label, command, limit in commands(options.file, Path(folder) / "none.sqlite"):
            seconds = timed(command, options.runs)
            median = statistics.median(seconds)
            slow += limit is not None and median > limit
            shown = f"{limit:.2f} s" if limit else "-"
            print(f"{label:32}{median:>7.3f} s{min(seconds):>7.3f} s{shown:>9}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process: {peak:.0f} MB")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
