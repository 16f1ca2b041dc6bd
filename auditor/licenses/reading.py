"""What one license, policy or notice text says: which license it is and the clauses in it, from one pass of words."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from auditor import limits
from auditor.licenses.scopes import scope_of
from auditor.nouns import DocumentKind, DocumentReading, Evidence, Finding, Gap, GapReason, Identity, Match
from auditor.text.words import Words

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.nouns import Document

#: On the Hub a few texts stand in most repositories: this many readings are kept in a process.
_KEPT = 512
#: A shorter addition is a name or a date that was filled in.
_FEWEST_ADDED = 8
#: Documents whose text is a license, a policy or a notice and can be named.
_NAMED = frozenset({DocumentKind.LICENSE, DocumentKind.POLICY, DocumentKind.NOTICE, DocumentKind.GATE})


def read_document(document: Document, catalog: Catalog) -> DocumentReading:
    """Identity and clause findings of one text. The same text is read once in a process (by its SHA-256).

    A text beyond the size limit is a reading with the gap too-large, and nothing is found in it.
    """
    if len(document.text) > limits.LICENSE_BYTES:
        gap = Gap(
            document=document.path, reason=GapReason.TOO_LARGE, detail=f"over {limits.LICENSE_BYTES:,} characters"
        )
        return _reading(document, Identity(id=None, match=Match.NONE), (), gap)
    kept: OrderedDict[tuple[str, str, int], tuple[Identity, tuple[Finding, ...], str]] = catalog.cached(
        "readings", lambda _: OrderedDict()
    )
    key = (document.sha256, document.kind.value, len(document.text))
    if key not in kept:
        kept[key] = (*_read(document, catalog), document.path)
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    kept.move_to_end(key)
    identity, findings, path = kept[key]
    if path != document.path:
        findings = tuple(_moved(finding, document.path) for finding in findings)
    return _reading(document, identity, findings, None)


def _read(document: Document, catalog: Catalog) -> tuple[Identity, tuple[Finding, ...]]:
    from auditor.licenses.clause_changes import told_by_clause
    from auditor.licenses.identify import identify
    from auditor.matching.clauses import find_clauses

    words = Words.of(document.text)
    named = document.kind in _NAMED
    identity = identify(words, document.text, catalog) if named else Identity(id=None, match=Match.NONE)
    added = tuple(
        (change.start, change.end)
        for change in identity.changes
        if change.kind == "added" and change.words >= _FEWEST_ADDED
    )
    findings = find_clauses(words, document.text, document.path, document.kind, catalog, added)
    if identity.match is Match.ALTERED:
        identity = told_by_clause(identity, findings, document.kind, catalog)
    return identity, findings


def _reading(document: Document, identity: Identity, findings: tuple[Finding, ...], gap: Gap | None) -> DocumentReading:
    return DocumentReading(
        path=document.path,
        sha256=document.sha256,
        kind=document.kind,
        identity=identity,
        findings=findings,
        scope=scope_of(document.path, document.text),
        gap=gap,
    )


def _moved(finding: Finding, path: str) -> Finding:
    """The finding of an equal text at another path."""
    evidence: tuple[Evidence, ...] = tuple(replace(item, document=path) for item in finding.evidence)
    return replace(finding, evidence=evidence)
