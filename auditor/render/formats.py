"""Every output format, by the kind of result: a plain table is the registry, `module:function(result, canvas)`."""

from __future__ import annotations

AUDIT_RENDERERS: dict[str, str] = {
    "table": "auditor.render.table:render_audit",
    "json": "auditor.render.json_v1:render_audit",
    "markdown": "auditor.render.markdown:render_audit",
    "csv": "auditor.render.csv_rows:render_audit",
    "html": "auditor.render.html:render_audit",
    "spdx": "auditor.render.spdx:render",
    "spdx3": "auditor.render.spdx3:render",
    "cyclonedx": "auditor.render.cyclonedx:render",
    "badge": "auditor.render.badge:render_audit",
}

#: What replaces the table on request: --explain, --framework.
AUDIT_VIEWS: dict[str, str] = {
    "explain": "auditor.render.explain:render_audit",
    "framework": "auditor.render.framework:render_audit",
}

LICENSE_RENDERERS: dict[str, str] = {
    "table": "auditor.render.license_table:render_license",
    "json": "auditor.render.json_v1:render_license",
    "markdown": "auditor.render.markdown:render_license",
    "csv": "auditor.render.csv_rows:render_license",
}

SCAN_RENDERERS: dict[str, str] = {
    "table": "auditor.render.scan:render_table",
    "json": "auditor.render.scan:render_json",
    "markdown": "auditor.render.scan:render_markdown",
    "csv": "auditor.render.scan:render_csv",
}

COMPARE_RENDERERS: dict[str, str] = {
    "table": "auditor.render.compare_table:render_compare",
    "json": "auditor.render.compare_json:render_compare",
    "markdown": "auditor.render.compare_table:render_compare_markdown",
    "csv": "auditor.render.compare_json:render_compare_csv",
    "html": "auditor.render.html:render_compare",
}

TIMELINE_RENDERERS: dict[str, str] = {
    "table": "auditor.render.compare_table:render_timeline",
    "json": "auditor.render.compare_json:render_timeline",
    "markdown": "auditor.render.compare_table:render_timeline_markdown",
    "csv": "auditor.render.compare_json:render_timeline_csv",
    "html": "auditor.render.html:render_timeline",
}

CHAIN_RENDERERS: dict[str, str] = {
    "table": "auditor.render.chain:render_table",
    "json": "auditor.render.chain_json:render_json",
    "mermaid": "auditor.render.chain:render_mermaid",
    "html": "auditor.render.html:render_chain",
    "spdx": "auditor.render.spdx:render",
    "spdx3": "auditor.render.spdx3:render",
    "cyclonedx": "auditor.render.cyclonedx:render",
}

DIFF_RENDERERS: dict[str, str] = {
    "table": "auditor.render.drift:render_table",
    "json": "auditor.render.drift_json:render_json",
    "markdown": "auditor.render.drift:render_markdown",
}

NOTICE_RENDERERS: dict[str, str] = {
    "table": "auditor.render.notice:render_text",
    "json": "auditor.render.notice:render_json",
    "markdown": "auditor.render.notice:render_markdown",
}

HISTORY_RENDERERS: dict[str, str] = {
    "table": "auditor.render.history:render_table",
    "json": "auditor.render.history_json:render_json",
    "markdown": "auditor.render.history:render_markdown",
}

CHECK_RENDERERS: dict[str, str] = {
    "table": "auditor.render.check:render_table",
    "json": "auditor.render.check_json:render_json",
    "markdown": "auditor.render.check:render_markdown",
    "sarif": "auditor.render.check_sarif:render_sarif",
    "junit": "auditor.render.check_json:render_junit",
    "gitlab": "auditor.render.check_json:render_gitlab",
    "spdx": "auditor.render.spdx:render",
    "spdx3": "auditor.render.spdx3:render",
    "cyclonedx": "auditor.render.cyclonedx:render",
}
