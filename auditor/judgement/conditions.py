"""Conditions on a case: true, false or unknown, with what decided. The only interpreter of the one grammar.

Combination is Kleene's strong logic: `all` is false if one part is false, true if every part is true, else unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.catalog.conditions import AtLeast, Condition
from auditor.judgement.case import Case
from auditor.judgement.linked import places_of_dead, stricter_data
from auditor.matching.listing import Listing
from auditor.nouns import (
    Disclosure,
    DisclosureFinding,
    Evidence,
    Finding,
    Gap,
    GapReason,
    Grade,
    Resolved,
    Verdict,
)

#: So many names are told of a longer list.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """What decided: an id with words, its evidence, or the gap that keeps it from being known.

    `verdict` says whether the thing named was found, is absent, or is unknown; `name` is the condition's own name.
    """

    id: str
    text: str
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    gap: Gap | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of a condition (None: unknown) and the reasons that decided it, in the order written."""

    value: bool | None
    reasons: tuple[Reason, ...] = ()


def evaluate(condition: Condition, case: Case) -> Answer:
    """The value of `condition` for this case, with what decided it."""
    if case.memo is None or not condition.local:
        return _evaluate(condition, case)
    memo = case.memo.of(condition)
    found: Answer | None = memo.get(id(condition))
    if found is None:
        found = memo[id(condition)] = _evaluate(condition, case)
    return found


def _evaluate(condition: Condition, case: Case) -> Answer:
    combined = _COMBINATIONS.get(condition.kind)
    if combined is None:
        return _atom(condition, case)
    answer = combined(condition, case)
    return _named(condition, answer) if condition.name else answer


def _named(condition: Condition, answer: Answer) -> Answer:
    reasons = tuple(
        Reason(reason.id, reason.text, reason.verdict, reason.evidence, reason.gap, reason.name or condition.name)
        for reason in answer.reasons
    )
    return Answer(answer.value, reasons)


def _all(condition: Condition, case: Case) -> Answer:
    answers = []
    for part in condition.all or ():
        answer = evaluate(part, case)
        if answer.value is False:
            return answer
        answers.append(answer)
    return _joined(answers, True)


def _any(condition: Condition, case: Case) -> Answer:
    return _some(condition.any or (), case)


def _none(condition: Condition, case: Case) -> Answer:
    inner = _some(condition.none or (), case)
    return Answer(None if inner.value is None else not inner.value, inner.reasons)


def _some(parts: tuple[Condition, ...], case: Case) -> Answer:
    """True with every part that holds: a reader wants all the clauses that bar a level, not the first."""
    answers = [evaluate(part, case) for part in parts]
    if any(answer.value for answer in answers):
        return Answer(True, _reasons(answers, True))
    return _joined(answers, False)


def _joined(answers: list[Answer], settled: bool) -> Answer:
    if any(answer.value is None for answer in answers):
        return Answer(None, _reasons(answers, None))
    return Answer(settled, _reasons(answers, settled))


def _reasons(answers: list[Answer], value: bool | None) -> tuple[Reason, ...]:
    return tuple(reason for answer in answers if answer.value is value for reason in answer.reasons)


def _count(condition: Condition, case: Case) -> Answer:
    wanted = condition.at_least
    assert isinstance(wanted, AtLeast)
    answers = [evaluate(part, case) for part in wanted.of]
    true = sum(answer.value is True for answer in answers)
    possible = sum(answer.value is not False for answer in answers)
    if true >= wanted.n:
        return Answer(True, _reasons(answers, True))
    if possible < wanted.n:
        return Answer(False, _reasons(answers, False) or _reasons(answers, True))
    return Answer(None, _reasons(answers, None))


_COMBINATIONS = {"all": _all, "any": _any, "none": _none, "at_least": _count}


def _atom(atom: Condition, case: Case) -> Answer:
    if atom.of == "base":
        if case.base is None:
            why = "no base is named" if case.has_base is False else "nothing is known of the base"
            return Answer(None, (Reason("base", why, Verdict.UNKNOWN, name=atom.name),))
        case = case.base
    value, reason = _ATOMS[atom.kind](atom, case)
    if atom.name:
        reason = Reason(reason.id, reason.text, reason.verdict, reason.evidence, reason.gap, atom.name)
    return Answer(value, (reason,))


_Told = tuple[bool | None, Reason]


def _verdict(value: bool | None) -> Verdict:
    return Verdict.UNKNOWN if value is None else Verdict.FOUND if value else Verdict.ABSENT


def _rule(atom: Condition, case: Case) -> _Told:
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


def _disclosure(atom: Condition, case: Case) -> _Told:
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
        claimed = Gap(document="README.md", reason=GapReason.OUTSIDE_HUB, detail="claimed without an address")
        return None, Reason(
            name, f"{said.verdict}, claimed without an address", Verdict.UNKNOWN, said.evidence, claimed
        )
    return True, _of_disclosure(said)


