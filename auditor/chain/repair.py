"""What would make a repository say what it means: values for the card's front matter, and files to add. Pure."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.catalog.catalog import Catalog
from auditor.chain.links import How, links_of
from auditor.licenses.known import known
from auditor.nouns import AuditReport, Document, DocumentKind, ModelSnapshot
from auditor.text.front_matter import parse

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9+._/-]*")
_OPENING = re.compile(r"---[ \t]*(\r\n|\n|\r)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A key of the front matter with its value, or a file to add (`key` is ""), and the finding it rests on."""

    key: str
    value: str
    because: str


def proposals(report: AuditReport, snapshot: ModelSnapshot, catalog: Catalog) -> tuple[Proposal, ...]:
    """What to say, each thing once; nothing that the repository says already."""
    return (*_license(report, snapshot, catalog), *_bases(snapshot, catalog))


def _license(report: AuditReport, snapshot: ModelSnapshot, catalog: Catalog) -> Iterator[Proposal]:
    conclusion = report.license
    stated = {source.how: source for source in conclusion.sources}
    text = next((path for path in conclusion.operative), None)
    tag = known(catalog).hub_id(conclusion.concluded) if conclusion.concluded else None
    if text is None:
        if ("tag" in stated or "name" in stated) and snapshot.files_complete and not _has_license(snapshot):
            named = conclusion.concluded or conclusion.declared or "the license"
            yield Proposal(key="", value="LICENSE", because=f"the card names {named}, and no file holds its text")
        return
    if tag is not None:
        if "tag" not in stated or (conclusion.conflict and stated["tag"] in conclusion.conflict):
            yield Proposal(key="license", value=tag, because=f"{text} is the text of {conclusion.concluded}")
        return
    if "tag" not in stated or (conclusion.conflict and stated["tag"] in conclusion.conflict):
        yield Proposal(key="license", value="other", because=f"{text} is the text of no license that the Hub lists")
    if "link" not in stated:
        yield Proposal(key="license_link", value=text, because=f"{text} holds the terms")


def _has_license(snapshot: ModelSnapshot) -> bool:
    unread = any("licen" in gap.document.lower() for gap in snapshot.gaps)
    return unread or bool(snapshot.documents_of(DocumentKind.LICENSE))


def _bases(snapshot: ModelSnapshot, catalog: Catalog) -> Iterator[Proposal]:
    """Bases that configuration, recipe, weight file or prose name and the front matter does not."""
    parents = links_of(snapshot, catalog.inheritance).parents
    if not parents or any(link.how is How.DECLARED for link in parents):
        return
    where = {How.CONFIG: "a configuration file", How.RECIPE: "the merge recipe", How.HEADER: "a weight file"}
    source = where.get(parents[0].how, "the card's prose")
    names = [link.target for link in parents]
    value = names[0] if len(names) == 1 else json.dumps(names)
    yield Proposal(key="base_model", value=value, because=f"{source} names it")
    yield Proposal(key="base_model_relation", value=parents[0].relation, because=f"{source} says so")


def repaired(card: Document | None, found: tuple[Proposal, ...]) -> str | None:
    """The card with the proposed values; None where its front matter is one that cannot be edited by lines."""
    text = card.text if card else ""
    values = {item.key: item.value for item in found if item.key}
    front = parse(text)
    if front.faults and not front.data and _OPENING.match(text):
        return None
    opening = _OPENING.match(text)
    if opening is None:
        block = "".join(f"{key}: {_scalar(value)}\n" for key, value in values.items())
        return f"---\n{block}---\n{text}" if values else text
    end_of_line = opening.group(1)
    lines = text[opening.end() :].split(end_of_line)
    close = next((number for number, line in enumerate(lines) if line.rstrip() == "---"), None)
    if close is None:
        return None
    for key, value in values.items():
        at = next((number for number in range(close) if lines[number].startswith(f"{key}:")), None)
        if at is None:
            lines.insert(close, f"{key}: {_scalar(value)}")
            close += 1
        elif at + 1 < close and lines[at + 1][:1] in (" ", "-", "\t"):
            return None
        else:
            lines[at] = f"{key}: {_scalar(value)}"
    return text[: opening.end()] + end_of_line.join(lines)


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) or value.startswith("[") else json.dumps(value, ensure_ascii=False)


def patch(card: Document | None, changed: str) -> str:
    """The change as a unified diff, for `git apply`."""
    path = card.path if card else "README.md"
    old = card.text.splitlines(keepends=True) if card else []
    made = difflib.unified_diff(
        old, changed.splitlines(keepends=True), f"a/{path}" if card else "/dev/null", f"b/{path}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in made)
