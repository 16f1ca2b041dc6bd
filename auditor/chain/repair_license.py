"""What a repository should say of its license: id, name, link, the missing text, statements that contradict it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.catalog.catalog import Catalog
from auditor.chain.repair_proposal import Act, Proposal
from auditor.licenses.known import known
from auditor.nouns import AuditReport, DocumentKind, LicenseSource, ModelSnapshot
from auditor.text.front_matter import parse

_STATED, _CONFLICT = "license.stated", "flag.license-conflict"
_KEYS = {"tag": "license", "name": "license_name", "link": "license_link"}
_NAME_LENGTH = 60


def license_changes(report: AuditReport, snapshot: ModelSnapshot, catalog: Catalog) -> Iterator[Proposal]:
    """The text that was read decides; without one, what the repository itself says elsewhere."""
    yield from _misspelt(snapshot)
    if not report.license.operative:
        yield from _without_text(report, snapshot, catalog)
        return
    tag = known(catalog).hub_id(report.license.concluded) if report.license.concluded else None
    if tag is None:
        yield from _own_terms(report)
    else:
        yield from _tagged(report, tag)


def _misspelt(snapshot: ModelSnapshot) -> Iterator[Proposal]:
    """Keys that the Hub does not read, as they are meant."""
    for card in snapshot.documents_of(DocumentKind.CARD)[:1]:
        front = parse(card.text)
        for right, wrong in front.spelled.items():
            value = front.get(right)
            if right in _KEYS.values() and isinstance(value, str):
                why = f"the card writes {wrong!r}, which the Hub does not read"
                yield Proposal(act=Act.SET, key=right, value=value, finding=_STATED, because=why)


def _tagged(report: AuditReport, tag: str) -> Iterator[Proposal]:
    """A text that the Hub has an id for: the id, and no name or link of another license."""
    conclusion = report.license
    text, ids = conclusion.operative[0], set((conclusion.concluded or "").split(" AND "))
    tags = [source for source in conclusion.sources if source.how == "tag"]
    against = [source for source in tags if source in (conclusion.conflict or ())]
    why = f"{text} is the text of {conclusion.concluded}"
    if against or not any(source.license in ids for source in tags):
        finding = _CONFLICT if against else _STATED
        yield Proposal(act=Act.SET, key="license", value=tag, finding=finding, because=why)
    for source in conclusion.sources:
        if source.how in ("name", "link") and source.license is not None and source.license not in ids:
            why_not = f"it says {source.license}, and {why}"
            yield Proposal(act=Act.REMOVE, key=_KEYS[source.how], finding=_CONFLICT, because=why_not)
    yield from _to_decide(report)


def _own_terms(report: AuditReport) -> Iterator[Proposal]:
    """Terms that the Hub has no id for: "other", with a name and the address of the text."""
    conclusion = report.license
    text = conclusion.operative[0]
    why = f"{text} is the text of no license that the Hub lists"
    against = set(conclusion.conflict or ())
    tags = [source for source in conclusion.sources if source.how == "tag"]
    known_tags = [source for source in tags if source.license is not None]
    wrong = [source for source in known_tags if source in against]
    if wrong or not tags:
        finding = _CONFLICT if wrong else _STATED
        yield Proposal(act=Act.SET, key="license", value="other", finding=finding, because=why)
    elif known_tags:
        # A tag that names this text: nothing more has to be said.
        yield from _to_decide(report)
        return
    names = [source for source in conclusion.sources if source.how == "name"]
    if not names or any(source in against for source in names):
        name = conclusion.concluded.removeprefix("LicenseRef-") if conclusion.concluded else _title(report, text)
        because = f"the terms in {text} have no name in the card" if not names else why
        yield Proposal(act=Act.SET, key="license_name", value=name, finding=_STATED, because=because)
    links = [source for source in conclusion.sources if source.how == "link"]
    if not links or any(source in against for source in links):
        yield Proposal(
            act=Act.SET, key="license_link", value=text, finding=_STATED, because=f"{text} holds the terms"
        )
    yield from _to_decide(report)


def _without_text(report: AuditReport, snapshot: ModelSnapshot, catalog: Catalog) -> Iterator[Proposal]:
    conclusion = report.license
    stated_in = [source for source in conclusion.sources if source.how in ("tag", "name", "link")]
    if stated_in and snapshot.files_complete and not _may_have_text(snapshot):
        named = conclusion.concluded or stated_in[0].stated
        why = f"the card names {named}, and no file holds its text"
        yield Proposal(act=Act.FILE, key="LICENSE", finding="weights.license-file", because=why)
    told = [source for source in conclusion.sources if source.how in ("card", "header") and source.license]
    ids = {source.license for source in told}
    tag = known(catalog).hub_id(str(told[0].license)) if len(ids) == 1 else None
    if tag is not None and not any(source.how in ("tag", "name") for source in conclusion.sources):
        why = f"{_where(told[0])} names {told[0].license}"
        yield Proposal(act=Act.SET, key="license", value=tag, finding=_STATED, because=why)
    yield from _to_decide(report)


def _to_decide(report: AuditReport) -> Iterator[Proposal]:
    """Two statements of which the front matter holds only one, or neither: which is meant only the owner knows."""
    pair = report.license.conflict
    if pair is None:
        return
    first, second = pair
    settled = first.how == "text" and second.how in _KEYS
    if not settled:
        sides = [f"{_where(side)} says {side.license or side.stated}" for side in pair]
        yield Proposal(act=Act.DECIDE, key="license", finding=_CONFLICT, because=", ".join(sides))


def _where(source: LicenseSource) -> str:
    if source.how in _KEYS:
        return f"the key {_KEYS[source.how]!r}"
    if source.how == "text":
        return "the license text"
    if source.how == "header":
        return "the header of a weight file"
    place = source.evidence
    return f"{place.document}:{place.line}" if place else f"the {source.how}"


def _may_have_text(snapshot: ModelSnapshot) -> bool:
    unread = any("licen" in gap.document.casefold() for gap in snapshot.gaps)
    return unread or bool(snapshot.documents_of(DocumentKind.LICENSE))


def _title(report: AuditReport, path: str) -> str:
    """A name for terms that have none: their title, else that of the model."""
    text = dict(report.license_texts).get(path, "")
    first = next((line for line in text[:4_000].splitlines() if re.search(r"\w", line)), "")
    words = re.sub(r"[^a-z0-9.]+", "-", first.casefold()).strip("-.")
    if not 3 <= len(words) <= _NAME_LENGTH:
        words = re.sub(r"[^a-z0-9.]+", "-", report.id.rpartition("/")[2].casefold()).strip("-.") + "-license"
    return words
