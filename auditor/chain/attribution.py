"""What has to be said of a model by whoever passes it on: duties with their clauses, notices, texts, what it was made
from, and what is not known. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.catalog.catalog import Catalog
from auditor.catalog.notice import Say
from auditor.chain.links import links_of
from auditor.licenses.expressions import licenses_in, spdx_license
from auditor.licenses.known import known
from auditor.nouns import AuditReport, DocumentKind, Finding, ModelSnapshot, Verdict

#: A line that says whose copyright it is, with a year or a sign, and no blank left to fill in.
_COPYRIGHT = re.compile(
    r"^[ \t>*#/]{0,12}(copyright[ \t]{0,4}(?:\(c\)|©|[12][0-9]{3})[^\n\[\]{}<>]{2,200}|©[^\n\[\]{}<>]{4,200})$",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_LINES = 20
_SPDX_PAGE = "https://spdx.org/licenses/{}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A line of the attribution file, `more` what the repository adds to it, and the clause that demands it."""

    say: str
    more: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to pass on as it is: a license that was read, or a notice."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copyright:
    """A line of a license or notice that says whose copyright it is, with its place."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Everything to be said of one model. `unknown` are clauses of which it is not known whether they ask for words.

    `addresses` lead to the license where its text was not read; `bases` are what the repository says it was made from.
    """

    report: AuditReport
    duties: tuple[Duty, ...]
    unknown: tuple[Finding, ...]
    notices: tuple[Text, ...]
    licenses: tuple[Text, ...]
    addresses: tuple[str, ...]
    copyrights: tuple[Copyright, ...]
    bases: tuple[str, ...]


def attribution(snapshot: ModelSnapshot, report: AuditReport, catalog: Catalog) -> Attribution:
    """What the terms of a model that was read and judged ask for, in the order of rules/notice.toml."""
    bases = tuple(link.target for link in links_of(snapshot, catalog.inheritance).parents)
    findings = {finding.rule: finding for finding in report.findings}
    asked = [(item, findings[item.rule]) for item in catalog.notice_rules.say if item.rule in findings]
    notices = [Text(path=item.path, text=item.text) for item in snapshot.documents_of(DocumentKind.NOTICE)]
    licenses = [Text(path=path, text=text) for path, text in report.license_texts]
    return Attribution(
        report=report,
        duties=tuple(_duty(item, found, bases) for item, found in asked if found.verdict is Verdict.FOUND),
        unknown=tuple(found for _, found in asked if found.verdict is Verdict.UNKNOWN),
        notices=tuple(notices),
        licenses=tuple(licenses),
        addresses=() if licenses else tuple(_addresses(report, catalog)),
        copyrights=tuple(_copyrights([*licenses, *notices])),
        bases=bases,
    )


def _duty(item: Say, finding: Finding, bases: tuple[str, ...]) -> Duty:
    names = [value.text for value in finding.values if value.kind == "name"]
    value = "; ".join(dict.fromkeys(names)) or ("" if finding.quantity else finding.value)
    say = item.text.format(value=value) if value or not item.unnamed else item.unnamed
    more = item.made_from.format(bases=", ".join(bases)) if bases else ""
    return Duty(say=say, more=more, finding=finding)


def _addresses(report: AuditReport, catalog: Catalog) -> Iterator[str]:
    """Where the license can be read: as the repository links it, else as the license's own facts or SPDX say."""
    linked = [source.stated for source in report.license.sources if source.how == "link" and "://" in source.stated]
    if linked or report.license.concluded is None:
        yield from dict.fromkeys(linked)
        return
    for name in licenses_in(report.license.concluded):
        record = known(catalog).by_id(name)
        if record is not None and record.urls:
            yield record.urls[0]
        elif spdx_license(name) is not None:
            yield _SPDX_PAGE.format(name)


def _copyrights(texts: list[Text]) -> Iterator[Copyright]:
    count = 0
    for text in texts:
        for found in _COPYRIGHT.finditer(text.text):
            if count == _MOST_LINES:
                return
            count += 1
            line = text.text.count("\n", 0, found.start(1)) + 1
            yield Copyright(path=text.path, line=line, text=found[1].strip())
