"""The model's answer to every clause rule: from the words of the operative texts, else from the known terms.

Where a text was read its words decide and known facts neither add nor drop a clause of it. A text that binds and was
read nowhere leaves its clauses unknown; it never makes them absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from auditor.catalog.licenses import ClauseFact, KnownLicense
from auditor.licenses.conclude import Mentions, Reading, operative_texts
from auditor.nouns import (
    Basis,
    DocumentKind,
    Evidence,
    Finding,
    Gap,
    GapReason,
    Grade,
    LicenseConclusion,
    Quantity,
    Value,
    Verdict,
)

_SHOWN_PLACES = 5
#: What an incorporated text that was not read may hold: everything else is settled by the license itself.
_OPEN_IN_POLICY = ("restrict.", "oblige.", "term.unilateral-change")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What binds a user: texts that were read, known facts for texts that were not, and gaps for the rest.

    `settled`: the license itself was read or is known; `candidates`: fact sets of which one holds; `none`: it is
    established that no license exists.
    """

    texts: tuple[Reading, ...] = ()
    facts: tuple[KnownLicense, ...] = ()
    fact_grade: Grade = Grade.OBSERVED
    candidates: tuple[KnownLicense, ...] = ()
    unread: tuple[Gap, ...] = ()
    settled: bool = False
    none: bool = False


def terms_of(mentions: Mentions, conclusion: LicenseConclusion) -> Terms:
    """The operative set: license texts or known terms, the policies they incorporate, the gate's terms."""
    known = mentions.known
    texts = operative_texts(mentions)
    gates = tuple(
        item for item in mentions.readings if item.document.kind is DocumentKind.GATE and item.reading.findings
    )
    if conclusion.how == "none" and not gates:
        return Terms(settled=True, none=True)
    record = known.by_id(conclusion.concluded) if conclusion.concluded else None
    policies, policy_facts, unread = _policies(mentions, texts, record)
    if texts:
        return Terms(texts=(*texts, *policies, *gates), facts=policy_facts, unread=unread, settled=True)
    rows = tuple(known.by_id(name) for name in conclusion.candidates)
    if rows and all(row is not None and row.complete for row in rows):
        return Terms(texts=gates, candidates=tuple(row for row in rows if row), settled=True)
    if record is not None and record.complete:
        grade = Grade.CATALOG if conclusion.how == "catalog" else Grade.OBSERVED
        return Terms(
            texts=(*policies, *gates), facts=(record, *policy_facts), fact_grade=grade, unread=unread, settled=True
        )
    return Terms(texts=(*policies, *gates), unread=(license_gap(mentions),))


def license_gap(mentions: Mentions) -> Gap:
    """Why the license text was not read."""
    snapshot = mentions.snapshot
    for gap in snapshot.gaps:
        if "licen" in gap.document.casefold():
            return gap
    links = [link for link in mentions.stated.values("license_link") if "://" in link]
    if snapshot.source == "catalog" or links:
        return Gap(document=links[0] if links else "license", reason=GapReason.OUTSIDE_HUB)
    if snapshot.gaps:
        return replace(snapshot.gaps[0], document="license")
    if snapshot.files is None or not snapshot.files_complete:
        return Gap(document="license", reason=GapReason.NO_LISTING)
    return Gap(document="license", reason=GapReason.NOT_FOUND, detail="no license text in the repository")


def _policies(
    mentions: Mentions, texts: tuple[Reading, ...], record: KnownLicense | None
) -> tuple[tuple[Reading, ...], tuple[KnownLicense, ...], tuple[Gap, ...]]:
    """Incorporated policies: those read, those known by name or address, and gaps for the rest."""
    read = tuple(item for item in mentions.readings if item.document.kind is DocumentKind.POLICY)
    said = [
        value
        for item in texts
        for finding in item.reading.findings
        if finding.rule == "restrict.incorporated-policy"
        for value in finding.values or (Value(kind="name", text=finding.value),)
    ]
    listed = record.policies if record is not None else ()
    if not said and not listed:
        return (() if texts or record is not None else read), (), ()
    if read:
        return read, (), ()
    known = [mentions.known.by_id(name) for name in listed]
    known += [mentions.known.by_url(value.text) for value in said if value.kind == "url"]
    known += [mentions.known.by_name(value.text) for value in said if value.kind == "name" and value.text]
    facts = tuple(dict.fromkeys(item.id for item in known if item is not None and item.complete))
    if facts:
        return (), tuple(item for name in facts if (item := mentions.known.by_id(name)) is not None), ()
    named = next((value.text for value in said if value.text), "") or (listed[0] if listed else "policy")
    gap = Gap(document=named, reason=GapReason.OUTSIDE_HUB, detail="a policy that the license makes binding")
    return (), (), (gap,)


