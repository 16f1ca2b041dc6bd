"""Every model of an organisation: pages of the Hub, folders, and what cannot be listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import NotReadable, UsageError
from auditor.sources import SourceOptions
from auditor.sources.listing import _next_page, list_models
from tests.hub.server import HubServer

from .test_batch import many


def test_a_folder_lists_its_own_models(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / "org" / name).mkdir(parents=True)
    assert list_models("org", 10, SourceOptions(hub=tmp_path)) == ["org/a", "org/b"]
    assert list_models("org", 1, SourceOptions(hub=tmp_path)) == ["org/a"]


def test_an_organisation_without_models_is_an_error_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(NotReadable) as caught:
        list_models("nobody", 10, SourceOptions(hub=tmp_path))
    assert caught.value.hint


@pytest.mark.parametrize("name", ["../etc", "a/b", "", "x" * 200, "a\x00b"])
def test_a_name_that_is_no_organisation_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        list_models(name, 10, SourceOptions(hub=tmp_path))


def test_the_next_page_stays_on_its_host() -> None:
    here = "https://hub.example/api/models?author=a"
    assert _next_page('<https://hub.example/api/models?cursor=x>; rel="next"', here) == (
        "https://hub.example/api/models?cursor=x"
    )
    assert _next_page('<https://evil.example/api/models?cursor=x>; rel="next"', here) is None
    assert _next_page('</x>; rel="xet-auth", </api/models?cursor=y>; rel="next"', here) == (
        "https://hub.example/api/models?cursor=y"
    )
    assert _next_page("", here) is None


def test_the_hub_is_asked_page_after_page(hub: HubServer, models: Path) -> None:
    names = many(models, 7)
    hub.page_size = 3
    assert sorted(list_models("many", 50, SourceOptions(hub=hub.endpoint))) == sorted(names)
    assert len(list_models("many", 2, SourceOptions(hub=hub.endpoint))) == 2


def test_a_hub_that_refuses_the_listing_is_told(hub: HubServer) -> None:
    hub.faults.add("/api/models", "status", status=403)
    with pytest.raises(NotReadable, match="403"):
        list_models("many", 5, SourceOptions(hub=hub.endpoint))
