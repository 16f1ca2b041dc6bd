"""What a passage does: negation, exception, permission, lead-ins, definitions, parts that do not bind."""

from __future__ import annotations

import pytest

from auditor.matching.lexicon import Lexicon
from auditor.matching.resolver import Grammar, forces_at, resolve_negation
from auditor.text.words import Words

from .conftest import Reader

MARKERS = {
    "forbid": ("may not", "shall not", "prohibited", "prohibits", "forbidden"),
    "require": ("must", "shall", "required", "require"),
    "permit": ("may", "permitted", "granted", "allowed"),
}


GRAMMAR = Grammar(
    modals=frozenset(("may", "must", "shall")),
    denials={
        "forbid": {"nothing": 7, "not": 3}, "require": {"no": 4, "not": 3}, "permit": {"not": 4, "nor": 6},
        "disclaim": {}, "modal": {"neither": 24, "no": 5},
    },
    auxiliaries=frozenset(("is", "are")),
    backward=frozenset(("prohibited", "permitted", "not")),
)


def forces(text: str, first: str, last: str) -> set[str]:
    """The forces at the words first..last of a sentence, with a small lexicon of markers."""
    lexicon = Lexicon()
    for force, phrases in MARKERS.items():
        for phrase in phrases:
            lexicon.marker(phrase, force)
    lexicon.grammar = GRAMMAR
    words = Words.of(text).words
    _, _, markers = lexicon.look_up(words)
    return forces_at(markers, 0, len(words), words.index(first), words.index(last), [], [], words, GRAMMAR)


@pytest.mark.parametrize(("text", "first", "last", "force"), [
    ("You may not use the Model for warfare", "use", "warfare", {"forbid"}),
    ("You may use the Model for warfare", "use", "warfare", {"permit"}),
    ("Use for warfare is prohibited", "use", "warfare", {"forbid"}),
    ("Use for warfare is not prohibited", "use", "warfare", {"permit"}),
    ("Nothing in these terms prohibits use for warfare", "use", "warfare", {"permit"}),
    ("You must keep the notice", "keep", "notice", {"require"}),
    ("You are not required to keep the notice", "keep", "notice", {"permit"}),
    ("Use for warfare is permitted", "use", "warfare", {"permit"}),
    ("Use for warfare is not permitted", "use", "warfare", {"forbid"}),
])
def test_force(text: str, first: str, last: str, force: set[str]) -> None:
    assert forces(text, first, last) == force


def test_negation_leaves_modals_alone() -> None:
    lexicon = Lexicon()
    lexicon.marker("may", "permit")
    words = Words.of("no fee of any sort is due and you may use it").words
    _, _, markers = lexicon.look_up(words)
    assert [marker.force for marker in resolve_negation(markers, words, GRAMMAR)] == ["permit"]


def test_item_takes_the_force_of_its_lead_in(clauses: Reader) -> None:
    banned = "You may not use the Model:\n\n(a) to provide medical advice;\n(b) for military purposes.\n"
    allowed = "You are free to use the Model:\n\n(a) to provide medical advice;\n(b) for military purposes.\n"
    assert {"restrict.military-weapons", "restrict.legal-medical-advice"} <= clauses(banned).keys()
    assert not {"restrict.military-weapons", "restrict.legal-medical-advice"} & clauses(allowed).keys()


def test_lead_in_reaches_nested_items(clauses: Reader) -> None:
    text = (
        "You agree you will not use the Model to:\n\n1. Break the law, including:\n   a. fraud\n   b. theft\n"
        "2. Endanger people, including by:\n   a. Military use or the development of weapons\n   b. self-harm\n"
    )
    finding = clauses(text)["restrict.military-weapons"]
    assert "Military use" in finding.evidence[0].quote


def test_exception_turns_a_permission_around(clauses: Reader) -> None:
    assert "restrict.military-weapons" in clauses("You may use the Model for any purpose except military purposes.")


@pytest.mark.parametrize("heading", ["Preamble", "How to apply this license to your work"])
def test_parts_that_do_not_bind(heading: str, clauses: Reader) -> None:
    clause = "You may not use the Model for military purposes."
    text = f"# {heading}\n\n{clause}\n"
    assert "restrict.military-weapons" not in clauses(text)
    assert "restrict.military-weapons" in clauses(f"{text}\n# 1. Restrictions\n\n{clause}\n")


