"""Known licenses: every Hub id, both ways between Hub id, SPDX id and LicenseRef-, facts as the texts have them."""

from __future__ import annotations

import csv
import re

import pytest

from auditor.catalog.catalog import Catalog
from auditor.catalog.licenses import KnownLicense, check, plain_url
from auditor.catalog.reader import Faults
from auditor.licenses.expressions import spdx_ids, spdx_license
from auditor.licenses.known import KnownLicenses, known
from tests.licenses import corpus


@pytest.fixture(scope="module")
def licenses() -> KnownLicenses:
    return known(Catalog.load())


def hub_ids() -> list[str]:
    with (corpus.folder() / "hub-api" / "license-identifiers.csv").open(encoding="utf-8", newline="") as handle:
        return [row["identifier"] for row in csv.DictReader(handle)]


def test_every_hub_id_is_known(licenses: KnownLicenses) -> None:
    names = hub_ids()
    assert len(names) == 83
    assert [name for name in names if licenses.by_tag(name) is None] == []


def test_hub_ids_lead_back(licenses: KnownLicenses) -> None:
    for name in hub_ids():
        found = licenses.by_tag(name)
        assert found is not None
        assert licenses.hub_id(found.id) == name
        assert licenses.by_id(found.id) is found


@pytest.mark.parametrize("tag", ["cc", "gpl", "lgpl", "bsd", "gfdl", "openrail", "other", "unknown"])
def test_family_tags_conclude_nothing(licenses: KnownLicenses, tag: str) -> None:
    found = licenses.by_tag(tag)
    assert found is not None
    assert not found.concludes
    assert not found.approved
    assert not found.clauses


def test_members_and_ids_exist(licenses: KnownLicenses) -> None:
    listed = set(spdx_ids())
    for item in licenses.all:
        assert item.id in listed or item.id.startswith("LicenseRef-")
        assert [member for member in item.family if licenses.by_id(member) is None] == []


def test_every_fact_is_about_a_rule_of_the_catalog() -> None:
    catalog = Catalog.load()
    rules = {rule.id for rule in catalog.clause_rules}
    assert {fact.rule for item in catalog.licenses for fact in item.clauses} - rules == set()


def test_approved_are_osi_and_the_named_open_licenses(licenses: KnownLicenses) -> None:
    families = re.compile(r"OpenMDW-|LicenseRef-OpenMDW-|CC0-|CC-BY-(?:SA-)?\d|ODC-By-|ODbL-|PDDL-|CDLA-")
    for item in licenses.all:
        entry = spdx_license(item.id)
        osi = entry is not None and entry.osi
        assert item.osi == osi
        assert item.approved == (osi or families.match(item.id) is not None), item.id


def test_an_spdx_id_without_a_file_is_known_by_the_list(licenses: KnownLicenses) -> None:
    found = licenses.by_id("gpl-3.0-or-later")
    assert found is not None
    assert (found.id, found.approved, found.complete) == ("GPL-3.0-or-later", True, False)
    assert licenses.by_id("Nothing-1.0") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Apache 2.0", "Apache-2.0"),
        ("apache-2.0", "Apache-2.0"),
        ("the MIT license", "MIT"),
        ("Llama 2 Community License Agreement", "LicenseRef-llama-2"),
        ("LLAMA 3.1 COMMUNITY LICENSE", "LicenseRef-llama-3.1"),
        ("tongyi-qianwen-license-agreement", "LicenseRef-tongyi-qianwen"),
        ("MIT (code), see file", None),
        ("Qwen License (100M MAU cap)", "LicenseRef-qwen-2024"),
        ("CC BY-NC 4.0", "CC-BY-NC-4.0"),
        ("some license of ours", None),
        ("x" * 10_000, None),
        ("", None),
    ],
)
def test_names(licenses: KnownLicenses, name: str, expected: str | None) -> None:
    found = licenses.by_name(name)
    assert (found.id if found else None) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
        ("http://apache.org/licenses/LICENSE-2.0/", "Apache-2.0"),
        ("https://ai.meta.com/llama/use-policy/?x=1#top", "LicenseRef-llama-2-aup"),
        ("https://huggingface.co/Qwen/Qwen2.5-72B-Instruct/resolve/main/LICENSE", "LicenseRef-qwen-2024"),
        ("https://raw.githubusercontent.com/deepseek-ai/DeepSeek-V3/main/LICENSE-MODEL", "LicenseRef-deepseek-1.0"),
        ("https://creativecommons.org/licenses/by-nc/4.0/legalcode", "CC-BY-NC-4.0"),
        ("https://example.org/LICENSE", None),
    ],
)
def test_addresses(licenses: KnownLicenses, url: str, expected: str | None) -> None:
    found = licenses.by_url(url)
    assert (found.id if found else None) == expected


def test_names_of_the_facts_are_known(licenses: KnownLicenses) -> None:
    path = corpus.folder().parent / "facts" / "systems.csv"
    if not path.is_file():
        pytest.skip("no facts beside the corpus")
    with path.open(encoding="utf-8", newline="") as handle:
        names = {row["license_name"] for row in csv.DictReader(handle)} - {""}
    assert sorted(name for name in names if licenses.by_name(name) is None) == []


