#!/usr/bin/env python3
"""What `auditor license` takes for the largest and oddest texts: seconds as the text doubles, and memory.

    AUDITOR_CORPUS=DIR python benchmarks/licenses_limits.py [--size 1900000] [--steps 4]

One process for each cell, so that memory is that of the whole command; CPU time, the start of the command taken off.
The ratio is the time of the longest text against that of half of it: 2 where time grows with the text. Texts are no
longer than the limit of 2 MB.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from tabulate import tabulate  # noqa: E402

_RUN = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""
Shape = Callable[[int], str]


def main() -> None:
    """Print the table. Ends with 1 if a text was not read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=1_900_000, help="bytes of the longest text")
    parser.add_argument("--steps", type=int, default=4, help="how many sizes, each half of the next")
    parser.add_argument("--corpus", type=Path, default=os.environ.get("AUDITOR_CORPUS"))
    options = parser.parse_args()
    if options.corpus is None:
        raise SystemExit("set AUDITOR_CORPUS to a folder with licenses/*.txt, or name it with --corpus")
    sizes = [options.size >> step for step in reversed(range(options.steps))]
    with TemporaryDirectory() as place:
        path = Path(place) / "LICENSE"
        path.write_text("", "utf-8")
        start, base = measured(path)
        rows = [_row(name, shape, sizes, path, start) for name, shape in shapes(Path(options.corpus)).items()]
    print(f"an empty text: {start:.2f} s, {base} MiB\n")
    headers = ["", *(f"{size:,} bytes, s" for size in sizes), "to the half", "MiB"]
    print(tabulate(rows, headers=headers, tablefmt="github", disable_numparse=True))


def shapes(corpus: Path) -> dict[str, Shape]:
    """Each shape as a function from bytes to a text."""
    texts = [path.read_text("utf-8") for path in sorted((corpus / "licenses").glob("*.txt"))]
    whole = "\n\n".join(texts)
    fifty = "\n\n".join(texts[number % len(texts)][:30_000] for number in range(50))
    return {
        "licenses, one after the other": lambda size: _cut(whole, size),
        "the same on one line": lambda size: _cut(" ".join(whole.split()), size),
        "fifty licenses, then again": lambda size: _cut(fifty, size),
        "one word again and again": lambda size: _cut("word ", size),
        "commas": lambda size: _cut(",", size),
        "nested quotes": lambda size: _cut("“(", size),
        "list marks": lambda size: _cut("1. (a) ", size),
        "words and list marks": lambda size: _cut("1. (a) You may not use the Model unless you pay: ", size),
        "tags": lambda size: _cut("<p class='a'>You may</p> ", size),
        "zero-width characters": lambda size: _cut("l\u200bi\u200bc\u200be\u200bn\u200bse ", size),
        "Chinese and Latin": lambda size: _cut("不得将模型用于商业用途 model。", size),
    }


def _cut(text: str, size: int) -> str:
    """`text` repeated to no more than so many bytes."""
    data = text.encode("utf-8")
    return (data * (1 + size // len(data)))[:size].decode("utf-8", "ignore")


def _row(name: str, shape: Shape, sizes: list[int], path: Path, start: float) -> list[str]:
    spent, memory = [], 0
    for size in sizes:
        path.write_text(shape(size), "utf-8")
        seconds, memory = measured(path)
        spent.append(max(0.01, seconds - start))
    return [name, *(f"{seconds:.2f}" for seconds in spent), f"{spent[-1] / spent[-2]:.1f}", str(memory)]


def measured(path: Path) -> tuple[float, int]:
    """CPU seconds and the peak of memory in MiB of the whole command: the quicker of two runs."""
    command = [sys.executable, "-m", "auditor", "license", str(path), "-f", "json"]
    runs = []
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", _RUN, *command], cwd=ROOT, capture_output=True, text=True)
        code, seconds, memory = done.stdout.split()
        if code != "0":
            raise SystemExit(f"the command ended with {code}: {done.stderr[-300:]}")
        runs.append((float(seconds), int(memory)))
    return min(runs)


if __name__ == "__main__":
    main()
