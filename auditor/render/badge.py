"""A badge: the JSON that a shields endpoint takes. Of several models it shows the lowest class."""

from __future__ import annotations

import json

from auditor.errors import UsageError
from auditor.nouns import AuditReport
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.results import AuditResult

#: Colours by class, from closed to everything open.
_COLORS = ("lightgrey", "red", "orange", "yellow", "yellowgreen", "green", "brightgreen", "brightgreen")


def render_audit(result: AuditResult, canvas: Canvas) -> str:
    """`{"schemaVersion": 1, "label": …, "message": …, "color": …}`."""
    reports = list(result.reports)
    if not reports:
        raise UsageError("no model was read, so there is no badge", "Look at the errors above.")
    lowest = min(reports, key=_rank)
    known = lowest.class_level.available_known
    badge = {
        "schemaVersion": 1,
        "label": "openness" if len(reports) == 1 else f"openness of {len(reports)} models",
        "message": f"class {words.class_text(lowest)}: {lowest.class_level.name}" if known else "not known",
        "color": _COLORS[min(lowest.class_level.level, len(_COLORS) - 1)] if known else "inactive",
    }
    return json.dumps(badge, ensure_ascii=False) + "\n"


def _rank(report: AuditReport) -> tuple[bool, int, int, str]:
    level = report.class_level
    return level.available_known, level.level, level.level_high, report.id
