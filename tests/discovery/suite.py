"""The labelled snippets, and the count of what a scan of them finds, misses and invents."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.catalog.catalog import Catalog
from auditor.discovery.findings import Reference, Status
from auditor.discovery.scan import scan_path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Snippet:
    """One small file with its labels; `~` before a model says that it must be inferred."""

    source: str
    file: str
    text: str
    models: tuple[str, ...]
    others: tuple[str, ...] = ()
    unresolved: int = 0

    @property
    def name(self) -> str:
        """The data file and the snippet's own file."""
        return f"{self.source}:{self.file}"


@dataclass
class Score:
    """Counts over snippets: references found, missed, invented; statuses and lines that are wrong."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    wrong_status: list[str] = field(default_factory=list)
    wrong_unresolved: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    others: int = 0

    @property
    def labelled(self) -> int:
        """References that are labelled."""
        return self.found + len(self.missed)

    @property
    def precision(self) -> float:
        """Share of the reported references that are labelled ones."""
        return self.found / max(1, self.found + len(self.invented))

    @property
    def recall(self) -> float:
        """Share of the labelled references that are reported."""
        return self.found / max(1, self.labelled)


def snippets() -> Iterator[Snippet]:
    """All labelled snippets, in the order of files."""
    for path in sorted(DATA.glob("*.toml")):
        for row in tomllib.loads(path.read_text("utf-8")).get("snippet", ()):
            yield _snippet(path.stem, row)


def _snippet(source: str, row: dict[str, Any]) -> Snippet:
    return Snippet(
        source=source,
        file=row["file"],
        text=row["text"],
        models=tuple(row["models"]),
        others=tuple(row.get("others", ())),
        unresolved=row.get("unresolved", 0),
    )


def scan_snippet(snippet: Snippet, folder: Path, catalog: Catalog) -> tuple[Reference, ...]:
    """What a scan of the snippet finds, written below `folder` as a repository of one file."""
    path = folder / snippet.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(snippet.text.lstrip("\n"), "utf-8")
    result = scan_path(folder, catalog)
    assert not result.skipped, result.skipped
    return result.references


def add(score: Score, snippet: Snippet, references: tuple[Reference, ...]) -> None:
    """Count what a scan of one snippet found."""
    reported = {item.model: item for item in references if item.status is not Status.UNRESOLVED}
    statuses = {(item.model, item.status) for item in references}
    wanted = {label.lstrip("~") for label in snippet.models}
    for label in snippet.models:
        model, status = label.lstrip("~"), Status.INFERRED if label[0] == "~" else Status.DECLARED
        if model not in reported:
            score.missed.append(f"{snippet.name}: {model}")
            continue
        score.found += 1
        if (model, status) not in statuses:
            score.wrong_status.append(f"{snippet.name}: {model} is {reported[model].status}")
    score.invented += [
        f"{snippet.name}: {model} ({item.how})" for model, item in reported.items() if model not in wanted
    ]
    score.others += len(snippet.others)
    open_ends = sum(item.status is Status.UNRESOLVED for item in references)
    if open_ends != snippet.unresolved:
        places = [f"{item.line}: {item.model}" for item in references if item.status is Status.UNRESOLVED]
        score.wrong_unresolved.append(f"{snippet.name}: {places}, {snippet.unresolved} labelled")
    lines = snippet.text.lstrip("\n").split("\n")
    for item in references:
        if item.status is Status.DECLARED and not item.resolved_from:
            last = item.model.rpartition("/")[2]
            # A command is placed at its first line, also where it runs over several.
            end = item.line + 3 if lines[item.line - 1].endswith("\\") else item.line
            if not any(last in line for line in lines[item.line - 1 : end]):
                score.misplaced.append(f"{snippet.name}:{item.line}: {item.model}")
