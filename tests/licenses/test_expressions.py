"""SPDX expressions: spelling, unknown ids, and the two lists of ids against each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.licenses.expressions import (
    ExpressionError,
    combine,
    is_expression,
    licenses_in,
    normalize,
    spdx_ids,
    spdx_license,
)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("apache-2.0", "Apache-2.0"),
        ("mit or apache-2.0", "MIT OR Apache-2.0"),
        ("(MIT AND BSD-3-Clause) OR GPL-2.0-only WITH Classpath-exception-2.0",
         "(MIT AND BSD-3-Clause) OR GPL-2.0-only WITH Classpath-exception-2.0"),
        ("LicenseRef-llama-2 AND MIT", "LicenseRef-llama-2 AND MIT"),
        ("OpenMDW-1.0", "OpenMDW-1.0"),
        ("GPL-3.0+", "GPL-3.0+"),
    ],
)  # fmt: skip
def test_expressions_are_normalized(given_text: str, expected: str) -> None:
    assert normalize(given_text) == expected
    assert is_expression(given_text)


@pytest.mark.parametrize(
    "text",
    ["", "Apache License 2.0", "MIT AND", "AND", "MIT OR Apachee-2.0", "(" * 100, "MIT " * 2000, "MIT\0", "\ud800"],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        normalize(text)
    assert not is_expression(text)


def test_a_misspelt_id_gets_a_hint() -> None:
    with pytest.raises(ExpressionError) as caught:
        normalize("MIT OR Apachee-2.0")
    assert "Apache-2.0" in caught.value.hint


def test_the_ids_of_an_expression() -> None:
    assert licenses_in("MIT OR (LicenseRef-a AND GPL-2.0-only WITH Classpath-exception-2.0) OR MIT") == (
        "MIT",
        "LicenseRef-a",
        "GPL-2.0-only",
    )


def test_parts_combine_in_order_without_doubles() -> None:
    assert combine(["MIT", "Apache-2.0", "MIT"]) == "MIT AND Apache-2.0"
    assert combine([]) is None


def test_every_listed_id_is_an_expression() -> None:
    wrong = [name for name in spdx_ids() if normalize(name.lower()) != name]
    assert wrong == []


def test_the_list_knows_what_osi_approved() -> None:
    mit = spdx_license("mit")
    assert mit is not None
    assert (mit.id, mit.osi, mit.deprecated) == ("MIT", True, False)
    assert spdx_license("LicenseRef-mit") is None


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_an_error(text: str) -> None:
    try:
        normalize(text)
    except ExpressionError as error:
        assert error.message
