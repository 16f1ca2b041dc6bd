"""The history of a model's terms as JSON, version 1 (schemas/history-1.json)."""

from __future__ import annotations

from auditor.drift.history import History
from auditor.render.canvas import Canvas
from auditor.render.drift_json import difference_json, side_json
from auditor.render.json_text import json_document

SCHEMA_VERSION = 1


def render_json(result: History, canvas: Canvas) -> str:
    """One JSON document with every change."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"version": canvas.version, "catalog_sha256": canvas.catalog_sha256},
        "model": result.model,
        "commits": result.total,
        "head": side_json(result.head),
        "since_pin": difference_json(result.since_pin) if result.since_pin else None,
        "events": [
            {
                "commit": event.state.commit,
                "date": event.state.date,
                "author": event.state.author,
                "license": event.state.terms.license,
                "known": not event.is_unknown,
                "change": difference_json(event.change) if event.change else None,
            }
            for event in result.events
        ],
        "cut": result.cut,
        "unread": [{"commit": commit, "why": why} for commit, why in result.unread],
        "gaps": [{"document": gap.document, "reason": str(gap.reason), "detail": gap.detail} for gap in result.gaps],
    }
    return json_document(document)
