"""How long `chain` takes for a merge of 28 models over one base, 30 repositories, on a Hub with 100 ms latency.

Three generations of two requests each, one after the other, make 0.6 s; the bar is 1.2 s. A whole process pays for its
start and for every import, most of it while requests are on their way; the first run in a running process pays for the
imports alone. The Hub runs in a process of its own: its work is not the command's.

Run: python -m benchmarks.chain
"""

from __future__ import annotations

import contextlib
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

LATENCY = 0.1
PARENTS = 28
RUNS = 5
_SERVE = """
import sys, time
from pathlib import Path
from tests.hub.server import HubServer
with HubServer(Path(sys.argv[1]), latency=float(sys.argv[2])) as hub:
    print(hub.endpoint, flush=True)
    time.sleep(3600)
"""
_FIRST = """
import contextlib, io, sys, time
from auditor.cli.main import main
started = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    main(sys.argv[1:])
print(time.perf_counter() - started)
"""


def _write(root: Path, name: str, front: str) -> None:
    folder = root / "a" / name
    folder.mkdir(parents=True)
    (folder / "README.md").write_text(f"---\nlicense: mit\n{front}---\n# A model\n", "utf-8")


@contextlib.contextmanager
def _hub(root: Path) -> Iterator[str]:
    """A Hub of 30 repositories in a process of its own; its address."""
    names = [f"part{number}" for number in range(PARENTS)]
    _write(root, "top", "base_model:\n" + "".join(f"- a/{name}\n" for name in names))
    for name in names:
        _write(root, name, "base_model: a/base\n")
    _write(root, "base", "")
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(root), str(LATENCY)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def _process(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "auditor", *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def _first(arguments: list[str]) -> float:
    made = subprocess.run([sys.executable, "-c", _FIRST, *arguments], stdout=subprocess.PIPE, check=True, text=True)
    return float(made.stdout)


def _again(arguments: list[str]) -> float:
    from auditor.cli.main import main

    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        main(arguments)
    return time.perf_counter() - started


def run() -> None:
    """Print the seconds of whole processes, of first runs and of later ones, and the processor time of a process."""
    with tempfile.TemporaryDirectory() as folder, _hub(Path(folder) / "hub") as endpoint:
        for name, once in (("whole process", _process), ("first run in one", _first), ("later runs", _again)):
            seconds = []
            for number in range(RUNS + 1):
                store = Path(folder) / f"{name}{number}.db"
                seconds.append(once(["chain", "a/top", "--hub", endpoint, "--store", str(store), "-q"]))
                if number == 0 and once is _process:
                    before = resource.getrusage(resource.RUSAGE_CHILDREN)
            if once is _process:
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
            # The first of each fills caches that live longer than a run: compiled rules and modules.
            print(f"{name}: median {statistics.median(seconds[1:]):.2f} s, best {min(seconds[1:]):.2f} s")
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"processor time of a whole process: {used / RUNS:.2f} s")


if __name__ == "__main__":
    run()
