"""One end-to-end test against a Hub server by other hands: olah, serving plain Git repositories offline.

`script/peer_hub` installs it. What olah does not do (gates, error codes, `expand`, tags) the test Hub covers.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.errors import NotReadable
from tests.sources.conftest import CARD, Read, snapshot_of, write

ROOT = Path(__file__).resolve().parents[2]
OLAH = ROOT / ".venv" / "olah" / "bin" / "olah-cli"
MODEL = "acme/open-7b"
FILES = {"README.md": CARD, "LICENSE": "You may.\n", "config.json": "{}", "sub/NOTICE": "x\n"}

pytestmark = pytest.mark.skipif(not OLAH.exists(), reason="olah is not installed: run script/peer_hub")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A model as a Git repository of two commits, with the record that olah answers its newest state from."""
    folder = write(tmp_path / "mirror/models" / MODEL, {"README.md": "# Old card\n"})
    git(folder, "init", "-q", "-b", "main")
    for files, message in (({}, "first"), (FILES, "second")):
        write(folder, files)
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", message)
        git(folder, "tag", f"v-{message}")
    commit = git(folder, "rev-parse", "HEAD")
    seed = f'{{"sha": "{commit}", "lastModified": "2026-01-02T03:04:05Z"}}'
    write(tmp_path / f"cache/api/models/{MODEL}/revision/{commit}", {"meta_head.json": seed})
    return folder


@pytest.fixture
def endpoint(tmp_path: Path, repository: Path) -> Iterator[str]:
    """olah's address, once it answers."""
    port = free_port()
    settings = f"""
[basic]
host = "127.0.0.1"
port = {port}
repos-path = "{tmp_path / "cache"}"
mirrors-path = ["{tmp_path / "mirror"}"]
hf-scheme = "http"
hf-netloc = "127.0.0.1:9"
[accessibility]
offline = true
"""
    write(tmp_path, {"olah.toml": settings})
    command = [str(OLAH), "-c", "olah.toml", "--host", "127.0.0.1", "--port", str(port), "--log-path", "logs"]
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=tmp_path, env=home, stdout=quiet, stderr=quiet) as server:
        try:
            _wait(f"http://127.0.0.1:{port}/api/models/{MODEL}/revision/main")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("olah did not start")


def test_a_hub_by_other_hands_is_read_as_ours_is(endpoint: str, read: Read, repository: Path, tmp_path: Path) -> None:
    snapshot = snapshot_of(read(MODEL, hub=endpoint, store=tmp_path / "s"))
    assert snapshot.commit == git(repository, "rev-parse", "HEAD")
    assert {document.path: document.text for document in snapshot.documents} == {
        name: text for name, text in FILES.items() if "/" not in name
    }
    assert snapshot.gaps == ()
    assert {entry.path for entry in snapshot.files or ()} >= set(FILES)
    older = snapshot_of(read(f"{MODEL}@v-first", hub=endpoint))
    assert (older.commit, older.documents[0].text) == (git(repository, "rev-parse", "v-first"), "# Old card\n")
    stored = snapshot_of(read(MODEL, hub=endpoint, store=tmp_path / "s", offline=True))
    assert stored.documents == snapshot.documents
    (missing,) = read("acme/none", hub=endpoint)
    assert isinstance(missing.error, NotReadable)
