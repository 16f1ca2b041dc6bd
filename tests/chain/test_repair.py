"""Proposals for real cards: what is proposed settles itself, and leaves all that it does not name as it stands."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.chain.repair import repair
from auditor.chain.repair_proposal import Act
from auditor.names import parse_model
from auditor.nouns import DocumentKind
from auditor.sources import SourceOptions, read_models
from auditor.text.front_edit import edited
from auditor.text.front_matter import parse


def test_every_card_of_the_corpus_is_settled_by_its_patch(catalog: Catalog) -> None:
    corpus = os.environ.get("AUDITOR_CORPUS")
    if not corpus or not (Path(corpus) / "hub").is_dir():
        pytest.skip("AUDITOR_CORPUS is not set: there are no real cards at hand")
    root = Path(corpus) / "hub"
    refs = tuple(parse_model(f"{path.parent.name}/{path.name}") for path in sorted(root.glob("*/*")) if path.is_dir())
    changed = 0
    for outcome in read_models(refs, SourceOptions(hub=root), catalog, lambda step: None):
        snapshot = outcome.snapshot
        cards = snapshot.documents_of(DocumentKind.CARD) if snapshot else ()
        if snapshot is None or not cards:
            continue
        found = repair(snapshot, catalog)
        assert not found.fault, (snapshot.id, found.fault)
        made = edited(cards[0].text, found.changes)
        changed += made != cards[0].text
        before, after = parse(cards[0].text), parse(made)
        kept = {key: value for key, value in before.data.items() if before.spelled_right(key) not in found.changes}
        assert kept.items() <= after.data.items(), snapshot.id
        assert made[after.body_start :] == cards[0].text[before.body_start :]
        documents = tuple(
            replace(item, text=made) if item is cards[0] else item for item in snapshot.documents
        )
        again = repair(replace(snapshot, documents=documents), catalog)
        assert [item for item in again.proposals if item.act in (Act.SET, Act.REMOVE)] == [], snapshot.id
    assert changed > 5


def test_every_finding_that_is_named_exists(catalog: Catalog) -> None:
    known = {rule.id for rules in (catalog.flag_rules, catalog.card_rules, catalog.metadata_rules) for rule in rules}
    folder = Path(__file__).parents[2] / "auditor" / "chain"
    source = "".join(path.read_text("utf-8") for path in folder.glob("repair_*.py"))
    named = {name for name in known if f'"{name}"' in source}
    assert {"license.stated", "flag.license-conflict", "weights.license-file", "base-model.stated",
            "datasets.metadata", "weights.gate"} <= named  # fmt: skip
