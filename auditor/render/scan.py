"""The references of a repository: a table for people, JSON version 1 (schemas/scan-1.json), CSV, Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.discovery.findings import Reference, ScanResult, Status
from auditor.render.canvas import Canvas
from auditor.render.csv_rows import write_rows
from auditor.render.grid import grid
from auditor.render.json_text import json_document
from auditor.render.markdown import code
from auditor.render.terminal import printable

SCHEMA_VERSION = 1
COLUMNS = ("file", "line", "model", "revision", "status", "how", "resolved_from")


def render_table(result: ScanResult, canvas: Canvas) -> str:
    """The models with their places, then what was passed over."""
    rows = [
        (_place(item), _model(item, canvas), item.revision or "", _status(item), printable(item.how))
        for item in result.references
    ]
    headers = ("where", "model", "revision", "status", "found by")
    lines = grid([tuple(printable(c) if at != 1 else c for at, c in enumerate(row)) for row in rows], headers)
    return "\n".join([*(lines if rows else []), *_summary(result)]) + "\n"


def _place(item: Reference) -> str:
    return f"{item.file}:{item.line}"


def _model(item: Reference, canvas: Canvas) -> str:
    text = printable(item.model)
    return canvas.style("dim", text) if item.status is Status.UNRESOLVED else text


def _status(item: Reference) -> str:
    return f"{item.status} ({item.resolved_from})" if item.resolved_from else str(item.status)


def _summary(result: ScanResult) -> Iterator[str]:
    known = {item.model for item in result.references if item.status is not Status.UNRESOLVED}
    open_ends = sum(item.status is Status.UNRESOLVED for item in result.references)
    places = _count(len(result.references) - open_ends, "place")
    yield f"{_count(len(known), 'model')} in {places}, {open_ends} unresolved; {_count(result.files, 'file')} looked at"
    passed = [(result.vendored, "vendored folder"), (result.ignored, "ignored path"), (result.binary, "binary file")]
    if any(number for number, _ in passed):
        yield "passed over: " + ", ".join(_count(number, name) for number, name in passed if number)
    for item in result.skipped:
        yield f"not read: {printable(item.file)}: {item.reason}" + (
            f": {printable(item.detail)}" if item.detail else ""
        )


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}" + ("" if number == 1 else "s")


def render_json(result: ScanResult, canvas: Canvas) -> str:
    """One JSON document with the references, and what was skipped or passed over."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "references": [
            {
                "file": item.file,
                "line": item.line,
                "model": item.model,
                "revision": item.revision,
                "status": str(item.status),
                "how": item.how,
                "resolved_from": item.resolved_from or None,
            }
            for item in result.references
        ],
        "skipped": {
            "files": [{"file": item.file, "reason": item.reason, "detail": item.detail} for item in result.skipped],
            "binary": result.binary,
            "vendored": result.vendored,
            "ignored": result.ignored,
        },
    }
    return json_document(document)


def render_csv(result: ScanResult, canvas: Canvas) -> str:
    """A row for each reference."""
    return write_rows(
        COLUMNS,
        (
            (item.file, str(item.line), item.model, item.revision or "", str(item.status), item.how, item.resolved_from)
            for item in result.references
        ),
    )


def render_markdown(result: ScanResult, canvas: Canvas) -> str:
    """A table for a pull request."""
    rows = [
        (code(_place(item)), code(item.model), code(item.revision or ""), str(item.status), code(item.how))
        for item in result.references
    ]
    lines = grid(rows, ("where", "model", "revision", "status", "found by"), "github") if rows else []
    return "\n".join([*lines, "", *_summary(result)]).lstrip("\n") + "\n"
