"""From a snapshot to a case: texts and card read, one license concluded, every rule answered, bases looked up."""

from __future__ import annotations

from dataclasses import replace

from auditor.catalog.catalog import Catalog
from auditor.catalog.facets import Facets
from auditor.catalog.metadata import MetadataRule
from auditor.catalog.systems import System
from auditor.judgement.case import Case, Memo
from auditor.judgement.facets import judge_facets
from auditor.judgement.linked import linked_components, weighed
from auditor.judgement.sources import Sources
from auditor.licenses.conclude import Mention, Mentions, Reading, component_licenses, conclude
from auditor.licenses.known import known
from auditor.licenses.terms import clause_findings, terms_of
from auditor.matching.listing import Listing
from auditor.matching.metadata import find_metadata, look
from auditor.matching.stated import Stated, stated
from auditor.nouns import (
    DisclosureFinding,
    Document,
    DocumentKind,
    LicenseSource,
    ModelSnapshot,
)
from auditor.systems import catalog_snapshot, find_by_hub_id, find_by_model

#: A chain of bases is followed this far: what a model inherits through more steps is looked at by `chain`.
_DEPTH = 2
_MOST_BASES = 4
_TERMS = (DocumentKind.LICENSE, DocumentKind.POLICY, DocumentKind.NOTICE, DocumentKind.GATE)


def build_case(snapshot: ModelSnapshot, catalog: Catalog, depth: int = 0, with_bases: bool = True) -> Case:
    """Everything found about the model of a snapshot, before any level is judged; its bases are judged already.

    Without `with_bases` the case has none yet: whoever asks puts them in.
    """
    row = _row(snapshot, catalog)
    if not (snapshot.documents or snapshot.files or snapshot.metadata):
        return _unread_case(snapshot, row, catalog)
    said, listing, licenses = stated(snapshot), Listing.of(snapshot), known(catalog)
    mentions = Mentions(
        snapshot=snapshot,
        stated=said,
        readings=_readings(snapshot, catalog),
        prose=_prose(said, catalog),
        system=row,
        known=licenses,
    )
    conclusion = conclude(mentions)
    relations, names = bases_of(snapshot, said)
    disclosures = {item.rule: item for item in _card(snapshot, catalog)}
    terms = terms_of(mentions, conclusion)
    conclusion = replace(conclusion, operative=tuple(item.document.path for item in terms.texts))
    clauses = clause_findings((rule.id for rule in catalog.clause_rules), terms)
    observed = find_metadata(catalog.metadata_rules, look(snapshot, listing, said, relations))
    stated_parts = component_licenses(mentions, conclusion)
    return Case(
        snapshot=snapshot,
        known=licenses,
        listing=listing,
        license=conclusion,
        components=linked_components(stated_parts, disclosures, snapshot, licenses),
        findings={finding.rule: finding for finding in (*clauses, *observed)},
        disclosures=disclosures,
        weighed=weighed(disclosures, snapshot) if snapshot.resolved else None,
        relations=relations,
        has_base=True if names else _surely_none(snapshot, said),
        bases=_bases(snapshot, names, catalog, depth) if with_bases else (),
        system=row,
        unread=unread_links(catalog.facets, disclosures, snapshot),
        sources=catalog.cached("judgement:sources", lambda catalog: Sources(catalog.facets.source_words)),
    )


def _unread_case(snapshot: ModelSnapshot, row: System | None, catalog: Catalog) -> Case:
    """The case of a model of which nothing was read: a catalog row at most.

    Such models differ in their license, their name and their gaps only, so that most of it is worked out once.
    """
    said, listing, licenses = Stated({}), Listing.of(snapshot), known(catalog)
    mentions = Mentions(snapshot=snapshot, stated=said, readings=(), prose=(), system=row, known=licenses)
    conclusion = conclude(mentions)
    named, unnamed = catalog.cached("judgement:named-rules", _by_name)
    own = find_metadata(named, look(snapshot, listing, said, ()))
    memos: dict[object, Memo] = catalog.cached("judgement:memos", lambda _: {})
    unread = memos.setdefault(
        (snapshot.source, snapshot.gaps, tuple((finding.verdict, finding.value) for finding in own)), Memo()
    )
    if "observed" not in unread:
        unread["observed"] = (*own, *find_metadata(unnamed, look(snapshot, listing, said, ())))
        unread["disclosures"] = {item.rule: item for item in _card(snapshot, catalog)}
    memo = unread.setdefault((conclusion.concluded, conclusion.how, conclusion.candidates), Memo(unread))
    if "findings" not in memo:
        clauses = clause_findings((rule.id for rule in catalog.clause_rules), terms_of(mentions, conclusion))
        memo["findings"] = {finding.rule: finding for finding in (*clauses, *unread["observed"])}
    return Case(
        snapshot=snapshot,
        known=licenses,
        listing=listing,
        license=conclusion,
        components=component_licenses(mentions, conclusion),
        findings=memo["findings"],
        disclosures=unread["disclosures"],
        system=row,
        memo=memo,
    )


