"""What a card discloses: every card rule answered from the card's words alone.

`read_card` is pure. The merge is fixed (design): closed together with open or partial is partial; else the strongest
of open, partial and closed; nothing said is unstated; a card that could not be read is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from auditor.matching.card_reading import CardReading
from auditor.matching.card_roles import roles_of
from auditor.matching.card_signals import Hit, hits
from auditor.matching.card_words import Asked, CardWords, Plan, card_words
from auditor.nouns import Disclosure, DisclosureFinding, Document, DocumentKind, Gap, GapReason, Grade, ModelSnapshot

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

#: Hits of one signal that are looked at.
_HITS = 20
#: Confidence where a rule has no measured one: the share of right answers by verdict on labelled cards, less what is
#: lost on cards that no rule was written with. A tag or key of the front matter is nearly always read aright.
_CONFIDENCE = {"open": 0.85, "partial": 0.7, "closed": 0.8, "unstated": 0.87}
_TAGGED = 0.95
_ORDER = ("open", "partial", "closed")


@dataclass(frozen=True, slots=True)
class _Fired:
    plan: Plan
    hits: tuple[Hit, ...]


def read_card(card: Document | None, snapshot: ModelSnapshot, catalog: Catalog) -> tuple[DisclosureFinding, ...]:
    """One finding for every card rule, by rule id.

    Without a card: unstated if the file list is complete and names none, else unknown with the gap.
    """
    if card is None:
        return _unread(snapshot, catalog)
    words = card_words(catalog)
    reading = CardReading(card, snapshot.id, words)
    roles = roles_of(reading)
    return tuple(_answer(rule, reading, roles) for rule in words.rules)


def _unread(snapshot: ModelSnapshot, catalog: Catalog) -> tuple[DisclosureFinding, ...]:
    """Every rule without a card: nothing of the phrases is loaded for it."""
    gap = _gap(snapshot)
    if gap is None:
        rules = sorted(catalog.card_rules, key=lambda rule: rule.id)
        return tuple(_unstated(rule.id, rule.confidence) for rule in rules)
    ids = sorted(PurePosixPath(path).stem for path in catalog.files("recipe"))
    return tuple(
        DisclosureFinding(rule=name, verdict=Disclosure.UNKNOWN, grade=Grade.OBSERVED, confidence=1.0, gap=gap)
        for name in ids
    )


def _gap(snapshot: ModelSnapshot) -> Gap | None:
    """Why the card was not read; None if the repository has none."""
    for gap in snapshot.gaps:
        if gap.document.lower() in ("readme.md", "card", DocumentKind.CARD.value):
            return gap
    listed = snapshot.files is not None and any(entry.path.lower() == "readme.md" for entry in snapshot.files)
    if snapshot.files_complete and not listed:
        return None
    for gap in snapshot.gaps:
        return Gap(document="README.md", reason=gap.reason, detail=gap.detail)
    return Gap(document="README.md", reason=GapReason.UNREADABLE if listed else GapReason.NO_LISTING)


def _unstated(rule: str, measured: Mapping[str, float]) -> DisclosureFinding:
    confidence = measured.get("unstated", _CONFIDENCE["unstated"])
    return DisclosureFinding(rule=rule, verdict=Disclosure.UNSTATED, grade=Grade.OBSERVED, confidence=confidence)


def _answer(
    rule: Asked, reading: CardReading, roles: dict[str, tuple[int, int]]
) -> DisclosureFinding:
    fired = _fire(rule.plans, reading, roles)
    said = {entry.plan.gives for entry in fired.values()} - {"none"}
    if not said:
        return _unstated(rule.id, rule.confidence)
    verdict: str = "partial" if "closed" in said and len(said) > 1 else next(word for word in _ORDER if word in said)
    carrying = [entry for entry in fired.values() if entry.plan.gives == verdict]
    carrying = carrying or [entry for entry in fired.values() if entry.plan.gives in said]
    if rule.disagree and _disagree(carrying):
        verdict = rule.disagree
    return _finding(rule, verdict, carrying, fired, reading)


def _fire(plans: tuple[Plan, ...], reading: CardReading, roles: dict[str, tuple[int, int]]) -> dict[str, _Fired]:
    """The signals that hold; `plans` has those that look at others (`all_of`, `unless`, `count`) behind them."""
    fired: dict[str, _Fired] = {}
    for plan in plans:
        if plan.role and not any(role in roles for role in plan.role):
            continue
        if plan.avoid_role and any(role in roles for role in plan.avoid_role):
            continue
        if plan.unless and any(name in fired for name in plan.unless):
            continue
        if plan.all_of and not all(name in fired for name in plan.all_of):
            continue
        if plan.count and sum(name in fired for name in plan.count[0]) < plan.count[1]:
            continue
        found = _hits(plan, reading, roles, fired)
        if found:
            fired[plan.name] = _Fired(plan, found)
    return fired


def _hits(
    plan: Plan, reading: CardReading, roles: dict[str, tuple[int, int]], fired: dict[str, _Fired]
) -> tuple[Hit, ...]:
    if plan.kind is not None:
        found = []
        for hit in hits(plan, reading):
            found.append(hit)
            if len(found) >= _HITS:
                break
        return tuple(found)
    names = plan.all_of or (tuple(name for name in plan.count[0] if name in fired) if plan.count else ())
    if names:
        return tuple(hit for name in names for hit in fired[name].hits[:1])
    place = next(roles[role] for role in plan.role if role in roles)
    return (Hit(*place),)


def _disagree(carrying: list[_Fired]) -> bool:
    """Whether tags and prose name different things. Several names on one side are a list, no contradiction."""
    tags, prose = (
        {
            hit.named.rpartition("/")[2].lower()
            for entry in carrying
            for hit in entry.hits
            if hit.named and hit.tagged == tagged
        }
        for tagged in (True, False)
    )
    return bool(tags and prose) and tags.isdisjoint(prose)


def _finding(
    rule: Asked, verdict: str, carrying: list[_Fired], fired: dict[str, _Fired], reading: CardReading
) -> DisclosureFinding:
    best = min((entry for entry in carrying), key=_vagueness)
    shown = [(best.plan.name, best.hits[0])]
    if len(carrying) > 1:
        shown += [(entry.plan.name, entry.hits[0]) for entry in carrying if entry is not best][:2]
    links = dict.fromkeys(link for entry in carrying for hit in entry.hits for link in hit.links)
    quantity = next(
        (hit.quantity for entry in carrying for hit in entry.hits if hit.quantity and hit.quantity.unit), None
    )
    return DisclosureFinding(
        rule=rule.id,
        verdict=Disclosure(verdict),
        grade=_grade(rule, verdict, carrying),
        confidence=rule.confidence.get(verdict, _TAGGED if shown[0][1].tagged else _CONFIDENCE[verdict]),
        evidence=tuple(reading.quote(hit.start, hit.end, name) for name, hit in shown),
        signals=tuple(sorted(fired)),
        links=tuple(links)[:20],
        quantity=quantity,
    )


def _vagueness(entry: _Fired) -> tuple[bool, int]:
    """Sections show less than passages, long passages less than short ones."""
    return entry.plan.kind in ("heading", None), entry.hits[0].end - entry.hits[0].start


def _grade(rule: Asked, verdict: str, carrying: list[_Fired]) -> Grade:
    """Words that are themselves the disclosure, tags and statements of withholding are observed.

    An address points; bare prose about something elsewhere only claims.
    """
    if rule.told == "words" or verdict == "closed":
        return Grade.OBSERVED
    if _points(carrying):
        return Grade.POINTED
    tagged = any(hit.tagged for entry in carrying for hit in entry.hits)
    return Grade.OBSERVED if tagged else Grade.CLAIMED


def _points(carrying: list[_Fired]) -> bool:
    return any(hit.links or hit.named for entry in carrying for hit in entry.hits)


__all__ = ["CardWords", "read_card"]
