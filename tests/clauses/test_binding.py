"""What does not bind, what leads in to a list, and findings that undo one another."""

from __future__ import annotations

import pytest

from .conftest import Reader

NOT_BINDING = {
    "recital": (
        "WHEREAS the Developer hopes that nobody may use the Model for surveillance;\n\n"
        "1. You may use and copy the Model."
    ),
    "summary without effect": (
        "Understanding this license\n\nThis summary has no legal effect. You may not use the data for spying.\n\n"
        "1. Rights\n\nYou may use and share the Dataset."
    ),
}


@pytest.mark.parametrize("text", NOT_BINDING.values(), ids=list(NOT_BINDING))
def test_what_does_not_bind_establishes_nothing(text: str, clauses: Reader) -> None:
    found = clauses(text)
    assert "restrict.surveillance-biometric" not in found
    assert "grant.copyright" in found


def test_a_summary_that_binds_counts(clauses: Reader) -> None:
    text = "Summary\n\nYou may not use the data for spying on anyone.\n\n1. Rights\n\nYou may use the Dataset."
    assert "restrict.surveillance-biometric" in clauses(text)


LISTED = (
    "Article 4 (Prohibited matters)\n\nUsers shall not perform {}.\n\n(1) Military use\n"
    "(2) Tracking the whereabouts of persons by surveillance\n"
)


@pytest.mark.parametrize("words", ["acts that fall under any of the following items", "any of the following acts",
                                   "any of the following"])
def test_a_full_stop_may_end_a_lead_in(words: str, clauses: Reader) -> None:
    found = clauses(LISTED.format(words))
    assert {"restrict.military-weapons", "restrict.surveillance-biometric"} <= found.keys()


def test_only_a_new_list_follows_a_full_stop(clauses: Reader) -> None:
    text = "2. You may not perform any of the following acts.\n\n3. You may use the Model for commercial purposes.\n"
    assert "restrict.non-commercial" not in clauses(text)


def test_an_undone_finding_undoes_nothing(clauses: Reader) -> None:
    # Commercial use is granted up to a number of users; the demand for a license above it is no ban.
    text = (
        "You may use, copy and modify the Model for commercial purposes if the monthly active users of your services "
        "do not exceed 500,000.\n\nA user above this number must obtain a separate license before commercial use."
    )
    found = clauses(text)
    assert "restrict.non-commercial" not in found
    assert {"grant.commercial-use", "restrict.user-threshold"} <= found.keys()


@pytest.mark.parametrize("pointer", ["Section 2", "Article 4", "clause 12", "version 3"])
def test_a_pointer_is_no_quantity(pointer: str, clauses: Reader) -> None:
    text = f"Users may not do more than is permitted under {pointer} by users."
    assert "restrict.user-threshold" not in clauses(text)


def test_the_year_of_an_amount_is_passed_over(clauses: Reader) -> None:
    found = clauses("If your annual revenue exceeds 3,000,000 (2025) US dollars, you must obtain a separate license.")
    quantity = found["restrict.revenue-threshold"].quantity
    assert quantity is not None and (quantity.number, quantity.unit) == (3_000_000, "USD")


def test_a_summary_in_a_text_of_one_section_ends_with_its_paragraph(clauses: Reader) -> None:
    text = (
        "0. This summary has no legal effect. You may not use the data for spying on anyone.\n"
        "1. You may use and share the Dataset.\n2. You may not use the Dataset to build weapons.\n"
    )
    found = clauses(text)
    assert "restrict.surveillance-biometric" not in found
    assert {"grant.copyright", "restrict.military-weapons"} <= found.keys()