def _by_name(catalog: Catalog) -> tuple[tuple[MetadataRule, ...], tuple[MetadataRule, ...]]:
    """The metadata rules that look at a repository's name, and the others."""
    rules = catalog.metadata_rules
    named = tuple(rule for rule in rules if any(signal.kind == "name" for signal in rule.signal))
    return named, tuple(rule for rule in rules if rule not in named)


def _row(snapshot: ModelSnapshot, catalog: Catalog) -> System | None:
    found = find_by_model(catalog, snapshot.system) if snapshot.system else find_by_hub_id(catalog, snapshot.id)
    return found[1] if found else None


def _readings(snapshot: ModelSnapshot, catalog: Catalog) -> tuple[Reading, ...]:
    from auditor.licenses.reading import read_document

    documents = snapshot.documents_of(*_TERMS)
    return tuple(Reading(document=item, reading=read_document(item, catalog)) for item in documents)


def _prose(said: Stated, catalog: Catalog) -> tuple[Mention, ...]:
    if said.card is None:
        return ()
    from auditor.licenses.mentions import license_mentions

    found = []
    for item in license_mentions(said.card.text, said.body_start, catalog):
        if item.license is None:
            continue
        source = LicenseSource(
            how="card", license=item.license, stated=item.evidence.quote, grade=item.grade, evidence=item.evidence
        )
        found.append(Mention(license=item.license, component=item.component, source=source))
    return tuple(found)


def _card(snapshot: ModelSnapshot, catalog: Catalog) -> tuple[DisclosureFinding, ...]:
    from auditor.matching.cards import read_card

    cards = snapshot.documents_of(DocumentKind.CARD)
    card: Document | None = cards[0] if cards else None
    return read_card(card, snapshot, catalog)


def bases_of(snapshot: ModelSnapshot, said: Stated) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(relations, base ids): as the Hub worked them out, else as the card states them. A model is no base of itself."""
    own = {snapshot.id.casefold(), snapshot.requested.casefold()}
    answered = snapshot.metadata.base_models if snapshot.metadata else ()
    if answered:
        named = [(relation or "finetune", name) for relation, name in answered]
    else:
        relation = next(iter(said.values("base_model_relation")), "")
        relation = relation if relation in ("finetune", "adapter", "merge", "quantized") else "finetune"
        named = [(relation, name) for name in said.values("base_model")]
    kept = [(relation, name) for relation, name in named if name.casefold() not in own]
    return tuple(dict.fromkeys(item[0] for item in kept)), tuple(dict.fromkeys(item[1] for item in kept))


def _surely_none(snapshot: ModelSnapshot, said: Stated) -> bool | None:
    """False where the repository's own statements were read and name no base."""
    return False if said.known or (snapshot.metadata is not None and snapshot.metadata.tags) else None


def _bases(snapshot: ModelSnapshot, names: tuple[str, ...], catalog: Catalog, depth: int) -> tuple[Case, ...]:
    if depth >= _DEPTH:
        return ()
    stored = {name.casefold(): base for base in snapshot.bases for name in (base.requested, base.id)}
    found = []
    for name in names[:_MOST_BASES]:
        base = stored.get(name.casefold())
        if base is None:
            row = find_by_hub_id(catalog, name)
            base = catalog_snapshot(row, name) if row else None
        if base is not None:
            case = build_case(base, catalog, depth + 1)
            found.append(replace(case, facets=judge_facets(catalog.facets, case)))
    return tuple(found)


def unread_links(facets: Facets, disclosures: dict[str, DisclosureFinding], snapshot: ModelSnapshot) -> dict[str, str]:
    """For each disclosure the linked document that could tell it and was not read."""
    read = {document.url for document in snapshot.documents if document.url}
    found: dict[str, str] = {}
    for linked in facets.linked:
        said = disclosures.get(linked.by)
        links = [link for link in (said.links if said else ()) if link not in read]
        if not links:
            continue
        for rule in disclosures:
            if any(rule == name or (name.endswith("*") and rule.startswith(name[:-1])) for name in linked.covers):
                found.setdefault(rule, links[0])
    return found
