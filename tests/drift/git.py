"""Git repositories made for tests, by Git itself, with nothing of the machine's own configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

CARD = "---\nlicense: other\nlicense_name: harbor\nlicense_link: LICENSE\n---\n# A model\n"
TERMS = "You may not use the model if you have more than 5,000,000 monthly active users.\n"


def git(folder: Path, *arguments: str, given: bytes = b"", **environment: str) -> str:
    """What Git prints, run in `folder`."""
    known = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org", "GIT_ALLOW_PROTOCOL": "file",
    }  # fmt: skip
    ended = subprocess.run(
        ["git", *arguments], cwd=folder, env=known | environment, input=given, capture_output=True, check=True
    )
    return ended.stdout.decode("utf-8", "replace").strip()


def repository(folder: Path, *commits: Mapping[str, str | bytes | None], **options: str) -> list[str]:
    """A repository with these commits (None: deleted), one a day from 2025-01-01; their ids, oldest first."""
    folder.mkdir(parents=True, exist_ok=True)
    more = [f"--{name}={value}" for name, value in options.items()]
    git(folder, "init", "-q", "-b", "main", *more)
    return [commit(folder, files, number + 1) for number, files in enumerate(commits)]


def commit(folder: Path, files: Mapping[str, str | bytes | None], day: int) -> str:
    """One more commit; its id."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    git(folder, "add", "-A")
    when = f"2025-01-{day:02}T10:00:00+00:00"
    git(folder, "commit", "-q", "--allow-empty", "-m", "Change", GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)
    return git(folder, "rev-parse", "HEAD")
