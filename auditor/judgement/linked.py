"""What servers answered about the things a card names, laid beside the card's own words.

A disclosure that rests on links counts only as far as they are there: with every link dead it tells nothing, with some
of them dead it tells a part. What was seen to be there is observed, no longer only pointed to.
"""

from __future__ import annotations

import re
from dataclasses import replace

from auditor.licenses.known import KnownLicenses
from auditor.nouns import (
    Component,
    ComponentLicense,
    Disclosure,
    DisclosureFinding,
    Evidence,
    Grade,
    ModelSnapshot,
    Resolved,
)

_HUB = re.compile(
    r"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co))?/?datasets/([\w.-]{1,96}(?:/[\w.-]{1,96})?)", re.IGNORECASE
)
_CODE = re.compile(r"https?://(?:www\.)?github\.com/([\w-]{1,39})/([\w.-]{1,100})", re.IGNORECASE)
_BARE = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[\w.-]{1,96})?")
_ID = re.compile(r"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co)/)?([\w.-]{1,96}/[\w.-]{1,96})", re.IGNORECASE)
#: Limits that a data set's terms may pass on to what is made from it.
_LIMITS = ("restrict.non-commercial", "restrict.research-only", "restrict.no-derivatives", "restrict.no-redistribution")

#: Part of a release, the kind of repository that holds it, and the disclosures that link it.
_PARTS = (
    (Component.CODE, "code", ("code.training",)),
    (Component.DATA, "dataset", ("data.pretraining", "data.finetuning", "datasets.metadata")),
)

Answers = dict[tuple[str, str], Resolved]


def answers_of(snapshot: ModelSnapshot) -> Answers:
    """What was answered, by kind and id in small letters."""
    return {(item.repo_type, item.id.casefold()): item for item in snapshot.resolved}


def answer_to(link: str, answers: Answers) -> Resolved | None:
    """What was answered about the thing that a link of the card points to, or None if nobody was asked."""
    link = link.strip()
    found = _CODE.match(link)
    if found:
        return answers.get(("code", f"{found[1]}/{found[2].rstrip('.').removesuffix('.git')}".casefold()))
    found = _HUB.match(link)
    if found:
        return answers.get(("dataset", found[1].rstrip(".").casefold()))
    if _BARE.fullmatch(link) and ("dataset", link.casefold()) in answers:
        return answers["dataset", link.casefold()]
    found = _ID.fullmatch(link)
    return answers.get(("model", found[1].casefold())) if found else answers.get(("page", link.casefold()))


def weighed(disclosures: dict[str, DisclosureFinding], snapshot: ModelSnapshot) -> dict[str, DisclosureFinding]:
    """The disclosures as levels count them. Without answers they are the card's own."""
    answers = answers_of(snapshot)
    if not answers:
        return disclosures
    return {rule: _weighed(said, answers) for rule, said in disclosures.items()}


def _weighed(said: DisclosureFinding, answers: Answers) -> DisclosureFinding:
    if said.verdict not in (Disclosure.OPEN, Disclosure.PARTIAL) or not said.links or said.grade is not Grade.POINTED:
        return said
    told = [answer_to(link, answers) for link in said.links]
    dead = [item for item in told if item is not None and not item.exists]
    if len(dead) == len(told):
        return replace(said, verdict=Disclosure.UNSTATED)
    if dead:
        return replace(said, verdict=Disclosure.PARTIAL)
    if all(item is not None for item in told):
        return replace(said, grade=Grade.OBSERVED)
    return said


def places_of_dead(disclosures: dict[str, DisclosureFinding], snapshot: ModelSnapshot) -> tuple[Evidence, ...]:
    """Where the card names things that are not there."""
    answers = answers_of(snapshot)
    found: dict[Evidence, None] = {}
    for said in disclosures.values():
        told = [answer_to(link, answers) for link in said.links]
        if any(item is not None and not item.exists for item in told):
            found.update(dict.fromkeys(said.evidence))
    return tuple(found)[:3]


def linked_components(
    stated: tuple[ComponentLicense, ...],
    disclosures: dict[str, DisclosureFinding],
    snapshot: ModelSnapshot,
    known: KnownLicenses,
) -> tuple[ComponentLicense, ...]:
    """The licenses of code and data, with those that servers answered for parts without a stated one."""
    answers = answers_of(snapshot)
    if not answers:
        return stated
    found = {item.component: item for item in stated}
    for component, kind, rules in _PARTS:
        links = [link for rule in rules if rule in disclosures for link in disclosures[rule].links]
        told = [item for link in dict.fromkeys(links) if (item := answer_to(link, answers)) is not None]
        names = [_name(item, known) for item in told if item.exists and item.repo_type == kind]
        if component not in found and names and None not in names:
            joined = " AND ".join(dict.fromkeys(name for name in names if name))
            found[component] = ComponentLicense(component=component, license=joined, grade=Grade.OBSERVED)
    return tuple(found[component] for component in Component if component in found)


def _name(item: Resolved, known: KnownLicenses) -> str | None:
    if item.license is None:
        return None
    record = known.by_tag(item.license) or known.by_id(item.license)
    return record.id if record else None


def stricter_data(model: frozenset[str], snapshot: ModelSnapshot, known: KnownLicenses) -> tuple[str, ...]:
    """The data sets whose known license has a limit that is not among the limits `model` of the model, in words."""
    found = []
    for item in snapshot.resolved:
        record = known.by_tag(item.license) if item.repo_type == "dataset" and item.license else None
        if record is not None and record.complete:
            limits = {fact.rule for fact in record.clauses} & set(_LIMITS)
            if limits and not limits & model:
                found.append(f"{item.id}: {item.license}, {', '.join(sorted(limits))}")
    return tuple(found)
