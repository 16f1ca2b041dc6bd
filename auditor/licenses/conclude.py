"""One license out of many mentions: text, link, name, tag, prose and catalog, what they agree on, and what binds.

A text that was read outranks every name for it. Two mentions that disagree are both kept: the stricter one decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.catalog.licenses import KnownLicense
from auditor.catalog.systems import System
from auditor.licenses.known import KnownLicenses
from auditor.matching.stated import Stated
from auditor.nouns import (
    Component,
    ComponentLicense,
    Document,
    DocumentKind,
    DocumentReading,
    Grade,
    LicenseConclusion,
    LicenseSource,
    Match,
    ModelSnapshot,
    WeightHeader,
)

#: Clauses that say which text this is about: two texts that differ in one of these are two licenses.
_TELLING = ("restrict.", "oblige.registration", "oblige.derivative-naming", "oblige.share-alike", "oblige.display")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A license named in the card's prose, for one component (None: not said which)."""

    license: str
    component: Component | None
    source: LicenseSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document with what its text says."""

    document: Document
    reading: DocumentReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """Everything that names a license of this model, and the look-up that knows licenses by name."""

    snapshot: ModelSnapshot
    stated: Stated
    readings: tuple[Reading, ...]
    prose: tuple[Mention, ...]
    system: System | None
    known: KnownLicenses


def conclude(mentions: Mentions) -> LicenseConclusion:
    """The concluded license with all its sources, the texts that bind a user of the weights, and a conflict if any."""
    texts = operative_texts(mentions)
    sources = (*_text_sources(texts), *_named_sources(mentions))
    record, how, candidates = _concluded(texts, sources, mentions)
    tags = [source.stated for source in sources if source.how in ("name", "tag")]
    deciding, against = _against(texts, sources, mentions.known)
    return LicenseConclusion(
        declared=tags[0] if tags else None,
        concluded=record,
        how=how,
        sources=sources,
        documents=tuple(item.reading for item in mentions.readings),
        operative=tuple(item.document.path for item in texts),
        conflict=(deciding, against[0]) if deciding and against else None,
        against=against,
        candidates=candidates,
    )


def operative_texts(mentions: Mentions) -> tuple[Reading, ...]:
    """The license texts that bind a user of the weights: at the root, and about the weights or about nothing less."""
    found = [
        item
        for item in mentions.readings
        if item.document.kind is DocumentKind.LICENSE
        and item.reading.gap is None
        # A text from elsewhere is only ever read as the license where the card's metadata link it as that.
        and ("/" not in item.document.path or item.document.by_user or item.document.url is not None)
        and _scope(item, mentions) in (None, Component.WEIGHTS)
    ]
    scoped = [item for item in found if _scope(item, mentions) is Component.WEIGHTS]
    return tuple(scoped or found)


def _scope(item: Reading, mentions: Mentions) -> Component | None:
    """What a license file is about: what it is named for, or the component that the card gives this license to.

    The card's word counts only if another text is left for the weights.
    """
    if item.reading.scope is not None:
        return item.reading.scope
    told = {mention.component for mention in mentions.prose if mention.license == item.reading.identity.id}
    if len(told) != 1 or None in told:
        return None
    others = [
        other
        for other in mentions.readings
        if other is not item and other.document.kind is DocumentKind.LICENSE and "/" not in other.document.path
    ]
    return next(iter(told)) if others else None


def _text_sources(texts: tuple[Reading, ...]) -> Iterator[LicenseSource]:
    for item in texts:
        identity = item.reading.identity
        near = f"{identity.match} of {identity.nearest.id}" if identity.nearest else "a text of its own"
        grade = Grade.VERIFIED_BY_USER if item.document.by_user else Grade.VERIFIED
        yield LicenseSource(how="text", license=identity.id, stated=identity.id or near, grade=grade)


def _named_sources(mentions: Mentions) -> Iterator[LicenseSource]:
    known, stated = mentions.known, mentions.stated
    for link in stated.values("license_link"):
        record = known.by_url(link) if "://" in link else None
        yield _source("link", record, link, Grade.OBSERVED, stated, "license_link")
    for name in stated.values("license_name"):
        yield _source("name", known.by_name(name), name, Grade.OBSERVED, stated, "license_name")
    for tag in _tags(mentions):
        record = known.by_tag(tag) or known.by_name(tag)
        yield _source("tag", record, tag, Grade.OBSERVED, stated, "license")
    for mention in mentions.prose:
        if mention.component in (None, Component.WEIGHTS):
            yield mention.source
    for header in mentions.snapshot.headers:
        yield from _header_sources(header, known)
    if mentions.system is not None and mentions.system.license:
        record = known.by_name(mentions.system.license)
        yield _source("catalog", record, mentions.system.license, Grade.CATALOG, None, "")


def _header_sources(header: WeightHeader, known: KnownLicenses) -> Iterator[LicenseSource]:
    """What a weight file states, each mention with the file and the key's name."""
    link = known.by_url(header.license_link) if "://" in header.license_link else None
    tag = known.by_tag(header.license) or known.by_name(header.license)
    for key, said, record in (
        ("license", header.license, tag),
        ("license.name", header.license_name, known.by_name(header.license_name)),
        ("license.link", header.license_link, link),
    ):
        if said:
            yield _source("header", record, f"{said} ({key} in {header.path})", Grade.OBSERVED, None, "")


def _tags(mentions: Mentions) -> tuple[str, ...]:
    """The license ids of the front matter, or of the Hub's tags where the front matter has none."""
    found = mentions.stated.values("license")
    if found or mentions.snapshot.metadata is None:
        return found
    return tuple(tag.partition(":")[2] for tag in mentions.snapshot.metadata.tags if tag.startswith("license:"))


