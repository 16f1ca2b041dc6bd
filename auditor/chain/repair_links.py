"""What a repository should say of its bases, its data and its gate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.catalog.catalog import Catalog
from auditor.chain.links import How, Link, links_of
from auditor.chain.repair_proposal import Act, Proposal
from auditor.licenses.known import KnownLicenses, known
from auditor.matching.stated import stated
from auditor.names import dataset_ref
from auditor.nouns import AuditReport, Disclosure, ModelSnapshot

_BASE, _DATA, _GATE = "base-model.stated", "datasets.metadata", "weights.gate"
_SOURCES = {How.CONFIG: "a configuration file", How.RECIPE: "the merge recipe", How.HEADER: "a weight file"}
_DATASET = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/datasets/([\w.-]+(?:/[\w.-]+)?)", re.ASCII)
#: Parts of an address that stand behind the name of a data set.
_BEHIND = frozenset({"viewer", "blob", "tree", "resolve", "discussions", "raw"})
_WHERE_THE_FORM_IS = ("extra_gated_fields", "extra_gated_heading", "extra_gated_button_content")
_PROMPT_LENGTH = 20_000
_NAME_WORDS = 9


def base_changes(snapshot: ModelSnapshot, catalog: Catalog) -> Iterator[Proposal]:
    """Bases that configuration, recipe, weight file or prose name and the front matter does not; their relation."""
    parents = links_of(snapshot, catalog.inheritance).parents
    if not parents:
        return
    said = stated(snapshot)
    declared = [link for link in parents if link.how is How.DECLARED]
    if not declared and not said.values("base_model"):
        names = tuple(link.target for link in parents)
        value = names[0] if len(names) == 1 else names
        because = f"{_named_by(parents[0])} names it"
        yield Proposal(act=Act.SET, key="base_model", value=value, finding=_BASE, because=because)
    relations = {link.relation for link in declared or parents}
    if not said.values("base_model_relation") and len(relations) == 1:
        because = f"{_named_by(parents[0])} says so" if not declared else "the files of the repository show it"
        # Of a declared base a fine-tune is what the Hub takes for granted.
        if not declared or relations != {"finetune"}:
            yield Proposal(
                act=Act.SET, key="base_model_relation", value=min(relations), finding=_BASE, because=because
            )


def _named_by(link: Link) -> str:
    if link.how is How.INFERRED and link.evidence is not None:
        return f"{link.evidence.document}:{link.evidence.line}"
    return link.evidence.document if link.evidence else _SOURCES.get(link.how, "the card")


def dataset_changes(report: AuditReport, snapshot: ModelSnapshot, catalog: Catalog) -> Iterator[Proposal]:
    """Data sets that the card links as what the model was made from and does not list."""
    listed = {name.casefold() for name in stated(snapshot).values("datasets")}
    found: dict[str, str] = {}
    for item in report.disclosures:
        if item.rule in catalog.repair_rules.datasets_from and item.verdict in (Disclosure.OPEN, Disclosure.PARTIAL):
            for address in item.links:
                name = _dataset(address)
                # Only where the words that tell of training hold the link: a card also lists the data of its relatives.
                shown = next((place for place in item.evidence if name and name in place.quote), None)
                if shown is not None and name.casefold() not in listed:
                    found.setdefault(name, f"{shown.document}:{shown.line}")
    if found:
        because = f"{next(iter(found.values()))} links what the model was trained on"
        yield Proposal(act=Act.SET, key="datasets", value=tuple(found), finding=_DATA, because=because)


def _dataset(address: str) -> str:
    """The id of the data set at an address of the Hub, or ""."""
    match = _DATASET.match(address)
    if match is None:
        return ""
    owner, _, name = match[1].rstrip(".").partition("/")
    whole = owner if not name or name in _BEHIND else f"{owner}/{name}"
    return whole if dataset_ref(whole) is not None else ""


def gate_changes(report: AuditReport, snapshot: ModelSnapshot, catalog: Catalog) -> Iterator[Proposal]:
    """Words for a form before the download that does not say what is agreed to, or that names another license."""
    said = stated(snapshot)
    has_form = any(said.data.get(key) for key in _WHERE_THE_FORM_IS)
    words = said.text("extra_gated_prompt") or said.text("extra_gated_description")
    if report.gated not in ("auto", "manual") and not has_form and not words:
        return
    licenses, concluded = known(catalog), report.license.concluded
    if words:
        other = _other_license(words, concluded, licenses)
        if other:
            because = f"the form names {other}, the terms are {concluded}"
            yield Proposal(act=Act.DECIDE, key="extra_gated_prompt", finding="flag.license-conflict", because=because)
        return
    record = licenses.by_id(concluded) if concluded else None
    names = [source.stated for source in report.license.sources if source.how == "name"]
    title = record.title if record else concluded or (names[0] if names else "")
    urls = record.urls if record else ()
    places = (*report.license.operative, *said.values("license_link"), *urls)
    place = places[0] if places else ""
    if title and place:
        prompt = catalog.repair_rules.gate.terms.format(license=title, place=place)
        because = "a form stands before the files, and the card does not say what is agreed to"
        yield Proposal(act=Act.SET, key="extra_gated_prompt", value=prompt, finding=_GATE, because=because)


def _other_license(words: str, concluded: str | None, licenses: KnownLicenses) -> str:
    """A known license that the words name while they do not name the concluded one, or ""."""
    if concluded is None:
        return ""
    found = []
    tokens = re.findall(r"[^\s,;()\[\]{}|<>\"“”`*]{1,60}", words[:_PROMPT_LENGTH])
    for at, word in enumerate(tokens):
        if not licenses.may_begin(word):
            continue
        for count in range(_NAME_WORDS, 1, -1):
            record = licenses.by_exact_name(" ".join(tokens[at : at + count]).rstrip("."))
            if record is not None and record.kind == "license":
                found.append(record.id)
                break
    return "" if concluded in found or not found else found[0]
