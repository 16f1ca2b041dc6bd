"""Small repositories written to a folder, in the layout that --hub reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.chain.graph import Chain
from auditor.chain.walk import walk
from auditor.names import parse_model, repository_ref
from auditor.nouns import Gap, GapReason, ModelSnapshot
from auditor.sources import SourceOptions, read_models

Write = Callable[..., None]

LIMITS = """Terms of the Harbor model

1. We grant you a worldwide, royalty-free license to use, copy, modify and distribute the model and its derivatives.
2. You may not use the model or anything made from it to develop weapons or to plan military operations, and you may
not use it to harass people or to spread false information about them.
3. If the products in which you use the model have more than 5,000,000 monthly active users, you must request a separate
license from us before you go on using it.
4. The model is provided as is, without warranty of any kind.
"""


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a repository: its front matter, body and further files."""

    def make(model: str, front: str = "", body: str = "", **files: str) -> None:
        folder = tmp_path / model
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "README.md").write_text(f"---\n{front}\n---\n{body}\n", "utf-8")
        for name, text in files.items():
            (folder / name.replace("__", ".")).write_text(text, "utf-8")
        names = [*sorted(path.name for path in folder.iterdir()), "model.safetensors"]
        (folder / "siblings.txt").write_text("\n".join(names), "utf-8")

    return make


@pytest.fixture
def chain_of(tmp_path: Path, catalog: Catalog) -> Callable[[str], Chain]:
    """The chain of a model in the folder; every read is noted on the function as `reads`."""
    options = SourceOptions(hub=tmp_path)
    reads: list[str] = []

    def read(ids: object) -> list[ModelSnapshot | Gap]:
        names = list(ids)  # type: ignore[call-overload]
        reads.extend(names)
        outcomes = read_models(tuple(repository_ref(name) for name in names), options, catalog, lambda step: None)
        return [outcome.snapshot or Gap(document=outcome.ref.text, reason=GapReason.NOT_FOUND) for outcome in outcomes]

    def make(model: str) -> Chain:
        (first,) = read_models((parse_model(model),), options, catalog, lambda step: None)
        assert first.snapshot is not None
        return walk(first.snapshot, catalog, read)

    make.reads = reads  # type: ignore[attr-defined]
    return make