def _source(
    how: str, record: KnownLicense | None, said: str, grade: Grade, stated: Stated | None, key: str
) -> LicenseSource:
    named = record.id if record is not None and record.kind != "unnamed" else None
    return LicenseSource(
        how=how, license=named, stated=said, grade=grade, evidence=stated.evidence(key) if stated else None
    )


def _concluded(
    texts: tuple[Reading, ...], sources: tuple[LicenseSource, ...], mentions: Mentions
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """(license, how it is known, candidates). The sources stand in the order of their rank."""
    known = mentions.known
    if texts:
        exact = list(dict.fromkeys(item.reading.identity.id for item in texts))
        if None not in exact:
            return " AND ".join(str(name) for name in exact), "text", ()
        named = _named_by_all(texts, sources, known)
        return (named, "text", ()) if named else (None, "text", ())
    ranked = [source for source in sources if source.how in ("link", "name", "tag", "catalog") and source.license]
    for how in ("link", "name", "tag", "catalog"):
        ids = list(dict.fromkeys(str(source.license) for source in ranked if source.how == how))
        members = [member for name in ids for member in _members(name, known)]
        if len(ids) == 1 and members == ids:
            return ids[0], how, ()
        if members:
            return None, None, tuple(dict.fromkeys(members))
    return None, ("none" if _states_none(mentions, sources) else None), ()


def _members(name: str, known: KnownLicenses) -> tuple[str, ...]:
    record = known.by_id(name)
    return record.family if record is not None and record.family else (name,)


def _named_by_all(texts: tuple[Reading, ...], sources: tuple[LicenseSource, ...], known: KnownLicenses) -> str | None:
    """What an altered text is taken for: its nearest license, if a tag, name or link says so and it adds nothing."""
    if len(texts) != 1 or texts[0].reading.identity.nearest is None:
        return None
    near = texts[0].reading.identity.nearest.id
    said = {source.license for source in sources if source.how in ("link", "name", "tag")}
    record = known.by_id(near)
    if near not in said or record is None or texts[0].reading.identity.match is not Match.ALTERED:
        return None
    facts = {fact.rule for fact in record.clauses}
    return near if record.complete and _telling_rules(texts) <= facts else None


def _telling_rules(texts: tuple[Reading, ...]) -> set[str]:
    return {finding.rule for item in texts for finding in item.reading.findings if finding.rule.startswith(_TELLING)}


def _states_none(mentions: Mentions, sources: tuple[LicenseSource, ...]) -> bool:
    """Whether it is established that no license is stated: everything was listed and read, and nothing names one."""
    snapshot = mentions.snapshot
    read = any(document.kind is DocumentKind.CARD for document in snapshot.documents)
    listed = snapshot.files is not None and snapshot.files_complete
    no_card = listed and not any(gap.document.casefold().startswith("readme") for gap in snapshot.gaps) and not read
    license_gap = any("license" in gap.document.casefold() or gap.document == "card" for gap in snapshot.gaps)
    has_files = any(item.kind in (DocumentKind.LICENSE, DocumentKind.POLICY) for item in snapshot.documents)
    return listed and (read or no_card) and not license_gap and not has_files and not sources and not mentions.prose


def agrees(text: Reading, other: str, known: KnownLicenses) -> bool:
    """Whether a text that was read may be the license of this id."""
    identity, record = text.reading.identity, known.by_id(other)
    if identity.id is not None:
        return other in identity.id.split(" AND ") or identity.id in _members(other, known)
    if record is None:
        return True
    if identity.match is Match.ALTERED and identity.nearest is not None:
        return identity.nearest.id in _members(other, known)
    if record.complete:
        facts = {fact.rule for fact in record.clauses if fact.rule.startswith("restrict.")}
        found = {rule for rule in _telling_rules((text,)) if rule.startswith("restrict.")}
        # A text that was retyped or translated still bars much the same; another license does not.
        return len(facts & found) * 2 >= len(facts | found)
    return not (record.approved and any(rule.startswith("restrict.") for rule in _telling_rules((text,))))


def _against(
    texts: tuple[Reading, ...], sources: tuple[LicenseSource, ...], known: KnownLicenses
) -> tuple[LicenseSource | None, tuple[LicenseSource, ...]]:
    """The source that decides and all that disagree with it."""
    named = [source for source in sources if source.license is not None and source.how not in ("text", "catalog")]
    if texts:
        deciding = next(source for source in sources if source.how == "text")
        return deciding, tuple(
            source for source in named if not any(agrees(text, str(source.license), known) for text in texts)
        )
    for number, first in enumerate(named):
        meant = set(_members(str(first.license), known))
        others = [item for item in named[number + 1 :] if not meant & set(_members(str(item.license), known))]
        if others:
            return first, tuple(others)
    return None, ()


def component_licenses(mentions: Mentions, conclusion: LicenseConclusion) -> tuple[ComponentLicense, ...]:
    """The license of each part of the release that states one, in the order of the parts."""
    found: dict[Component, ComponentLicense] = {}

    def add(component: Component, license_id: str | None, grade: Grade) -> None:
        if license_id is not None:
            found.setdefault(component, ComponentLicense(component=component, license=license_id, grade=grade))

    grade = next((item.grade for item in conclusion.sources if item.how == conclusion.how), Grade.OBSERVED)
    add(Component.WEIGHTS, conclusion.concluded, grade)
    for item in mentions.readings:
        scope = _scope(item, mentions)
        if item.document.kind is DocumentKind.LICENSE and scope is not None:
            add(scope, item.reading.identity.id, Grade.VERIFIED)
    for mention in mentions.prose:
        if mention.component is not None and mention.component is not Component.WEIGHTS:
            add(mention.component, mention.license, mention.source.grade)
    return tuple(found[component] for component in Component if component in found)
