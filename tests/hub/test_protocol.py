"""The test Hub speaks the protocol: the Hub's own library, unmodified, reads it as it reads the real one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.errors import (
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from tests.hub.faults import Budget
from tests.hub.server import HubServer

CARD = "---\nlicense: mit\nbase_model: acme/base\n---\n# One\n"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    """A Hub with seven models of one organisation."""
    for number in range(7):
        folder = tmp_path / f"models/acme/m{number}"
        folder.mkdir(parents=True)
        (folder / "README.md").write_text(CARD)
        (folder / "LICENSE").write_text("Free.\n" * 100)
    with HubServer(tmp_path / "models") as server:
        server.page_size = 3
        yield server


@pytest.fixture
def api(hub: HubServer) -> HfApi:
    """The library's client for it, anonymous."""
    return HfApi(endpoint=hub.endpoint, token=False)


def test_metadata_and_its_fields(hub: HubServer, api: HfApi) -> None:
    info = api.model_info("acme/m1")
    assert info.card_data is not None
    assert (info.id, info.card_data.license, info.gated) == ("acme/m1", "mit", False)
    assert "base_model:finetune:acme/base" in (info.tags or [])
    asked = api.model_info("acme/m1", expand=["sha", "siblings"])
    assert asked.sha == info.sha
    assert asked.tags is None
    assert [file.rfilename for file in asked.siblings or []] == ["LICENSE", "README.md"]


def test_lists_and_trees_are_paged(hub: HubServer, api: HfApi) -> None:
    assert [model.id for model in api.list_models(author="acme")] == [f"acme/m{number}" for number in range(7)]
    for number in range(5):
        (hub.repositories.root / f"acme/m0/f{number}").write_text("x")
    assert len(list(api.list_repo_tree("acme/m0", recursive=True))) == 7
    assert [file.path for file in api.get_paths_info("acme/m0", ["LICENSE", "none"])] == ["LICENSE"]
    assert api.list_repo_refs("acme/m0").branches[0].name == "main"
    assert len(api.list_repo_commits("acme/m0")) == 1


def test_a_file_and_a_large_file(hub: HubServer, tmp_path: Path) -> None:
    hub.state("acme/m1").lfs = {"LICENSE"}
    for name in ("README.md", "LICENSE"):
        path = hf_hub_download(
            "acme/m1", name, endpoint=hub.endpoint, token=False, cache_dir=tmp_path / "cache"
        )
        assert Path(path).read_bytes() == (hub.repositories.root / "acme/m1" / name).read_bytes()


def test_every_refusal_has_its_own_error(hub: HubServer, api: HfApi, tmp_path: Path) -> None:
    hub.tokens["hf_good"] = set()
    known = HfApi(endpoint=hub.endpoint, token="hf_good")
    with pytest.raises(RepositoryNotFoundError):
        known.model_info("acme/none")
    with pytest.raises(HfHubHTTPError):
        api.model_info("acme/none")
    with pytest.raises(RevisionNotFoundError):
        api.model_info("acme/m1", revision="gone")
    with pytest.raises(RemoteEntryNotFoundError):
        api.hf_hub_download("acme/m1", "none", cache_dir=tmp_path / "cache")
    with pytest.raises(HfHubHTTPError, match="Invalid credentials"):
        HfApi(endpoint=hub.endpoint, token="hf_bad").model_info("acme/m1")
    hub.state("acme/m2").gated = "manual"
    assert api.model_info("acme/m2").gated == "manual"
    for client in (api, known):
        with pytest.raises(GatedRepoError):
            client.hf_hub_download("acme/m2", "README.md", cache_dir=tmp_path / "cache")
    hub.state("acme/m3").disabled = "all"
    with pytest.raises(DisabledRepoError):
        api.model_info("acme/m3")
    hub.budgets["api"] = Budget(0, 60)
    with pytest.raises(HfHubHTTPError, match="429"):
        api.model_info("acme/m1")


def test_a_renamed_model_leads_to_its_new_id(hub: HubServer, api: HfApi) -> None:
    hub.state("acme/m1").renamed_to = "acme/m2"
    assert api.model_info("acme/m1").id == "acme/m2"


def test_by_its_environment_variable_in_a_process_of_its_own(hub: HubServer, tmp_path: Path) -> None:
    program = "from huggingface_hub import model_info; print(model_info('acme/m5').id)"
    env = {"PATH": os.environ["PATH"], "HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "home"),
           "HF_HUB_DISABLE_TELEMETRY": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=env, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "acme/m5"
