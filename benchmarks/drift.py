"""How long `history` takes on a repository with 500 commits of which three touched the license, and how many requests.

Run: python -m benchmarks.drift
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
from pathlib import Path

from auditor.cli.main import main
from tests.drift.test_history import THREE, history
from tests.hub.server import HubServer

LATENCY = 0.1


def run() -> None:
    """Print seconds, and seconds in units of the Hub's latency."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hub/a/model").mkdir(parents=True)
        with HubServer(Path(folder) / "hub", latency=LATENCY) as hub:
            hub.state("a/model").history = history(500, THREE)
            for name in ("first", "second"):
                store = Path(folder) / f"{name}.db"
                before, started = len(hub.log), time.perf_counter()
                with contextlib.redirect_stdout(io.StringIO()):
                    main(["history", "a/model", "--hub", hub.endpoint, "--store", str(store), "-q"])
                seconds = time.perf_counter() - started
                print(f"{name} run: {seconds:.2f} s = {seconds / LATENCY:.1f} requests' time, "
                      f"{len(hub.log) - before} requests")


if __name__ == "__main__":
    run()
