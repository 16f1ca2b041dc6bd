"""The difference between two states of terms as JSON, version 1 (schemas/diff-1.json)."""

from __future__ import annotations

from typing import Any

from auditor.drift.terms import ClauseChange, Difference, FieldChange, Terms, TextChange
from auditor.nouns import Finding
from auditor.render.canvas import Canvas
from auditor.render.json_text import json_document
from auditor.render.record_json import evidence_json

SCHEMA_VERSION = 1


def render_json(result: Difference, canvas: Canvas) -> str:
    """One JSON document with every change."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256},
        **difference_json(result),
    }
    return json_document(document)


def difference_json(result: Difference) -> dict[str, Any]:
    """A difference: the answer, both sides, and the changes."""
    return {
        "answer": str(result.answer),
        "direction": str(result.direction),
        "old": side_json(result.old),
        "new": side_json(result.new),
        "clauses": [_clause_json(change) for change in result.clauses],
        "stated": [_field_json(change) for change in result.fields],
        "disclosures": [_field_json(change) for change in result.disclosures],
        "documents": [_text_json(change) for change in result.texts],
    }


def side_json(terms: Terms) -> dict[str, Any]:
    """What was compared, and what of it was not read."""
    return {
        "name": terms.name,
        "commit": terms.commit,
        "license": terms.license,
        "gaps": [{"document": gap.document, "reason": str(gap.reason), "detail": gap.detail} for gap in terms.gaps],
    }


def _clause_json(change: ClauseChange) -> dict[str, Any]:
    return {
        "rule": change.rule,
        "change": change.change,
        "direction": str(change.direction),
        "old": _finding_json(change.old),
        "new": _finding_json(change.new),
    }


def _finding_json(finding: Finding | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    return {
        "verdict": str(finding.verdict),
        "basis": str(finding.basis),
        "value": finding.value,
        "evidence": [evidence_json(evidence) for evidence in finding.evidence],
    }


def _field_json(change: FieldChange) -> dict[str, str]:
    return {"field": change.field, "old": change.old, "new": change.new}


def _text_json(change: TextChange) -> dict[str, Any]:
    return {
        "kind": str(change.kind),
        "old": change.old,
        "new": change.new,
        "changes": [
            {
                "kind": item.kind,
                "old": {"start": item.old_start, "end": item.old_end, "line": item.old_line, "quote": item.old_quote},
                "new": {"start": item.new_start, "end": item.new_end, "line": item.new_line, "quote": item.new_quote},
            }
            for item in change.words
        ],
    }
