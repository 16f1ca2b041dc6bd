"""Atoms of conditions that ask for what was found in the texts and the listing: clauses, disclosures, levels, flags."""

from __future__ import annotations

from auditor.catalog.conditions import Condition
from auditor.judgement.case import Case
from auditor.judgement.dates import days_past
from auditor.judgement.reasons import Reason, Told, verdict_of
from auditor.nouns import Disclosure, DisclosureFinding, Finding, Gap, GapReason, Grade, Verdict


def _rule(atom: Condition, case: Case) -> Told:
    pattern = atom.rule or ""
    wanted = Verdict(atom.is_ or "found")
    matches = list(case.findings_like(pattern))
    unknown = next((item for item in matches if item.verdict is Verdict.UNKNOWN), None)
    found = next((item for item in matches if item.verdict is Verdict.FOUND), None)
    said = found or unknown or (matches[0] if matches else None)
    state = said.verdict if said else Verdict.UNKNOWN
    reason = _of_finding(said) if said else Reason(pattern, "no rule answers this", Verdict.UNKNOWN)
    if wanted is Verdict.UNKNOWN:
        return state is Verdict.UNKNOWN, reason
    return (None if state is Verdict.UNKNOWN else state is wanted), reason


def _of_finding(finding: Finding) -> Reason:
    if finding.verdict is Verdict.UNKNOWN:
        about = f"not known: {finding.gap.document}: {finding.gap.reason}" if finding.gap else "not known"
    elif finding.verdict is Verdict.ABSENT:
        about = "not there"
    else:
        about = finding.value or "found"
    return Reason(finding.rule, about, finding.verdict, finding.evidence, finding.gap)


_RANK = {Disclosure.OPEN: 2, Disclosure.PARTIAL: 1, Disclosure.CLOSED: 0, Disclosure.UNSTATED: 0}


def _disclosure(atom: Condition, case: Case) -> Told:
    name = atom.disclosure or ""
    said = case.weighed.get(name) if case.weighed is not None else case.disclosures.get(name)
    if said is None or said.verdict is Disclosure.UNKNOWN:
        gap = said.gap if said else None
        told = Reason(name, "the card was not read", Verdict.UNKNOWN, (), gap)
        return (atom.is_ == "unknown") or None, told
    if atom.is_ is not None:
        return said.verdict == atom.is_, _of_disclosure(said)
    if atom.signal is not None and not set(atom.signal) & set(said.signals):
        return _silence(said, case)
    wanted = 2 if atom.at_least == "open" else 1
    if _RANK[said.verdict] < wanted:
        return _silence(said, case)
    if atom.tells is not None and case.sources is not None and not case.sources.told(said, atom.tells):
        return _silence(said, case)
    if said.grade.rank <= Grade.CLAIMED.rank and not atom.in_words:
        return _claimed(said)
    return True, _of_disclosure(said)


def _claimed(said: DisclosureFinding) -> Told:
    """A claim without an address: whether it is true could be read nowhere."""
    text = "claimed without an address"
    gap = Gap(document="README.md", reason=GapReason.OUTSIDE_HUB, detail=text)
    return None, Reason(said.rule, f"{said.verdict}, {text}", Verdict.UNKNOWN, said.evidence, gap)


def _silence(said: DisclosureFinding, case: Case) -> Told:
    """A card that says nothing, or less than asked: unknown while a document that it links for this is unread."""
    linked = case.unread.get(said.rule)
    if said.verdict is Disclosure.UNSTATED and linked:
        gap = Gap(document=linked, reason=GapReason.OUTSIDE_HUB, detail=f"linked for {said.rule}")
        return None, Reason(said.rule, f"not in the card; {linked} was not read", Verdict.UNKNOWN, (), gap)
    return False, _of_disclosure(said)


def _of_disclosure(said: DisclosureFinding) -> Reason:
    there = said.verdict in (Disclosure.OPEN, Disclosure.PARTIAL)
    return Reason(said.rule, str(said.verdict), Verdict.FOUND if there else Verdict.ABSENT, said.evidence, said.gap)


def _facet(atom: Condition, case: Case) -> Told:
    name, wanted = atom.facet or "", atom.at_least
    assert isinstance(wanted, float)
    level = case.facets.get(name)
    if level is None:
        return None, Reason(name, "no level", Verdict.UNKNOWN)
    if not level.applicable:
        return True, Reason(name, "not applicable", Verdict.FOUND)
    value = True if level.low >= wanted else False if level.high < wanted else None
    ends = f"{level.low}" if level.low == level.high else f"{level.low}-{level.high}"
    return value, Reason(name, f"{name} {ends}", verdict_of(value), level.evidence, level.gap)


def _gate(atom: Condition, case: Case) -> Told:
    wanted = frozenset(atom.gate or ())
    value = True if case.gates <= wanted else None if case.gates & wanted else False
    told = case.gated or ("not known" if value is None else "by the card's words")
    said = case.disclosures.get("weights.gated") if case.gated is None and value is False else None
    return value, Reason("weights.gate", f"gate: {told}", verdict_of(value), said.evidence if said else ())


def _files(atom: Condition, case: Case) -> Told:
    found = case.listing.matches(atom.files or ())
    value = True if found else False if case.listing.complete else None
    return value, Reason("files", found[0].path if found else ", ".join(atom.files or ()), verdict_of(value))


def _relation(atom: Condition, case: Case) -> Told:
    value = bool(set(case.relations) & set(atom.relation or ()))
    known = value or case.has_base is not None
    return (value if known else None), Reason("relation", ", ".join(case.relations) or "no base", verdict_of(value))


def _quantity(atom: Condition, case: Case) -> Told:
    name = atom.quantity or ""
    number = _number(name, case)
    if number is None:
        return None, Reason(name, "not told", Verdict.UNKNOWN)
    value = True
    if isinstance(atom.at_least, float):
        value = number >= atom.at_least
    if atom.below is not None:
        value = value and number < atom.below
    return value, Reason(name, f"{number:.3g}", verdict_of(value))


def _number(name: str, case: Case) -> float | None:
    if name == "parameters" and case.snapshot.metadata and case.snapshot.metadata.parameters:
        return float(case.snapshot.metadata.parameters)
    for said in case.disclosures.values():
        if said.quantity is not None and name in (said.quantity.unit, said.rule):
            return said.quantity.number
    return None


def _age(atom: Condition, case: Case) -> Told:
    said = case.disclosures.get(atom.age_of or "")
    evidence = said.evidence if said else ()
    days = days_past(evidence, case.snapshot)
    assert isinstance(atom.at_least, float)
    value = None if days is None else days >= atom.at_least
    text = "no date to compare" if days is None else f"{days} days before the audited commit"
    return value, Reason(atom.age_of or "", text, verdict_of(value), evidence)


def _flag(atom: Condition, case: Case) -> Told:
    raised = (atom.flag or "") in case.flags
    value = raised if (atom.is_ or "raised") == "raised" else not raised
    flag = case.flags.get(atom.flag or "")
    evidence = flag.left if flag else ()
    return value, Reason(atom.flag or "", "raised" if raised else "clear", verdict_of(raised), evidence)


FOUND_ATOMS = {
    "rule": _rule,
    "disclosure": _disclosure,
    "facet": _facet,
    "gate": _gate,
    "files": _files,
    "relation": _relation,
    "quantity": _quantity,
    "age_of": _age,
    "flag": _flag,
}
