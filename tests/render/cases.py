"""The cases of the golden files: what is rendered, how."""

from __future__ import annotations

from auditor.cli.output import renderer
from auditor.render.canvas import Canvas
from auditor.render.formats import AUDIT_RENDERERS, AUDIT_VIEWS, LICENSE_RENDERERS
from auditor.render.results import AuditResult, Failure, LicenseResult
from tests.render.reports import CUT_READING, READING, full_report, wide_report

_ONE = AuditResult(reports=(full_report(),), explain=True, frameworks=("osaid",))
_MANY = AuditResult(
    reports=(full_report(), wide_report()), failures=(Failure("a/b", "a/b: no such model", "Check the id."),)
)
_TEXTS = LicenseResult(
    readings=(READING, CUT_READING), absent=(("LICENSE", ("grant.sublicense", "term.governing-law")),)
)
_NARROW = Canvas(width=80, catalog_sha256="0" * 64, version="0")
_WIDE = Canvas(width=140, color=True, catalog_sha256="0" * 64, version="0")

CASES: dict[str, tuple[str, object, Canvas]] = {
    "one.table.txt": (AUDIT_RENDERERS["table"], _ONE, _NARROW),
    "one.table.wide.txt": (AUDIT_RENDERERS["table"], _ONE, _WIDE),
    "many.table.txt": (AUDIT_RENDERERS["table"], _MANY, _NARROW),
    "many.table.wide.txt": (AUDIT_RENDERERS["table"], _MANY, _WIDE),
    "one.explain.txt": (AUDIT_VIEWS["explain"], _ONE, _NARROW),
    "one.framework.txt": (AUDIT_VIEWS["framework"], _ONE, _NARROW),
    "many.json": (AUDIT_RENDERERS["json"], _MANY, _NARROW),
    "many.md": (AUDIT_RENDERERS["markdown"], _MANY, _NARROW),
    "many.csv": (AUDIT_RENDERERS["csv"], _MANY, _NARROW),
    "texts.table.txt": (LICENSE_RENDERERS["table"], _TEXTS, _NARROW),
    "texts.json": (LICENSE_RENDERERS["json"], _TEXTS, _NARROW),
    "texts.md": (LICENSE_RENDERERS["markdown"], _TEXTS, _NARROW),
    "texts.csv": (LICENSE_RENDERERS["csv"], _TEXTS, _NARROW),
}


def render(name: str) -> str:
    """The output of one case."""
    reference, result, canvas = CASES[name]
    return "".join(renderer(reference)(result, canvas))
