"""`python -m tests.hub DIR [--port N] [--latency SECONDS] [--copies N]`: serve a folder of models until interrupted.

With `--copies N` the ids bench/model-0 … bench/model-(N-1) are answered too, from the folder's models in turn.
"""

from __future__ import annotations

import argparse
import re
import threading
from pathlib import Path

from tests.hub.repositories import Repositories
from tests.hub.server import HubServer


def main() -> None:
    """Print the endpoint on a line of its own, then serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--copies", type=int, default=0)
    given = parser.parse_args()
    plain = Repositories(given.folder)
    ids = plain.ids()

    def find(model_id: str) -> Path | None:
        copy = re.fullmatch(r"bench/model-(\d+)", model_id)
        if copy and int(copy[1]) < given.copies:
            model_id = ids[int(copy[1]) % len(ids)]
        repository = plain.get(model_id)
        return repository.folder if repository else None

    with HubServer(given.folder, find, given.latency, given.port) as hub:
        print(hub.endpoint, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
