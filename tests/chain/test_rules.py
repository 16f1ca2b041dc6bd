"""rules/inheritance.toml: what it names exists, and a fault in it is told with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.catalog.compiled import compile_catalog
from auditor.errors import CatalogError

RULES = Path(__file__).resolve().parents[2] / "rules"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('rule = "restrict.territory"', 'rule = "restrict.teritory"', "no rule is called 'restrict.teritory'"),
        ('terms = "LicenseRef-llama-2"', 'terms = "LicenseRef-lama-2"', "no license is called 'LicenseRef-lama-2'"),
        ('says = ["restrict.compete-models"]', "says = []", "`says` and `source` go together"),
        ('shown_in = "card"', 'shown_in = "footer"', "shown_in"),
        ('relation = "quantized"', 'relation = "shrunk"', "relation"),
        ('because = "where the base', 'becuase = "where the base', "becuase"),
    ],
)
def test_a_fault_is_refused_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    path = tmp_path / "rules/inheritance.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CatalogError) as refused:
        compile_catalog([tmp_path / "rules"])
    faults = [line for line in refused.value.faults if "inheritance.toml" in line]
    assert faults and any(fault in line for line in faults)


def test_every_clause_is_kept_for_some_relation_and_once() -> None:
    rules = Catalog.load().inheritance
    names = [keep.rule for keep in rules.keep]
    assert len(names) == len(set(names))
    assert all(keep.relations and keep.because for keep in rules.keep)
    words = [text for entry in rules.prose for text in entry.words]
    assert len(words) == len(set(words))
