"""Atoms of conditions that ask for licenses, and for what servers answered of linked repositories."""

from __future__ import annotations

from auditor.catalog.conditions import Condition
from auditor.judgement.case import Case
from auditor.judgement.linked import places_of_dead, stricter_data
from auditor.judgement.reasons import Reason, Told, verdict_of
from auditor.matching.listing import Listing
from auditor.nouns import LicenseSource, Resolved, Verdict

#: So many names are told of a longer list.
_SHOWN = 3


def _license(atom: Condition, case: Case) -> Told:
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
    return value, Reason("license", told or "no known license", verdict_of(value), evidence, gap)


def _dataset_license(atom: Condition, case: Case) -> Told:
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


def _component(atom: Condition, case: Case) -> Told:
    stated = next((item for item in case.components if item.component == atom.component), None)
    name = f"license of {atom.component}"
    if stated is None:
        return None, Reason(name, "not stated apart", Verdict.UNKNOWN)
    value = _listed(case, stated.license, atom.license_in or ())
    return value, Reason(name, stated.license, verdict_of(value))


def _conflict(atom: Condition, case: Case) -> Told:
    pair = case.license.conflict
    if pair is None:
        return False, Reason("license", "its mentions agree", Verdict.ABSENT)
    sources = pair[:1] if atom.conflict == "deciding" else case.license.against
    told = "; ".join(dict.fromkeys(_told(source) for source in sources))
    places = [
        (source.evidence,) if source.evidence else case.text_evidence() if source.how == "text" else ()
        for source in sources
    ]
    evidence = tuple(dict.fromkeys(place for some in places for place in some))
    return True, Reason("license", told, Verdict.FOUND, evidence)


def _told(source: LicenseSource) -> str:
    meant = f", {source.license}" if source.license not in (None, source.stated) else ""
    return f"{source.how}: {source.stated}{meant}"


def _resolved(atom: Condition, case: Case) -> Told:
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


def _holding(atom: Condition, answers: list[Resolved]) -> Told:
    """Whether a linked repository holds a file that fits one of the patterns."""
    for item in answers:
        found = Listing.named(item.files or ()).matches(atom.has or ())
        if found:
            return True, Reason("code", f"{item.id}: {found[0].path}", Verdict.FOUND)
    return False, Reason("code", f"no such file in {answers[0].id}", Verdict.ABSENT)


def _stricter(atom: Condition, case: Case) -> Told:
    """Whether a data set that was asked for has limits which the model's own terms have not."""
    if not any(item.repo_type == "dataset" and item.license for item in case.snapshot.resolved):
        return None, Reason("datasets", "their licenses are not known", Verdict.UNKNOWN)
    own = frozenset(rule for rule, finding in case.findings.items() if finding.verdict is not Verdict.ABSENT)
    found = stricter_data(own, case.snapshot, case.known)
    text = "; ".join(found[:_SHOWN]) if found else "no limit beyond the model's own"
    return bool(found), Reason("datasets", text, verdict_of(bool(found)))


LICENSE_ATOMS = {
    "license": _license,
    "component": _component,
    "conflict": _conflict,
    "resolved": _resolved,
    "stricter": _stricter,
}
