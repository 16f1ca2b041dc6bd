"""What was changed in a license, clause by clause: what the added words say, and which clauses are no longer there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from auditor.licenses.known import known
from auditor.nouns import Change, DocumentKind, Finding, Identity

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog


def told_by_clause(identity: Identity, findings: tuple[Finding, ...], kind: DocumentKind, catalog: Catalog) -> Identity:
    """The identity of an altered text with the rules of its additions, and with what it has lost.

    `findings` are those of the same text. What is lost is told only where every clause of the nearest text is known,
    and only for rules that ask texts of this `kind`.
    """
    changes = tuple(_with_rules(change, findings) for change in identity.changes)
    return replace(identity, changes=changes, lost=_lost(identity, findings, kind, catalog))


def _with_rules(change: Change, findings: tuple[Finding, ...]) -> Change:
    if change.kind != "added":
        return change
    rules = sorted(
        finding.rule
        for finding in findings
        if any(item.start < change.end and change.start < item.end for item in finding.evidence)
    )
    return replace(change, rules=tuple(rules)) if rules else change


def _lost(
    identity: Identity, findings: tuple[Finding, ...], kind: DocumentKind, catalog: Catalog
) -> tuple[str, ...] | None:
    nearest = known(catalog).by_id(identity.nearest.id) if identity.nearest else None
    if nearest is None or not nearest.complete:
        return None
    asked = {rule.id for rule in catalog.clause_rules if kind.value in rule.documents}
    found = {finding.rule for finding in findings}
    return tuple(sorted(({fact.rule for fact in nearest.clauses} & asked) - found))
