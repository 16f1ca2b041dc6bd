"""The attribution file that the obligations of models ask for, each line with the clause that demands it.

Models of which the same has to be said stand in one block, and every text stands once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from auditor.chain.attribution import Attribution, Duty, Text
from auditor.nouns import AuditReport, Finding
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.explain import link_to
from auditor.render.json_text import json_document
from auditor.render.markdown import escape
from auditor.render.record_json import evidence_json
from auditor.render.results import NoticeResult
from auditor.render.terminal import printable
from auditor.text.shown import shown

_QUOTE = 300
_NONE = "Nothing was found in the terms that has to be said."
_NOT_KNOWN = "What has to be said is not known: the terms were not read."


def render_text(result: NoticeResult, canvas: Canvas) -> str:
    """A plain file: a block for each group of models, then the texts."""
    blocks = []
    for group in _groups(result.models):
        title = ", ".join(_names(group))
        lines = [title, "=" * min(len(title), canvas.width), *_about(group, result), ""]
        for duty in group[0].duties:
            lines += [f"* {printable(duty.say)}"]
            lines += [f"    {line}" for line in (*_more(duty), *_demanded(group[0].report, duty.finding))]
        lines += [] if group[0].duties else [_nothing(group[0])]
        blocks.append("\n".join(lines))
    for where, text in _texts(result.models):
        blocks.append(f"---- {where} ----\n{_verbatim(text)}")
    blocks += [f"Not read: {printable(item.message)}. {printable(item.hint)}" for item in result.failures]
    return "\n\n".join(blocks) + "\n"


def render_markdown(result: NoticeResult, canvas: Canvas) -> str:
    """The same for a README; license texts are named with their address, notices stand as code."""
    lines: list[str] = []
    for group in _groups(result.models):
        lines += [f"## {escape(', '.join(_names(group)))}", ""]
        lines += [*(f"{escape(line)}  " for line in _about(group, result)), ""]
        for duty in group[0].duties:
            lines += [f"* {escape(duty.say)}"]
            lines += [f"  * {escape(line)}" for line in (*_more(duty), *_demanded(group[0].report, duty.finding))]
        lines += [""] if group[0].duties else [_nothing(group[0]), ""]
    for where, text in _texts(result.models, notices_only=True):
        lines += [f"### {escape(where)}", "", *(f"    {line}" for line in _verbatim(text).split("\n")), ""]
    lines += [f"Not read: {escape(item.message)}. {escape(item.hint)}" for item in result.failures]
    return "\n".join(lines).rstrip("\n") + "\n"


def render_json(result: NoticeResult, canvas: Canvas) -> str:
    """The same as data (schemas/notice-1.json)."""
    document = {
        "schema_version": 1,
        "models": [_model(item) for item in _once(result.models)],
        "texts": [
            {"sha256": sha256, "used_by": used_by, "text": text}
            for sha256, (used_by, text) in _by_content(result.models).items()
        ],
        "errors": [{"model": item.model, "message": item.message, "hint": item.hint} for item in result.failures],
    }
    return json_document(document)


def _model(item: Attribution) -> dict[str, Any]:
    report = item.report
    return {
        "model": report.id,
        "commit": report.commit,
        "license": report.license.concluded or report.license.declared,
        "license_known_from": report.license.how,
        "license_addresses": list(item.addresses),
        "made_from": list(item.bases),
        "copyrights": [{"document": line.path, "line": line.line, "text": line.text} for line in item.copyrights],
        "duties": [
            {
                "rule": duty.finding.rule,
                "say": duty.say,
                "more": duty.more,
                "basis": str(duty.finding.basis),
                "demanded_by": list(_demanded(report, duty.finding)),
                "evidence": [evidence_json(evidence) for evidence in duty.finding.evidence],
            }
            for duty in item.duties
        ],
        "unknown": [{"rule": finding.rule, "why": _why(finding)} for finding in item.unknown],
        "not_read": [words.gap_words(gap) for gap in report.gaps],
    }


def _groups(models: Sequence[Attribution]) -> list[list[Attribution]]:
    """Models of which the very same has to be said, in the order of the first of each."""
    groups: dict[object, list[Attribution]] = {}
    for item in _once(models):
        duties = tuple((duty.say, duty.more, _quote(duty.finding)) for duty in item.duties)
        rest = (item.report.license.concluded, item.addresses, item.bases, item.report.gaps, item.unknown)
        lines = tuple(line.text for line in item.copyrights)
        groups.setdefault((duties, rest, lines, item.notices, item.licenses), []).append(item)
    return list(groups.values())


def _once(models: Sequence[Attribution]) -> list[Attribution]:
    """Each model at each commit once, whatever the names it was asked for by."""
    found: dict[tuple[str, str | None], Attribution] = {}
    for item in models:
        found.setdefault((item.report.id.casefold(), item.report.commit), item)
    return list(found.values())


def _names(group: Sequence[Attribution]) -> list[str]:
    return [words.title(item.report) for item in group]


def _about(group: Sequence[Attribution], result: NoticeResult) -> Iterator[str]:
    """License, copyright lines, texts and bases, and what is not known, as lines."""
    first = group[0]
    license = first.report.license
    stated = license.concluded or license.declared
    none = "none is stated: nothing allows to pass this model on" if license.how == "none" else "not known"
    yield f"License: {printable(stated or none)}"
    yield from (f"License text: {printable(address)}" for address in first.addresses)
    for line in first.copyrights:
        yield f"{printable(line.text)} ({printable(line.path)}:{line.line})"
    yield from (f"Notice to pass on as it is: {printable(text.path)}" for text in first.notices)
    asked = {item.report.id.casefold() for item in result.models}
    for base in first.bases:
        here = "see there" if base.casefold() in asked else "not read here; its own terms may ask for more"
        yield f"Made from: {printable(base)} ({here})"
    by_reason: dict[str, list[str]] = {}
    for finding in first.unknown:
        by_reason.setdefault(_why(finding), []).append(finding.rule)
    for why, rules in by_reason.items():
        yield f"Not known whether the terms ask for words by {', '.join(rules)}: {why}"
    yield from (f"Not read, so its demands are not known: {words.gap_words(gap)}" for gap in first.report.gaps)


def _nothing(item: Attribution) -> str:
    return _NOT_KNOWN if item.unknown else _NONE


def _why(finding: Finding) -> str:
    return words.gap_words(finding.gap) if finding.gap else "the terms could not be read"


def _more(duty: Duty) -> Iterator[str]:
    if duty.more:
        yield printable(duty.more)
    if duty.finding.quantity is not None:
        yield f"the clause names a threshold: {words.value_of(duty.finding)}"


def _demanded(report: AuditReport, finding: Finding) -> Iterator[str]:
    if not finding.evidence:
        yield f"demanded by {finding.rule} ({finding.basis})"
        return
    evidence = finding.evidence[0]
    yield f"demanded by {finding.rule}, {words.place(evidence)}: “{_quote(finding)}”"
    address = link_to(report, evidence)
    if address:
        yield address


def _quote(finding: Finding) -> str:
    return printable(finding.evidence[0].quote)[:_QUOTE] if finding.evidence else ""


def _texts(models: Sequence[Attribution], notices_only: bool = False) -> Iterator[tuple[str, str]]:
    """(paths with their models, text) of every text, each once."""
    for used_by, text in _by_content(models, notices_only).values():
        yield ", ".join(f"{printable(use['model'])}: {printable(use['document'])}" for use in used_by), text


def _by_content(
    models: Sequence[Attribution], notices_only: bool = False
) -> dict[str, tuple[list[dict[str, str]], str]]:
    found: dict[str, tuple[list[dict[str, str]], str]] = {}
    for item in _once(models):
        texts: tuple[Text, ...] = item.notices if notices_only else (*item.licenses, *item.notices)
        for text in texts:
            sha256 = hashlib.sha256(text.text.encode("utf-8", "replace")).hexdigest()
            found.setdefault(sha256, ([], text.text))[0].append({"model": item.report.id, "document": text.path})
    return found


def _verbatim(text: str) -> str:
    """A text as it stands, but for characters that a terminal would obey: those are shown."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    return "\n".join(line if line.replace("\t", "").isprintable() else shown(line, len(line)) for line in lines)
