"""A small catalog, a folder of models worded for these tests, and a Hub that serves it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.catalog.compiled import CompiledCatalog, compile_catalog
from auditor.names import parse_model
from auditor.nouns import ModelSnapshot
from auditor.sources import Outcome, SourceOptions, read_models
from auditor.sources.options import ProgressFunction
from tests.hub.server import HubServer

RULES = Path(__file__).resolve().parents[2] / "rules"
SYSTEMS = """
schema = 1
id = "acme"
name = "Acme"
as_of = "2026-01-01"
hub_orgs = ["acme"]

[[system]]
model = "Anvil 7B"
family = "Anvil"
date = "2026-01-01"
access = "open-weights"
license_kind = "osi"
source = "card"
confidence = "high"
hub_id = "acme/anvil-7b"

[[system]]
model = "Hammer"
family = "Hammer"
date = "2026-01-01"
access = "api"
license_kind = "proprietary-terms"
source = "site"
confidence = "high"
"""
CARD = """---
license: apache-2.0
base_model: acme/base-7b
base_model_relation: finetune
---
# Anvil

A model that hits things.
"""
GATED_CARD = """---
license: other
extra_gated_prompt: You promise to hit nobody.
extra_gated_fields:
  I am of age: checkbox
  Country: country
---
# Vice
"""


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The shipped rules with one vendor of the tests in place of all others."""
    folder = tmp_path_factory.mktemp("rules") / "all"
    shutil.copytree(RULES, folder, ignore=shutil.ignore_patterns("systems"))
    (folder / "systems").mkdir()
    (folder / "systems" / "acme.toml").write_text(SYSTEMS)
    path = folder / "catalog.bin"
    path.write_bytes(compile_catalog([folder]))
    return Catalog(CompiledCatalog(path))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Three models: open with license and policy, gated, and one without card."""
    root = tmp_path / "models"
    write(root / "acme/anvil-7b", {
        "README.md": CARD, "LICENSE": "You may hit.\n", "USE_POLICY.md": "Do not hit people.\n",
        "config.json": '{"model_type": "anvil"}', "model.safetensors": "weights",
    })
    write(root / "acme/vice-7b", {"README.md": GATED_CARD, "LICENSE": "Hold still.\n", "NOTICE": "Held.\n"})
    write(root / "acme/bare-7b", {"model.safetensors": "weights"})
    write(root / "acme/base-7b", {"README.md": "---\nlicense: mit\n---\n# Base\n"})
    return root


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Make a model's folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def hub(models: Path) -> Iterator[HubServer]:
    """A Hub with these models."""
    with HubServer(models) as server:
        yield server


Read = Callable[..., list[Outcome]]


@pytest.fixture
def read(catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read models by their arguments; further arguments are those of SourceOptions."""
    # Retries need not take real time to be retries.
    monkeypatch.setattr("auditor.sources.hub_http._BACKOFF", (0.01, 0.02))

    def run(*arguments: str, progress: ProgressFunction | None = None, **options: object) -> list[Outcome]:
        options.setdefault("hub_cache", tmp_path / "no-cache")
        given = SourceOptions(**options)  # type: ignore[arg-type]
        return list(read_models([parse_model(argument) for argument in arguments], given, catalog, progress))

    return run


def snapshot_of(outcomes: list[Outcome]) -> ModelSnapshot:
    """The one snapshot that was read."""
    assert len(outcomes) == 1
    assert outcomes[0].error is None, (outcomes[0].error.message, outcomes[0].error.hint)
    assert outcomes[0].snapshot is not None
    return outcomes[0].snapshot
