"""A small Hub in folders, a repository that uses its models, and the command line over both."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ended, RunCli, run_cli

__all__ = ["run_cli"]

FREE = "---\nlicense: apache-2.0\n---\n# Wren\n\nWren is a small model.\n"
BOUND = (
    "---\nlicense: other\nlicense_name: heron-license\nlicense_link: LICENSE\n---\n# Heron\n\nHeron is a small model.\n"
)
TERMS = """Heron Licence

1. Grant. You are granted a non-exclusive licence to use, copy, modify and distribute the Model.

2. Purpose. You may use the Model for non-commercial purposes only. You may not use the Model or its
output for any commercial purpose.
"""


def put_model(hub: Path, name: str, card: str, license_text: str = "") -> Path:
    """A model in the layout of a folder Hub."""
    folder = hub / name
    folder.mkdir(parents=True, exist_ok=True)
    names = ["README.md", "model.safetensors", "config.json"]
    (folder / "README.md").write_text(card, "utf-8")
    if license_text:
        (folder / "LICENSE").write_text(license_text, "utf-8")
        names.append("LICENSE")
    (folder / "siblings.txt").write_text("\n".join(names) + "\n", "utf-8")
    return folder


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Two models: one free, one for non-commercial use only."""
    folder = tmp_path / "hub"
    put_model(folder, "example-lab/wren", FREE)
    put_model(folder, "example-lab/heron", BOUND, TERMS)
    return folder


class Repository:
    """A repository of a user, and `auditor check` in it."""

    def __init__(self, root: Path, hub: Path, run: RunCli) -> None:
        self.root, self.hub, self._run = root, hub, run
        root.mkdir()

    def uses(self, *models: str, file: str = "app.py") -> None:
        """Write a file that loads these models."""
        lines = [f'm{at} = AutoModel.from_pretrained("{model}")' for at, model in enumerate(models)]
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["from transformers import AutoModel", *lines, ""]), "utf-8")

    def policy(self, text: str) -> None:
        """Write the policy."""
        (self.root / "auditor.toml").write_text(text, "utf-8")

    def run(self, command: str, *arguments: object) -> Ended:
        """Run a command on the repository, with the folder Hub."""
        return self._run(command, self.root, "--hub", self.hub, *arguments)

    def check(self, *arguments: object) -> Ended:
        """`auditor check`."""
        return self.run("check", *arguments)


@pytest.fixture
def repo(tmp_path: Path, hub: Path, run_cli: RunCli) -> Repository:
    """A repository without files."""
    return Repository(tmp_path / "repo", hub, run_cli)
