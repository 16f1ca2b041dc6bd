"""Many models over a Hub with latency: the time against the ideal, and the growth of memory with their number.

    python -m benchmarks.hub_batch [--models 200] [--latency 0.05] [--jobs 16] [--memory 200,5000]

Ideal: every request (the metadata, and each file of the plan) takes the latency and nothing else, and the slots are
always full: requests x latency / slots. The Hub runs in a process of its own. Each measure starts with an empty store.
The first table compares time; the second shows the peak memory of the reading process, one fresh process a row.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor import Catalog, SourceOptions, parse_model, read_models

ROOT = Path(__file__).resolve().parent.parent
CARD = """---
license: apache-2.0
base_model: bench/base
---
# Model {number}

{words}
"""


def write_models(root: Path, count: int = 20) -> None:
    """A folder of models: a card of some 8 kB, a license of 11 kB, and a configuration, as most models have."""
    for number in range(count):
        folder = root / "seed" / f"model-{number}"
        folder.mkdir(parents=True)
        words = f"This card of model {number} says little about its data. " * 150
        (folder / "README.md").write_text(CARD.format(number=number, words=words))
        (folder / "LICENSE").write_text(f"Terms number {number}.\n" + "You may use this for any purpose. " * 330)
        (folder / "config.json").write_text('{"model_type": "bench"}')
        (folder / "model.safetensors").write_bytes(b"")


@contextmanager
def hub(folder: Path, latency: float, copies: int) -> Iterator[str]:
    """The address of a test Hub in a process of its own."""
    command = [sys.executable, "-m", "tests.hub", str(folder), "--latency", str(latency), "--copies", str(copies)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def read(endpoint: str, catalog: Catalog, count: int, jobs: int, store: Path | None) -> tuple[float, int]:
    """Seconds to read so many models, and the requests that it took (metadata and files)."""
    options = SourceOptions(hub=endpoint, jobs=jobs, store=store)
    refs = (parse_model(f"bench/model-{number}") for number in range(count))
    requests = 0
    started = time.perf_counter()
    for outcome in read_models(refs, options, catalog):
        if outcome.snapshot is None or outcome.snapshot.gaps:
            raise SystemExit(f"a model was not read: {outcome.error or outcome.snapshot}")
        requests += 1 + len(outcome.snapshot.documents)
    return time.perf_counter() - started, requests


def peak_megabytes() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_time(folder: Path, models: int, latency: float, jobs: int) -> bool:
    """Print the time against the ideal; True if it is no more than twice that."""
    with hub(folder, latency, models) as endpoint, tempfile.TemporaryDirectory() as kept:
        catalog = Catalog.load()
        read(endpoint, catalog, jobs, jobs, None)
        rows = [("without store", *read(endpoint, catalog, models, jobs, None))]
        store = Path(kept) / "store.sqlite"
        rows.append(("with store", *read(endpoint, catalog, models, jobs, store)))
    print(f"{models} models, {latency * 1000:.0f} ms a request, {jobs} slots")
    worst = 0.0
    for name, seconds, requests in rows:
        ideal = requests * latency / jobs
        worst = max(worst, seconds / ideal)
        figures = f"{requests} requests   ideal {ideal:.2f} s   taken {seconds:.2f} s   {seconds / ideal:.2f} x"
        print(f"  {name:14} {figures}")
    return worst <= 2.0


def measure_memory(folder: Path, counts: list[int], jobs: int) -> bool:
    """Print the peak memory for each number of models; True if it grows by less than 4 kB a model."""
    peaks: list[float] = []
    with hub(folder, 0.0, max(counts)) as endpoint:
        for count in counts:
            command = [sys.executable, "-m", "benchmarks.hub_batch", "--child", endpoint, str(count), str(jobs)]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            peak, seconds = json.loads(done.stdout)
            peaks.append(peak)
            print(f"  {count:6} models   peak {peak:.1f} MB   {seconds:.1f} s")
    slope = (peaks[-1] - peaks[0]) * 1024 / (counts[-1] - counts[0])
    print(f"  slope {slope:.2f} kB a model")
    return slope < 4.0


def child(endpoint: str, count: int, jobs: int) -> None:
    """One memory measure in a process of its own: prints [peak in MB, seconds]."""
    with tempfile.TemporaryDirectory() as kept:
        seconds, _ = read(endpoint, Catalog.load(), count, jobs, Path(kept) / "store.sqlite")
    print(json.dumps([peak_megabytes(), seconds]))


def main() -> None:
    """Both measures; exit code 1 if one misses its bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=200)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds added to each request")
    parser.add_argument("--jobs", type=int, default=16)
    parser.add_argument("--memory", default="200,5000", help="numbers of models, or nothing to leave memory out")
    parser.add_argument("--child", nargs=3, metavar=("ENDPOINT", "COUNT", "JOBS"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], int(given.child[1]), int(given.child[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        write_models(Path(folder))
        good = measure_time(Path(folder), given.models, given.latency, given.jobs)
        counts = [int(count) for count in given.memory.split(",") if count]
        if len(counts) > 1:
            good = measure_memory(Path(folder), counts, given.jobs) and good
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