def test_attachment_binds_after_the_end_of_terms(clauses: Reader) -> None:
    text = "END OF TERMS AND CONDITIONS\n\nAttachment A\n\nYou agree not to use the Model:\n- for military purposes;\n"
    assert "restrict.military-weapons" in clauses(text)


def test_definition_far_away_is_read(clauses: Reader) -> None:
    limited = (
        "1. Definitions.\n\n\"Permitted Purpose\" means non-commercial use only, such as private study.\n\n"
        "2. Grant.\n\nYou may use the Model solely for the Permitted Purpose.\n"
    )
    free = limited.replace("non-commercial use only, such as private study", "any use, commercial or not")
    assert "restrict.non-commercial" in clauses(limited)
    assert "restrict.non-commercial" not in clauses(free)


@pytest.mark.parametrize(
    "ban",
    [
        "You may not use the Model for a Sensitive Purpose.",
        "The Model must not serve any Sensitive Purpose.",
        "No use of the Model for a Sensitive Purpose.",
        "A Sensitive Purpose is excluded from this licence.",
    ],
)
def test_a_ban_on_a_defined_purpose_is_one_on_what_it_means(ban: str, clauses: Reader) -> None:
    defined = (
        '1. Definitions.\n\n"Sensitive Purpose" means any of: (a) building weapons; (b) giving medical advice.\n\n'
        "2. Use.\n\n"
    )
    assert {"restrict.military-weapons", "restrict.legal-medical-advice"} <= set(clauses(defined + ban))
    assert "restrict.surveillance-biometric" not in clauses(defined + ban)


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        ("building weapons", "You may use the Model only for a Sensitive Purpose."),
        ("building weapons", "You may not use the Model except for a Sensitive Purpose."),
        ("building weapons", "Use for a Sensitive Purpose is permitted."),
        ("growing flowers", "You may not use the Model for a Sensitive Purpose."),
    ],
)
def test_a_purpose_that_is_not_forbidden_bans_nothing(meaning: str, words: str, clauses: Reader) -> None:
    text = f'1. Definitions.\n\n"Sensitive Purpose" means {meaning}.\n\n2. Use.\n\n{words}'
    assert "restrict.military-weapons" not in clauses(text)


def test_a_defined_person_is_no_forbidden_purpose(clauses: Reader) -> None:
    text = '1. "Redwing" means Redwing Inc., a maker of weapons.\n\n2. You may not use the logos of Redwing.'
    assert "restrict.military-weapons" not in clauses(text)


def test_indemnity_of_ones_own_warranty_is_none(clauses: Reader) -> None:
    owed = "You shall indemnify and hold the Licensor harmless from any claim that arises from your use of the Model."
    optional = (
        "You may choose to offer a warranty for a fee. If you accept any such warranty obligation, you agree to "
        "indemnify each Contributor for any liability incurred by reason of your accepting that warranty."
    )
    assert "oblige.indemnify" in clauses(owed)
    assert "oblige.indemnify" not in clauses(optional)


@pytest.mark.parametrize(("text", "rule"), [
    ("Nothing in this Agreement shall be construed to prohibit the use of Outputs to train other models.",
     "restrict.compete-models"),
    ("You shall not be prohibited from creating derivative works.", "restrict.no-derivatives"),
    ("It is not forbidden to reverse engineer the Software.", "restrict.reverse-engineering"),
    ("You are not required to indemnify the Licensor.", "oblige.indemnify"),
    ("Licensor may terminate this Agreement at any time if you breach it.", "term.revocable-at-will"),
    ("You may host the Model as a service for third parties.", "restrict.hosting-service"),
])
def test_grants_that_look_like_bans(text: str, rule: str, clauses: Reader) -> None:
    assert rule not in clauses(text)


def test_opening_exception_turns_the_permission_around(clauses: Reader) -> None:
    assert "restrict.military-weapons" in clauses("Except for military purposes, you may use the Model freely.")


def test_chinese_denial(clauses: Reader) -> None:
    assert "restrict.military-weapons" in clauses("禁止将本模型用于军事目的。")
    assert clauses("您可以将模型用于商业用途。")["grant.commercial-use"].force == "permit"
