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
_UNKNOWN = "inactive"


def render_audit(result: AuditResult, canvas: Canvas) -> str:
    """`{"schemaVersion": 1, "label": …, "message": …, "color": …}`, with `isError` where no model could be read.

    Raises UsageError where nothing was asked for.
    """
    reports = list(result.reports)
    count = len(reports) + len(result.failures)
    if not count:
        raise UsageError("no model was read, so there is no badge", "Look at the errors above.")
    message, color = _shown(min(reports, key=_rank)) if reports else ("could not be read", _UNKNOWN)
    unread = f" ({len(result.failures)} not read)" if reports and result.failures else ""
    badge: dict[str, object] = {
        "schemaVersion": 1,
        "label": "openness" if count == 1 else f"openness of {count} models",
        "message": f"{message}{unread}",
        "color": color,
    }
    if not reports:
        badge["isError"] = True
    return json.dumps(badge, ensure_ascii=False) + "\n"


def _shown(report: AuditReport) -> tuple[str, str]:
    """Message and colour of one model; a class that has two ends has the colour of the lower one."""
    level = report.class_level
    if not level.available_known:
        return "not known", _UNKNOWN
    name = f": {level.name}" if level.name else ""
    return f"class {words.class_text(report)}{name}", _COLORS[min(level.level, len(_COLORS) - 1)]


def _rank(report: AuditReport) -> tuple[bool, int, int, str]:
    level = report.class_level
    return level.available_known, level.level, level.level_high, report.id
