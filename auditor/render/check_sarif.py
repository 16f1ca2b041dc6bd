"""SARIF 2.1.0 for code scanning: the place is the reference in the user's file, the quote stands in the message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from auditor.check.outcome import CheckResult, fingerprint
from auditor.check.waivers import Waived
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.check import waiver_words
from auditor.render.json_text import json_document
from auditor.render.terminal import fit, printable

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
QUOTE = 300


def render_sarif(result: CheckResult, canvas: Canvas) -> str:
    """One run: rules with help, a result for each place, waived ones as suppressions."""
    levels = (("error", result.violations), ("warning", result.unknown))
    items = [(level, item) for level, group in levels for item in group]
    ids = sorted({item.breach.rule for _, item in items})
    run = {
        "tool": {
            "driver": {
                "name": "auditor",
                "version": canvas.version,
                "rules": [_rule(rule) for rule in ids],
                "properties": {"catalog_sha256": canvas.catalog_sha256},
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the checked repository."}}},
        "results": [entry for level, item in items for entry in _results(level, item, ids)],
        "invocations": [{"executionSuccessful": not result.unread, "toolExecutionNotifications": _unread(result)}],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_document(document)


def _rule(rule: str) -> dict[str, Any]:
    title, why = _help(rule)
    return {
        "id": rule,
        "name": "".join(part.capitalize() for part in rule.replace(".", "-").split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": f"{why}\n\nauditor explain {rule}", "markdown": f"{why}\n\n`auditor explain {rule}`"},
    }


def _help(rule: str) -> tuple[str, str]:
    """The title and reason of a rule of the catalog, or of a demand of the policy."""
    from auditor.catalog.catalog import Catalog

    catalog = Catalog.load()
    pages = [(record.id, record.title, record.why) for record in catalog.clause_rules]
    pages += [(record.id, record.title, record.why) for record in catalog.flag_rules]
    for name, title, why in pages:
        if name == rule:
            return title, " ".join(why.split())
    return f"The policy's demand {rule}", "The policy of the repository demands this of every model that it uses."


def _results(level: str, item: Waived, ids: list[str]) -> Iterable[dict[str, Any]]:
    breach = item.breach
    for number, reference in enumerate(breach.references):
        entry: dict[str, Any] = {
            "ruleId": breach.rule,
            "ruleIndex": ids.index(breach.rule),
            "level": level,
            "message": {"text": _message(item)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(reference.file), "uriBaseId": "SRCROOT"},
                        "region": {"startLine": reference.line},
                    }
                }
            ],
            "partialFingerprints": {"auditor/v1": f"{fingerprint(breach)}:{number}"},
            "properties": {"model": breach.model, "certainty": str(breach.certainty)},
        }
        if item.holds and item.waiver is not None:
            entry["suppressions"] = [
                {"kind": "external", "status": "accepted", "justification": printable(waiver_words(item))}
            ]
        yield entry


def _message(item: Waived) -> str:
    breach = item.breach
    text = f"{breach.model}: {breach.message}"
    for evidence in breach.evidence[:1]:
        text += f" ({words.place(evidence)}: “{fit(evidence.quote, QUOTE)}”)"
    return printable(text)


def _unread(result: CheckResult) -> list[dict[str, Any]]:
    return [
        {"level": "warning", "message": {"text": printable(f"{item.message}. {item.hint}")}} for item in result.unread
    ]
