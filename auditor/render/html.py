"""HTML: one self-contained file, read offline, printed, by keyboard, in light and dark. Nothing from outside runs.

Every text passes Jinja's escaping; links go only to http(s) addresses; a Content-Security-Policy allows just the style
and the script of this file, by their hashes.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from auditor.comparison.releases import Audited
from auditor.nouns import AuditReport, Verdict
from auditor.render import chain_words, plots, words
from auditor.render.canvas import Canvas
from auditor.render.compare_table import class_span, difference_words
from auditor.render.explain import link_to
from auditor.render.results import AuditResult, ChainResult, CompareResult, TimelineResult
from auditor.render.table import hindrance_words
from auditor.render.terminal import printable

FOLDER = Path(__file__).parent / "templates"
CLASS_NAMES = (
    "not available",
    "hosted only",
    "restricted weights",
    "weights with conditions",
    "open weights",
    "open weights and recipe",
    "no bar to OSAID found",
    "open science",
)


def render_audit(result: AuditResult, canvas: Canvas) -> str:
    """The audited models: a map and a table, then each model with its findings to open."""
    reports = list(result.reports)
    audited = [Audited(report=report, vendor="", family=report.id, name=report.id, date="") for report in reports]
    return _page(
        "audit.html.j2",
        canvas,
        title="How open, actually?",
        reports=reports,
        marks=plots.openness_map(audited),
        failures=result.failures,
        uses={report.id: result.may_use(report) for report in reports} if result.may_use else {},
    )


def render_compare(result: CompareResult, canvas: Canvas) -> str:
    """Vendors: class shares and the map of all releases, then a table each."""
    members = list(
        {member.name: member for row in result.rows for release in row.releases for member in release.members}.values()
    )
    sentence = difference_words(result.rows[0], result.rows[1], result.difference) if result.difference else ""
    return _page(
        "compare.html.j2",
        canvas,
        title="Vendors side by side",
        rows=result.rows,
        sentence=sentence,
        failures=result.failures,
        members=members,
        marks=plots.openness_map(members),
        bars=plots.vendor_bars([(row.name, row.releases) for row in result.rows]),
    )


def render_timeline(result: TimelineResult, canvas: Canvas) -> str:
    """Openness over time: for each vendor the classes of its releases and the shares by half-year; the frontier."""
    parts = [
        (row, plots.class_dots(row.releases), plots.year_ticks(row.releases), plots.period_bars(row.periods))
        for row in result.rows
    ]
    return _page("timeline.html.j2", canvas, title="Openness over time", result=result, parts_of_rows=parts)


def render_chain(result: ChainResult, canvas: Canvas) -> str:
    """The tree of models with their licenses and classes, then lost clauses and terms of the data with their places."""
    chain = result.chain
    reports = {node.id: node.report for node in (*chain.nodes, *chain.data)}
    known = [item for item in result.inherited if item.result != "unknown"]
    return _page(
        "chain.html.j2",
        canvas,
        title="What stands behind this model?",
        sentence=chain_words.conclusion_words(result),
        rows=list(chain_words.tree_rows(result)),
        data=list(chain_words.data_rows(result)),
        newer=list(chain_words.newer_rows(result)),
        lost=[(item, reports.get(item.ancestor), reports.get(item.child)) for item in known],
        unknown=chain_words.unknown_groups(result),
        terms=[(item, reports.get(item.source)) for item in result.data],
        missing=result.missing,
        gaps=chain.gaps,
        unread=[(name, words.short_gaps(gaps)) for name, gaps in chain.unread],
    )


def _page(name: str, canvas: Canvas, **values: Any) -> str:
    style, script = (_read(file) for file in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'; img-src 'none'"
    )
    template = _environment().get_template(name)
    text: str = template.render(
        style=style, script=script, policy=policy, version=canvas.version, catalog=canvas.catalog_sha256,
        plots=plots, class_names=CLASS_NAMES, **values,
    )  # fmt: skip
    return text.rstrip("\n") + "\n"


@functools.cache
def _read(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@functools.cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        shown=printable,
        address=web_address,
        points=words.points,
        class_text=words.class_text,
        class_span=class_span,
        value=words.value_of,
        place=words.place,
        gap=words.gap_words,
        levels=words.levels,
        hindrance=hindrance_words,
        source=words.source_words,
        commit_address=commit_address,
        ours=Markup,
    )
    environment.globals.update(link_to=link_to, found=found)
    return environment


def web_address(text: str) -> str:
    """The address if it is one of http or https with a host, else "": nothing else becomes a link."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return text.strip() if parts.scheme in ("http", "https") and parts.hostname else ""


def commit_address(report: AuditReport) -> str:
    """The page of the repository at the commit that was read, or "" where it is on no Hub."""
    if not report.commit or not report.endpoint:
        return ""
    return f"{report.endpoint.rstrip('/')}/{quote(report.id)}/tree/{report.commit}"


def found(report: AuditReport) -> list[Any]:
    """The findings that say something, clauses first."""
    return [finding for finding in report.findings if finding.verdict is not Verdict.ABSENT]