def _silence(said: DisclosureFinding, case: Case) -> _Told:
    """A card that says nothing, or less than asked: unknown while a document that it links for this is unread."""
    linked = case.unread.get(said.rule)
    if said.verdict is Disclosure.UNSTATED and linked:
        gap = Gap(document=linked, reason=GapReason.OUTSIDE_HUB, detail=f"linked for {said.rule}")
        return None, Reason(said.rule, f"not in the card; {linked} was not read", Verdict.UNKNOWN, (), gap)
    return False, _of_disclosure(said)


def _of_disclosure(said: DisclosureFinding) -> Reason:
    there = said.verdict in (Disclosure.OPEN, Disclosure.PARTIAL)
    return Reason(said.rule, str(said.verdict), Verdict.FOUND if there else Verdict.ABSENT, said.evidence, said.gap)


def _facet(atom: Condition, case: Case) -> _Told:
    name, wanted = atom.facet or "", atom.at_least
    assert isinstance(wanted, float)
    level = case.facets.get(name)
    if level is None:
        return None, Reason(name, "no level", Verdict.UNKNOWN)
    if not level.applicable:
        return True, Reason(name, "not applicable", Verdict.FOUND)
    value = True if level.low >= wanted else False if level.high < wanted else None
    ends = f"{level.low}" if level.low == level.high else f"{level.low}-{level.high}"
    return value, Reason(name, f"{name} {ends}", _verdict(value), level.evidence, level.gap)


def _license(atom: Condition, case: Case) -> _Told:
    if atom.of == "dataset":
        return _dataset_license(atom, case)
    value = in_list(case, case.license.concluded, atom.license or ())
    if value and atom.how is not None and case.license.how not in atom.how:
        # Known by another way than the one asked for: the text itself was not seen.
        value = None
    told = case.license.concluded
    source = next((item for item in case.license.sources if item.license == told), None)
    evidence = (source.evidence,) if source and source.evidence else ()
    gap = case.findings["grant.copyright"].gap if value is None and "grant.copyright" in case.findings else None
    return value, Reason("license", told or "no known license", _verdict(value), evidence, gap)


def _dataset_license(atom: Condition, case: Case) -> _Told:
    """Whether a named data set that was asked for at the Hub is under one of these licenses."""
    told = [item for item in case.snapshot.resolved if item.repo_type == "dataset" and item.license]
    for item in told:
        record = case.known.by_tag(item.license or "")
        if _listed(case, record.id if record else str(item.license), atom.license or ()):
            return True, Reason("dataset", f"{item.id}: {item.license}", Verdict.FOUND)
    if not told:
        return None, Reason("dataset", "not asked for at the Hub", Verdict.UNKNOWN)
    return False, Reason("dataset", ", ".join(f"{item.id}: {item.license}" for item in told[:3]), Verdict.ABSENT)


def in_list(case: Case, license_id: str | None, wanted: tuple[str, ...]) -> bool | None:
    """Whether a license is one of these ids or on one of these lists; None where the license is not known."""
    if license_id is None:
        settled = case.license.how in ("text", "none")
        values = [_listed(case, member, wanted) for member in case.license.candidates]
        if values and not settled:
            return values[0] if len(set(values)) == 1 else None
        return False if settled else None
    return _listed(case, license_id, wanted)


def _listed(case: Case, license_id: str, wanted: tuple[str, ...]) -> bool:
    record = case.known.by_id(license_id)
    if " AND " in license_id:
        return all(_listed(case, part, wanted) for part in license_id.split(" AND "))
    return (
        license_id in wanted
        or ("stated" in wanted)
        or (record is not None and any(getattr(record, name) for name in ("approved", "osi", "fsf") if name in wanted))
    )


def _component(atom: Condition, case: Case) -> _Told:
    stated = next((item for item in case.components if item.component == atom.component), None)
    name = f"license of {atom.component}"
    if stated is None:
        return None, Reason(name, "not stated apart", Verdict.UNKNOWN)
    value = _listed(case, stated.license, atom.license_in or ())
    return value, Reason(name, stated.license, _verdict(value))


def _gate(atom: Condition, case: Case) -> _Told:
    wanted = frozenset(atom.gate or ())
    value = True if case.gates <= wanted else None if case.gates & wanted else False
    told = case.gated or ("not known" if value is None else "by the card's words")
    said = case.disclosures.get("weights.gated") if case.gated is None and value is False else None
    return value, Reason("weights.gate", f"gate: {told}", _verdict(value), said.evidence if said else ())


def _files(atom: Condition, case: Case) -> _Told:
    found = case.listing.matches(atom.files or ())
    value = True if found else False if case.listing.complete else None
    return value, Reason("files", found[0].path if found else ", ".join(atom.files or ()), _verdict(value))


