"""`auditor rules check`: a folder of rules against the grammar, and every rule against its own examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.errors import CatalogError

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was checked."""

    rules: int
    examples: int


def check_examples(catalog: Catalog) -> Counts:
    """Try every rule on its own examples. Raises CatalogError with every example that came out otherwise."""
    from auditor.cli.lookup import all_rules

    tried = [fault for try_out in (_clauses, _cards, _metadata, _flags) for fault in try_out(catalog)]
    faults = [fault for fault in tried if fault]
    if faults:
        raise CatalogError(
            f"{len(faults)} example{'s' if len(faults) > 1 else ''} of the rules came out otherwise",
            "Sharpen the rule, or mend the example.",
            tuple(faults),
        )
    return Counts(sum(1 for _ in all_rules(catalog)), len(tried))


def _outcome(file: str, key: str, is_found: bool, wanted: bool, because: str) -> str:
    """The fault of an example, "" if it came out as wanted."""
    if is_found is wanted:
        return ""
    return f"{file}: {key}: is not found" if wanted else f"{file}: {key}: is found, and should not be: {because}"


def _clauses(catalog: Catalog) -> Iterator[str]:
    from auditor.matching.clauses import find_clauses
    from auditor.nouns import DocumentKind
    from auditor.text.words import Words

    for rule in catalog.clause_rules:
        for wanted, name, given in ((True, "match", rule.examples.match), (False, "no_match", rule.examples.no_match)):
            for at, example in enumerate(given):
                kind = DocumentKind(example.document)
                found = find_clauses(Words.of(example.text), example.text, "example", kind, catalog)
                is_found = any(finding.rule == rule.id for finding in found)
                yield _outcome(f"usage/{rule.id}.toml", f"examples.{name}[{at}]", is_found, wanted, example.because)


def _cards(catalog: Catalog) -> Iterator[str]:
    from auditor.matching.cards import read_card
    from auditor.nouns import Document, DocumentKind, ModelSnapshot
    from auditor.text.decode import sha256

    for rule in catalog.card_rules:
        for name, given in (("match", rule.examples.match), ("no_match", rule.examples.no_match)):
            for at, example in enumerate(given):
                digest = sha256(example.text.encode("utf-8", "replace"))
                card = Document(kind=DocumentKind.CARD, path="README.md", text=example.text, sha256=digest)
                snapshot = ModelSnapshot(
                    id=example.model, requested=example.model, source="folder", documents=(card,), files=()
                )
                said = {finding.rule: str(finding.verdict) for finding in read_card(card, snapshot, catalog)}
                fault = f"recipe/{rule.id}.toml: examples.{name}[{at}]: is {said[rule.id]}, should be {example.verdict}"
                yield "" if said[rule.id] == example.verdict else fault


def _metadata(catalog: Catalog) -> Iterator[str]:
    from auditor.judge import audit
    from auditor.judgement.examples import metadata_snapshot
    from auditor.nouns import Verdict

    for rule in catalog.metadata_rules:
        for wanted, name, given in ((True, "match", rule.examples.match), (False, "no_match", rule.examples.no_match)):
            for at, example in enumerate(given):
                findings = audit(metadata_snapshot(example), catalog).findings
                is_found = any(item.rule == rule.id and item.verdict is Verdict.FOUND for item in findings)
                yield _outcome(f"weights/{rule.id}.toml", f"examples.{name}[{at}]", is_found, wanted, example.because)


def _flags(catalog: Catalog) -> Iterator[str]:
    from auditor.judge import audit
    from auditor.judgement.examples import flag_snapshot

    for rule in catalog.flag_rules:
        for wanted, name, given in ((True, "match", rule.examples.match), (False, "no_match", rule.examples.no_match)):
            for at, example in enumerate(given):
                is_raised = any(flag.id == rule.id for flag in audit(flag_snapshot(example), catalog).flags)
                yield _outcome(f"flags/{rule.id}.toml", f"examples.{name}[{at}]", is_raised, wanted, example.because)
