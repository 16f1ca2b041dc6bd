"""`auditor rules check`: a folder of rules against the grammar, and every rule against its own examples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import CatalogError

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was checked."""

    rules: int
    examples: int


def check_rules(folder: Path | None) -> Counts:
    """Check the shipped rules, with those of `folder` added. Raises CatalogError with every fault."""
    from auditor.catalog.catalog import Catalog
    from auditor.cli.lookup import all_rules

    catalog = Catalog.load([folder] if folder else None)
    faults, examples = example_faults(catalog)
    if faults:
        raise CatalogError(
            f"{len(faults)} example{'s' if len(faults) > 1 else ''} of the rules came out otherwise",
            "Sharpen the phrasings, or mend the example.",
            tuple(faults),
        )
    return Counts(sum(1 for _ in all_rules(catalog)), examples)


def example_faults(catalog: Catalog) -> tuple[list[str], int]:
    """The clause examples that do not come out as their rule says, as `file: key: reason`, and how many were run."""
    from auditor.matching.clauses import find_clauses
    from auditor.nouns import DocumentKind
    from auditor.text.words import Words

    faults: list[str] = []
    count = 0
    for rule in catalog.clause_rules:
        for wanted, name, given in ((True, "match", rule.examples.match), (False, "no_match", rule.examples.no_match)):
            for at, example in enumerate(given):
                kind = DocumentKind(example.document)
                found = find_clauses(Words.of(example.text), example.text, "example", kind, catalog)
                count += 1
                if any(finding.rule == rule.id for finding in found) is not wanted:
                    outcome = "is not found" if wanted else f"is found, and should not be: {example.because}"
                    faults.append(f"usage/{rule.id}.toml: examples.{name}[{at}]: {outcome}")
    return faults, count
