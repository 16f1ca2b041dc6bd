"""Expected findings for the quantisations, fine-tunes and adapters of real cards (corpus.csv beside this file).

Each row was decided by reading both sides' terms and cards: a clause of the base and what became of it, `-` where
nothing was lost, `unread` where the base is not among the cards. The corpus is found by AUDITOR_CORPUS.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli.main import main

TABLE = Path(__file__).with_name("corpus.csv")
ROOMS = ("judged", "hub")

Row = tuple[str, str, str, str, str, str]


def rows(hub: Path, child: str, out: Path) -> Iterator[Row]:
    """(child, base, relation, how, rule, result) of each base of a model, as the command tells them."""
    assert main(["chain", child, "--hub", str(hub), "-q", "-f", "json", "-o", str(out)]) == 0
    found = json.loads(out.read_text("utf-8"))
    read = {node["model"].casefold() for node in found["nodes"] if node["class"] or node["license"] or node["commit"]}
    unread = {gap["document"].casefold() for gap in found["gaps"]}
    for edge in found["edges"]:
        if edge["from"] != child:
            continue
        pair = (child, edge["to"], edge["relation"], edge["how"])
        if edge["to"].casefold() in unread and edge["to"].casefold() not in read:
            yield (*pair, "", "unread")
            continue
        lost = [item for item in found["inheritance"] if (item["child"], item["ancestor"]) == (child, edge["to"])]
        yield from ((*pair, item["rule"], item["result"]) for item in lost)
        if not lost:
            yield (*pair, "", "-")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = Path(os.environ.get("AUDITOR_CORPUS", ""))
    if not os.environ.get("AUDITOR_CORPUS") or not all((corpus / room).is_dir() for room in ROOMS):
        pytest.skip("AUDITOR_CORPUS is not set, or holds no cards")
    folder = tmp_path_factory.mktemp("cards")
    for room in ROOMS:
        for model in sorted((corpus / room).glob("*/*")):
            if model.is_dir():
                place = folder / model.parent.name / model.name
                place.parent.mkdir(exist_ok=True)
                if not place.exists():
                    place.symlink_to(model.resolve(), target_is_directory=True)
    return folder


def expected() -> dict[str, list[Row]]:
    table: dict[str, list[Row]] = {}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            if row[0] != "child":
                table.setdefault(row[0], []).append((row[0], row[1], row[2], row[3], row[4], row[5]))
    return table


@pytest.mark.parametrize("child", sorted(expected()))
def test_what_became_of_the_terms_of_the_base(hub: Path, child: str, tmp_path: Path) -> None:
    assert sorted(rows(hub, child, tmp_path / "chain.json")) == sorted(expected()[child])


def test_no_card_with_a_base_is_left_out(hub: Path) -> None:
    from auditor.catalog.catalog import Catalog
    from auditor.chain.links import links_of
    from auditor.names import parse_model
    from auditor.sources import SourceOptions, read_models

    catalog = Catalog.load()
    ids = sorted(f"{path.parent.name}/{path.name}" for path in hub.glob("*/*"))
    outcomes = read_models(tuple(parse_model(name) for name in ids), SourceOptions(hub=hub), catalog)
    read = [outcome.snapshot for outcome in outcomes if outcome.snapshot is not None]
    assert {item.id for item in read if links_of(item, catalog.inheritance).parents} == set(expected())