def _relation(atom: Condition, case: Case) -> _Told:
    value = bool(set(case.relations) & set(atom.relation or ()))
    known = value or case.has_base is not None
    return (value if known else None), Reason("relation", ", ".join(case.relations) or "no base", _verdict(value))


def _quantity(atom: Condition, case: Case) -> _Told:
    name = atom.quantity or ""
    number = _number(name, case)
    if number is None:
        return None, Reason(name, "not told", Verdict.UNKNOWN)
    value = True
    if isinstance(atom.at_least, float):
        value = number >= atom.at_least
    if atom.below is not None:
        value = value and number < atom.below
    return value, Reason(name, f"{number:.3g}", _verdict(value))


def _number(name: str, case: Case) -> float | None:
    if name == "parameters" and case.snapshot.metadata and case.snapshot.metadata.parameters:
        return float(case.snapshot.metadata.parameters)
    for said in case.disclosures.values():
        if said.quantity is not None and name in (said.quantity.unit, said.rule):
            return said.quantity.number
    return None


def _age(atom: Condition, case: Case) -> _Told:
    from auditor.judgement.dates import days_past

    said = case.disclosures.get(atom.age_of or "")
    evidence = said.evidence if said else ()
    days = days_past(evidence, case.snapshot)
    assert isinstance(atom.at_least, float)
    value = None if days is None else days >= atom.at_least
    text = "no date to compare" if days is None else f"{days} days before the audited commit"
    return value, Reason(atom.age_of or "", text, _verdict(value), evidence)


def _flag(atom: Condition, case: Case) -> _Told:
    raised = (atom.flag or "") in case.flags
    value = raised if (atom.is_ or "raised") == "raised" else not raised
    flag = case.flags.get(atom.flag or "")
    return value, Reason(atom.flag or "", "raised" if raised else "clear", _verdict(raised), flag.left if flag else ())


def _resolved(atom: Condition, case: Case) -> _Told:
    kind = "model" if atom.resolved == "base" else str(atom.resolved)
    answers = [item for item in case.snapshot.resolved if item.repo_type == kind]
    if not answers:
        where = "the Hub" if kind in ("dataset", "model") else "its host"
        return None, Reason(f"{kind}s", f"not asked for at {where}", Verdict.UNKNOWN)
    missing = [item.id for item in answers if not item.exists]
    if missing:
        names = f"not there: {', '.join(missing[:_SHOWN])}"
        return False, Reason(f"{kind}s", names, Verdict.ABSENT, places_of_dead(case.disclosures, case.snapshot))
    return _holding(atom, answers) if atom.has is not None else (True, Reason(f"{kind}s", "all there", Verdict.FOUND))


def _holding(atom: Condition, answers: list[Resolved]) -> _Told:
    """Whether a linked repository holds a file that fits one of the patterns."""
    for item in answers:
        found = Listing.named(item.files or ()).matches(atom.has or ())
        if found:
            return True, Reason("code", f"{item.id}: {found[0].path}", Verdict.FOUND)
    return False, Reason("code", f"no such file in {answers[0].id}", Verdict.ABSENT)


def _stricter(atom: Condition, case: Case) -> _Told:
    """Whether a data set that was asked for has limits which the model's own terms have not."""
    if not any(item.repo_type == "dataset" and item.license for item in case.snapshot.resolved):
        return None, Reason("datasets", "their licenses are not known", Verdict.UNKNOWN)
    own = frozenset(rule for rule, finding in case.findings.items() if finding.verdict is not Verdict.ABSENT)
    found = stricter_data(own, case.snapshot, case.known)
    text = "; ".join(found[:_SHOWN]) if found else "no limit beyond the model's own"
    return bool(found), Reason("datasets", text, _verdict(bool(found)))


def _conflict(atom: Condition, case: Case) -> _Told:
    pair = case.license.conflict
    if pair is None:
        return False, Reason("license", "its mentions agree", Verdict.ABSENT)
    source = pair[0] if atom.conflict == "deciding" else pair[1]
    told = f"{source.how}: {source.stated}" + (
        f", {source.license}" if source.license not in (None, source.stated) else ""
    )
    evidence = (source.evidence,) if source.evidence else case.text_evidence() if source.how == "text" else ()
    return True, Reason("license", told, Verdict.FOUND, evidence)


_ATOMS = {
    "rule": _rule,
    "disclosure": _disclosure,
    "facet": _facet,
    "license": _license,
    "component": _component,
    "gate": _gate,
    "files": _files,
    "relation": _relation,
    "quantity": _quantity,
    "age_of": _age,
    "flag": _flag,
    "resolved": _resolved,
    "stricter": _stricter,
    "conflict": _conflict,
}
