"""How long `history` takes on a repository with 500 commits of which three touched the license, and how many requests.

The bar is the time of twelve requests. A whole process pays for its start and every import; the second run in one
process shows what the requests alone cost.

Run: python -m benchmarks.drift
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
from collections.abc import Callable
from pathlib import Path

from auditor.cli.main import main
from tests.drift.test_history import THREE, history
from tests.hub.server import HubServer

LATENCY = 0.1
RUNS = 5


def run() -> None:
    """Print seconds, and seconds in units of the Hub's latency."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hub/a/model").mkdir(parents=True)
        with HubServer(Path(folder) / "hub", latency=LATENCY) as hub:
            hub.state("a/model").history = history(500, THREE)
            for name, once in (("whole process", _process), ("in a running one", _call)):
                seconds, requests = [], 0
                for number in range(RUNS):
                    store = Path(folder) / f"{name}{number}.db"
                    arguments = ["history", "a/model", "--hub", hub.endpoint, "--store", str(store), "-q"]
                    before, started = len(hub.log), time.perf_counter()
                    once(arguments)
                    seconds.append(time.perf_counter() - started)
                    requests = len(hub.log) - before
                _print(name, seconds, requests)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(f"processor time of a whole process: {(used.ru_utime + used.ru_stime) / RUNS:.2f} s")


def _print(name: str, seconds: list[float], requests: int) -> None:
    middle, best = statistics.median(seconds), min(seconds)
    print(
        f"{name}: median {middle:.2f} s = {middle / LATENCY:.1f} requests' time, best {best / LATENCY:.1f}; "
        f"{requests} requests"
    )


def _process(arguments: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "auditor", *arguments], stdout=subprocess.DEVNULL, check=True)


def _call(arguments: list[str]) -> None:
    call: Callable[[list[str]], int] = main
    with contextlib.redirect_stdout(io.StringIO()):
        call(arguments)


if __name__ == "__main__":
    run()
