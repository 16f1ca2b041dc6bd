#!/usr/bin/env python3
"""How `auditor license` over many files scales from one process to two: wall time of whole commands.

    AUDITOR_CORPUS=DIR python benchmarks/licenses_batch.py [--texts 1500] [--runs 5]

The texts are those of licenses_speed.py, 10,000 characters each. Runs with one and with two processes take turns, and
so do two loops that share nothing, one after the other and side by side: what they reach is what the machine had to
give.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from licenses_speed import SIZE, noisy_texts  # noqa: E402
from tabulate import tabulate  # noqa: E402

_LOOP = [sys.executable, "-c", "n = 0\nwhile n < 30_000_000: n += 1"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=int, default=1500)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--corpus", type=Path, default=os.environ.get("AUDITOR_CORPUS"))
    options = parser.parse_args()
    if options.corpus is None:
        raise SystemExit("set AUDITOR_CORPUS to a folder with licenses/*.txt, or name it with --corpus")
    with TemporaryDirectory() as place:
        files = []
        for number, text in enumerate(noisy_texts(Path(options.corpus), options.texts)):
            files.append(Path(place) / f"{number:05}.txt")
            files[-1].write_text(text, "utf-8")
        rows = measured(files, Path(place) / "out.json", options.runs)
    print(f"{options.texts} noisy texts of {SIZE:,} characters, whole commands, medians of {options.runs} runs\n")
    headers = ["", "one process, s", "two, s", "ratio of the medians", "median of the ratios"]
    print(tabulate(rows, headers=headers, tablefmt="github", disable_numparse=True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"\nlargest process: {peak} MiB")


def measured(files: list[Path], out: Path, runs: int) -> list[list[str]]:
    """The rows of the table."""
    command = [sys.executable, "-m", "auditor", "license", *map(str, files), "-f", "json", "-o", str(out), "--jobs"]

    def read(processes: int) -> float:
        return timed(lambda: subprocess.run([*command, str(processes)], cwd=ROOT, check=True))

    def loop(processes: int) -> float:
        if processes == 1:
            return timed(lambda: [subprocess.run(_LOOP, check=True) for _ in range(2)])
        return timed(lambda: [running.wait() for running in [subprocess.Popen(_LOOP) for _ in range(2)]])

    times: dict[str, list[tuple[float, float]]] = {"auditor license": [], "two loops that share nothing": []}
    for _ in range(runs):
        times["auditor license"].append((read(1), read(2)))
        times["two loops that share nothing"].append((loop(1), loop(2)))
    return [_row(name, pairs) for name, pairs in times.items()]


def timed(work: Callable[[], object]) -> float:
    """Wall seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _row(name: str, pairs: list[tuple[float, float]]) -> list[str]:
    one, two = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    return [name, f"{one:.2f}", f"{two:.2f}", f"{one / two:.2f}", f"{median(pair[0] / pair[1] for pair in pairs):.2f}"]


if __name__ == "__main__":
    main()
