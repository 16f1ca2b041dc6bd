"""Two states side by side: which way a change goes, what is the same document, and what was not read."""

from __future__ import annotations

import pytest

from auditor.drift.difference import difference
from auditor.drift.terms import Answer, Direction, Terms
from auditor.nouns import (
    Basis,
    Document,
    DocumentKind,
    Evidence,
    Finding,
    Gap,
    GapReason,
    Grade,
    Quantity,
    Verdict,
)


def document(path: str = "LICENSE", text: str = "You may hold the rope.", kind: DocumentKind | None = None) -> Document:
    return Document(kind=kind or DocumentKind.LICENSE, path=path, text=text, sha256="0")


def clause(rule: str, path: str = "LICENSE", number: float | None = None, **more: object) -> Finding:
    quantity = Quantity(number=number, unit="MAU", period="month") if number is not None else None
    evidence = Evidence(document=path, start=0, end=3, line=1, quote="You", phrasing="", similarity=100.0)
    given: dict[str, object] = {
        "rule": rule, "verdict": Verdict.FOUND, "basis": Basis.TEXT, "grade": Grade.VERIFIED, "confidence": 0.9,
        "quantity": quantity, "evidence": (evidence,),
    }  # fmt: skip
    return Finding(**(given | more))  # type: ignore[arg-type]


def terms(*findings: Finding, documents: tuple[Document, ...] = (document(),), **more: object) -> Terms:
    return Terms(name="m", findings=findings, documents=documents, **more)  # type: ignore[arg-type]


OTHER = (document(text="You may haul the anchor."),)
UNREAD = (Gap(document="LICENSE", reason=GapReason.NETWORK, detail="cut off"),)


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [
        ([], [clause("restrict.hosting-service")], Direction.TIGHTER),
        ([], [clause("oblige.attribution-notice")], Direction.TIGHTER),
        ([], [clause("grant.patent")], Direction.LOOSER),
        ([clause("grant.patent")], [], Direction.TIGHTER),
        ([clause("restrict.user-threshold", number=9)], [clause("restrict.user-threshold", number=5)],
         Direction.TIGHTER),
        ([clause("restrict.user-threshold", number=5)], [clause("restrict.user-threshold", number=9)],
         Direction.LOOSER),
        ([], [clause("term.unilateral-change", force="permit")], Direction.LOOSER),
        ([clause("grant.patent")], [clause("grant.copyright")], Direction.MIXED),
    ],
)  # fmt: skip
def test_which_way_a_clause_goes(old: list[Finding], new: list[Finding], way: Direction) -> None:
    kept = clause("term.no-warranty", force="disclaim")
    result = difference(terms(kept, *old), terms(kept, *new, documents=OTHER))
    assert (result.answer, result.direction) == (Answer.DIFFER, way)


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [("no", "auto", Direction.TIGHTER), ("manual", "auto", Direction.LOOSER), ("auto", "auto", Direction.NEITHER),
     (None, "auto", Direction.NEITHER)],
)  # fmt: skip
def test_a_gate_that_is_put_up_tightens(old: str | None, new: str, way: Direction) -> None:
    result = difference(terms(gated=old), terms(gated=new))
    assert result.direction is way
    assert [item.field for item in result.fields] == (["gate"] if way is not Direction.NEITHER else [])


def test_to_take_the_license_away_takes_the_permission_away() -> None:
    licensed = terms(clause("restrict.hosting-service"), clause("grant.copyright"), license="X")
    assert difference(licensed, terms(documents=())).direction is Direction.TIGHTER
    assert difference(terms(documents=()), licensed).direction is Direction.LOOSER


def test_a_document_that_was_not_read_is_neither_new_nor_gone() -> None:
    read = terms(clause("restrict.hosting-service"), license="X", tag="x")
    unread = terms(documents=(), gaps=UNREAD)
    for pair in ((read, unread), (unread, read)):
        result = difference(*pair)
        assert (result.answer, result.direction, result.texts) == (Answer.UNKNOWN, Direction.NEITHER, ())
        assert result.fields == ()
        assert {change.change for change in result.clauses} == {"unknown"}


def test_known_terms_in_place_of_an_unread_text_are_no_change_of_the_text() -> None:
    read = terms(clause("restrict.hosting-service"), clause("oblige.flow-down"), license="X", tag="x")
    known = terms(
        clause("restrict.hosting-service", basis=Basis.KNOWN_TERMS, evidence=()), documents=(), gaps=UNREAD,
        license="Y", tag="x",
    )  # fmt: skip
    result = difference(read, known)
    assert (result.answer, result.texts, result.fields) == (Answer.UNKNOWN, (), ())


def test_a_file_that_the_full_list_does_not_name_is_gone_for_good() -> None:
    declared = Gap(document="LICENSE", reason=GapReason.NOT_FOUND, detail="named by the card, not there")
    old = terms(clause("grant.patent"), license="X")
    new = terms(documents=(), gaps=(declared,), missing=frozenset({"LICENSE"}))
    assert [(change.old, change.new) for change in difference(old, new).texts] == [("LICENSE", None)]


def test_among_several_licenses_a_renamed_one_is_known_by_its_words() -> None:
    old = (document("LICENSE", "The code is yours to take home."), document("LICENSE-WEIGHTS", "Stay with the crew."))
    new = (document("LICENSE-CODE", "The code is yours to take home."), document("LICENSE-MODEL", "Stay aboard."))
    changes = difference(terms(documents=old), terms(documents=new)).texts
    assert [(change.old, change.new) for change in changes] == [("LICENSE-WEIGHTS", "LICENSE-MODEL")]


def test_the_same_words_are_the_same_terms() -> None:
    wrapped = (document(text="You may\nhold   the ROPE"),)
    result = difference(terms(clause("grant.patent")), terms(documents=wrapped))
    assert (result.answer, result.clauses) == (Answer.SAME, ())


def test_a_text_of_its_own_is_terms_and_not_nothing() -> None:
    (field,) = difference(terms(), terms(license="MIT")).fields
    assert (field.old, field.new) == ("terms of its own", "MIT")
    (field,) = difference(terms(documents=()), terms(license="MIT")).fields
    assert (field.old, field.new) == ("none", "MIT")
