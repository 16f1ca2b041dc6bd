"""`auditor explain`: the page of everything in the catalog, found by every name it has."""

from __future__ import annotations

import re

import pytest

from auditor.catalog.catalog import Catalog
from auditor.cli.lookup import all_rules, find_pages
from auditor.errors import UnknownName
from auditor.render.canvas import Canvas
from auditor.render.pages import PAGES
from tests.cli.conftest import RunCli


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


def test_everything_in_the_catalog_has_a_page(catalog: Catalog) -> None:
    canvas = Canvas()
    names = [rule.id for _, rule in all_rules(catalog)]
    names += [f"license:{item.id}" for item in catalog.licenses]
    names += [f"framework:{item.id}" for item in catalog.frameworks]
    names += [f"system:{system.model}" for vendor in catalog.vendors for system in vendor.system]
    for name in names:
        for kind, record in find_pages(name, catalog):
            lines = PAGES[kind](record, catalog, canvas)
            assert len(lines) >= 2, name
            assert all(char.isprintable() for line in lines for char in line), name


def test_every_hub_id_of_a_license_leads_to_a_page(catalog: Catalog) -> None:
    for item in catalog.licenses:
        for name in item.hub:
            assert [record.id for _, record in find_pages(f"license:{name}", catalog)] == [item.id]


def test_a_kind_can_be_forced(catalog: Catalog) -> None:
    with pytest.raises(UnknownName, match="no rule"):
        find_pages("rule:apache-2.0", catalog)
    assert find_pages("license:apache-2.0", catalog)[0][0] == "license"


def test_a_name_that_is_nearly_right_is_offered(run_cli: RunCli) -> None:
    ended = run_cli("explain", "restrict.user-treshold")
    assert ended.code == 2 and "restrict.user-threshold" in ended.err


def test_a_rule_page_has_its_reason_and_its_examples(run_cli: RunCli) -> None:
    shown = run_cli("explain", "restrict.user-threshold").out
    assert "Found in" in shown and "Not found in" in shown


def test_a_system_page_shows_both_sides_of_a_conflict(catalog: Catalog, run_cli: RunCli) -> None:
    contested = next((system for vendor in catalog.vendors for system in vendor.system if system.conflicts), None)
    assert contested is not None
    shown = run_cli("explain", f"system:{contested.model}").out
    assert "Sources differ on" in shown and "against" in shown


def test_the_rules_are_listed(run_cli: RunCli, catalog: Catalog) -> None:
    shown = run_cli("rules").out
    assert all(f"{rule.id} " in shown for _, rule in all_rules(catalog))


def test_each_line_of_a_license_summary_names_its_clause(run_cli: RunCli, catalog: Catalog) -> None:
    known = next(record for record in catalog.records("licenses") if record.id == "LicenseRef-llama-3.1")
    shown = " ".join(run_cli("explain", known.id).out.split())
    summary = shown[shown.index("Permissions"):shown.index("facts from")]
    items = summary.split(" - ")[1:]
    assert len(items) >= 15
    assert all(re.search(r"\[(?:restrict|oblige|grant|term)\.[a-z-]+\]", item) for item in items)
