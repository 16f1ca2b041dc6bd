"""How long `chain` takes for a merge of 28 models over one base, 30 repositories, on a Hub with 100 ms latency.

Run: python -m benchmarks.chain
"""

from __future__ import annotations

import contextlib
import io
import tempfile
import time
from pathlib import Path

from auditor.cli.main import main
from tests.hub.server import HubServer

LATENCY = 0.1
PARENTS = 28


def _write(root: Path, name: str, front: str) -> None:
    folder = root / "a" / name
    folder.mkdir(parents=True)
    (folder / "README.md").write_text(f"---\nlicense: mit\n{front}---\n# A model\n", "utf-8")


def run() -> None:
    """Print seconds and requests of a first run and of one with everything imported."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "hub"
        names = [f"part{number}" for number in range(PARENTS)]
        _write(root, "top", "base_model:\n" + "".join(f"- a/{name}\n" for name in names))
        for name in names:
            _write(root, name, "base_model: a/base\n")
        _write(root, "base", "")
        with HubServer(root, latency=LATENCY) as hub:
            for number in ("first", "second"):
                store = Path(folder) / f"{number}.db"
                before, started = len(hub.log), time.perf_counter()
                with contextlib.redirect_stdout(io.StringIO()):
                    main(["chain", "a/top", "--hub", hub.endpoint, "--store", str(store), "-q"])
                seconds = time.perf_counter() - started
                print(f"{number} run: {seconds:.2f} s, {len(hub.log) - before} requests")


if __name__ == "__main__":
    run()