def clause_findings(rules: Iterable[str], terms: Terms) -> tuple[Finding, ...]:
    """One finding for each clause rule, in the order of the ids: found, absent or unknown for the model as a whole."""
    by_rule: dict[str, list[tuple[Reading, Finding]]] = {}
    for item in terms.texts:
        for finding in item.reading.findings:
            by_rule.setdefault(finding.rule, []).append((item, finding))
    facts: dict[str, tuple[KnownLicense, ClauseFact]] = {}
    for record in terms.facts:
        for fact in record.clauses:
            facts.setdefault(fact.rule, (record, fact))
    return tuple(_answer(rule, by_rule.get(rule, []), facts.get(rule), terms) for rule in sorted(rules))


def _answer(
    rule: str, found: list[tuple[Reading, Finding]], fact: tuple[KnownLicense, ClauseFact] | None, terms: Terms
) -> Finding:
    if found:
        return _from_words(found)
    if fact is not None:
        return _from_fact(rule, fact[1], terms.fact_grade)
    if terms.candidates:
        return _from_candidates(rule, terms)
    if not terms.settled or (terms.unread and rule.startswith(_OPEN_IN_POLICY)):
        return Finding(
            rule=rule,
            verdict=Verdict.UNKNOWN,
            basis=Basis.METADATA,
            grade=Grade.OBSERVED,
            confidence=1.0,
            gap=terms.unread[0] if terms.unread else None,
        )
    basis = Basis.METADATA if terms.none else Basis.KNOWN_TERMS if terms.facts and not terms.texts else Basis.TEXT
    by_user = terms.texts and all(item.document.by_user for item in terms.texts)
    read = Grade.VERIFIED_BY_USER if by_user else Grade.VERIFIED
    grade = read if basis is Basis.TEXT else terms.fact_grade
    return Finding(rule=rule, verdict=Verdict.ABSENT, basis=basis, grade=grade, confidence=0.95)


def _from_words(found: list[tuple[Reading, Finding]]) -> Finding:
    """The clause as the operative texts have it together: all places, and the strictest threshold."""
    first = found[0][1]
    places: list[Evidence] = [place for _, finding in found for place in finding.evidence]
    values = tuple(dict.fromkeys(value for _, finding in found for value in finding.values))
    strict = _strictest([finding.quantity for _, finding in found if finding.quantity is not None])
    shown = next((finding.value for _, finding in found if finding.quantity == strict and finding.value), first.value)
    grades = [Grade.VERIFIED_BY_USER if item.document.by_user else Grade.VERIFIED for item, _ in found]
    return replace(
        first,
        basis=Basis.TEXT,
        grade=max(grades, key=lambda grade: grade.rank),
        value=shown,
        values=values,
        quantity=strict,
        evidence=tuple(places[:_SHOWN_PLACES]),
        confidence=max(finding.confidence for _, finding in found),
    )


def _strictest(quantities: list[Quantity]) -> Quantity | None:
    """The lowest threshold of the first unit named; amounts in different units are not compared."""
    alike = [item for item in quantities if item.unit == quantities[0].unit]
    return min(alike, key=lambda item: item.number) if alike else None


def _from_fact(rule: str, fact: ClauseFact, grade: Grade) -> Finding:
    values = (Value(kind="count", text=fact.value, quantity=fact.quantity),) if fact.quantity is not None else ()
    return Finding(
        rule=rule,
        verdict=Verdict.FOUND,
        basis=Basis.KNOWN_TERMS,
        grade=grade,
        confidence=0.95,
        value=fact.value,
        values=values,
        quantity=fact.quantity,
    )


def _from_candidates(rule: str, terms: Terms) -> Finding:
    """A family tag: what all its members say is known, the rest is not."""
    having = [fact for record in terms.candidates for fact in record.clauses if fact.rule == rule]
    if len(having) == len(terms.candidates):
        return _from_fact(rule, having[0], Grade.OBSERVED)
    verdict = Verdict.UNKNOWN if having else Verdict.ABSENT
    gap = Gap(document="license", reason=GapReason.NOT_FOUND, detail="the tag names a family of licenses")
    return Finding(
        rule=rule,
        verdict=verdict,
        basis=Basis.KNOWN_TERMS,
        grade=Grade.OBSERVED,
        confidence=0.95,
        gap=gap if having else None,
    )


def findings_under(record: KnownLicense, findings: dict[str, Finding]) -> dict[str, Finding]:
    """The findings as they would be if this known license held alone; those of other rules are kept."""
    facts = {fact.rule: fact for fact in record.clauses}
    clauses = ("restrict.", "oblige.", "grant.", "term.")
    found = {}
    for rule, finding in findings.items():
        if not rule.startswith(clauses):
            found[rule] = finding
        elif rule in facts:
            found[rule] = _from_fact(rule, facts[rule], Grade.OBSERVED)
        else:
            found[rule] = Finding(
                rule=rule, verdict=Verdict.ABSENT, basis=Basis.KNOWN_TERMS, grade=Grade.OBSERVED, confidence=0.95
            )
    return found