@pytest.mark.parametrize(
    ("name", "column"),
    [("systems", "usage_policy_url"), ("closed-systems", "usage_policy_url"), ("closed-systems", "terms_of_use_url")],
)
def test_policies_and_terms_of_the_facts_are_known(licenses: KnownLicenses, name: str, column: str) -> None:
    path = corpus.folder().parent / "facts" / f"{name}.csv"
    if not path.is_file():
        pytest.skip("no facts beside the corpus")
    with path.open(encoding="utf-8", newline="") as handle:
        urls = {row[column] for row in csv.DictReader(handle)} - {""}
    # The page of a model is named for one of them: no address of a text.
    page = re.compile(r"https://huggingface\.co/[^/]+/[^/]+")
    assert urls
    assert sorted(url for url in urls if licenses.by_url(url) is None and not page.fullmatch(url)) == []


def test_tags_names_and_links_of_the_cards_are_known(licenses: KnownLicenses) -> None:
    said: dict[str, set[str]] = {"license": set(), "license_name": set()}
    for path in sorted((corpus.folder() / "hub").glob("*/*/README.md")):
        head = path.read_bytes().decode("utf-8", "replace").split("\n---", 1)[0]
        for key, value in re.findall(r"(?m)^(license|license_name): *(\S.*?) *\r?$", head):
            said[key].add(value.strip("\"'"))
    assert said["license"]
    assert sorted(tag for tag in said["license"] if licenses.by_tag(tag) is None) == []
    assert sorted(name for name in said["license_name"] if licenses.by_name(name) is None) == []


def test_every_record_has_what_a_reader_needs(licenses: KnownLicenses) -> None:
    """A license of its own names its steward; a policy, and what SPDX lists, has an address."""
    own = [item for item in licenses.all if item.id.startswith("LicenseRef-") and item.concludes]
    # Its own text says that anybody may be the licensor.
    open_to_all = {"LicenseRef-research-rail"}
    assert sorted(item.id for item in own if not item.steward and item.id not in open_to_all) == []
    assert sorted(item.id for item in own if item.kind == "policy" and not item.urls) == []
    listed = [item for item in licenses.all if item.concludes and not item.id.startswith("LicenseRef-")]
    assert sorted(item.id for item in listed if not item.urls) == []


def test_families_name_the_single_texts_of_their_tag(licenses: KnownLicenses) -> None:
    for tag in ("cc", "gpl", "lgpl", "bsd", "gfdl", "openrail"):
        family = licenses.by_tag(tag)
        assert family is not None and len(family.family) >= 2, tag
        members = [licenses.by_id(name) for name in family.family]
        assert all(member is not None and member.concludes for member in members), tag
        assert len({member.id for member in members if member}) == len(members), tag


def test_versions_of_one_license_are_told_apart(licenses: KnownLicenses) -> None:
    groups: dict[str, list[str]] = {}
    for item in licenses.all:
        if item.versions_of:
            groups.setdefault(item.versions_of, []).append(item.version)
    assert len(groups) >= 5
    assert all(len(set(versions)) == len(versions) and "" not in versions for versions in groups.values()), groups


def test_ids_lead_both_ways_for_every_record(licenses: KnownLicenses) -> None:
    for item in licenses.all:
        assert licenses.by_id(item.id) is item
        assert licenses.by_id(item.id.upper()) is item
        for tag in item.hub:
            assert licenses.by_tag(tag) is item
        assert licenses.hub_id(item.id) == (item.hub[0] if item.hub else None)
        for url in item.urls:
            assert licenses.by_url(url) is item, url


def test_facts_are_what_readers_marked(licenses: KnownLicenses) -> None:
    marked: dict[str, set[str]] = {}
    for row in corpus.gold():
        marked.setdefault(row["slug"], set()).add(row["clause_id"])
    for slug, name in corpus.ids().items():
        found = licenses.by_id(name)
        assert found is not None, slug
        assert found.complete, slug
        assert {fact.rule for fact in found.clauses} == marked[slug], slug


def test_thresholds_have_quantities(licenses: KnownLicenses) -> None:
    facts = [fact for item in licenses.all for fact in item.clauses if fact.rule.endswith("-threshold")]
    assert facts
    assert all(fact.quantity is not None and fact.quantity.number > 0 for fact in facts)


def _license(**keys: object) -> KnownLicense:
    return KnownLicense(**{"schema": 1, "id": "LicenseRef-a", "title": "A", **keys})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "keys",
    [
        {"id": "no id"},
        {"kind": "family"},
        {"family": ("MIT",)},
        {"osi": True},
        {"complete": True},
        {"schema": 2},
    ],
)
def test_broken_records_are_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        _license(**keys)


def test_doubles_are_faults() -> None:
    faults = Faults()
    check(
        {
            "licenses": [
                _license(aliases=("Same",)),
                _license(id="LicenseRef-b", title="same"),
                _license(id="LICENSEREF-A"),
            ]
        },
        faults,
    )
    assert len(faults.lines) >= 2


def test_addresses_are_compared_without_dress() -> None:
    assert plain_url("HTTPS://WWW.Example.org/A/?b#c") == "example.org/a"
