"""Licenses that a card's prose binds to a component."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.catalog.catalog import Catalog
from auditor.licenses.mentions import license_mentions

_CATALOG = Catalog.load()


def mentions(text: str, start: int = 0) -> list[tuple[str | None, str | None]]:
    found = license_mentions(text, start, _CATALOG)
    for item in found:
        assert text[item.evidence.start : item.evidence.end] == item.evidence.quote
    return [(item.component.value if item.component else None, item.license) for item in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The code is released under the Apache 2.0 license, while the weights are licensed under CC-BY-NC-4.0.",
            [("code", "Apache-2.0"), ("weights", "CC-BY-NC-4.0")],
        ),
        ("Our source code is licensed under [MIT](LICENSE).", [("code", "MIT")]),
        ("Both code and weights are available under the MIT License.", [("code", "MIT"), ("weights", "MIT")]),
        ("The model weights are subject to the Llama 2 Community License.", [("weights", "LicenseRef-llama-2")]),
        ("The dataset is shared under CC BY-SA 4.0.", [("data", "CC-BY-SA-4.0")]),
        ("The code is not released under the MIT license.", []),
        ("If you ask us, the weights would be licensed under MIT.", []),
        ("We trained at MIT under supervision.", []),
        ("The code is in the repository. The license is unknown.", []),
        ("```\n# the code is licensed under MIT\n```", []),
    ],
)
def test_components_and_their_licenses(text: str, expected: list[tuple[str, str]]) -> None:
    assert mentions(text) == expected


def test_the_front_matter_is_not_prose() -> None:
    text = "---\n# The code is licensed under MIT.\n---\nNothing."
    assert mentions(text, len(text) - 8) == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.integers(0, 40))
def test_any_card_is_read(text: str, start: int) -> None:
    mentions(text + " The code is licensed under MIT. " + text, start)


@pytest.mark.parametrize(
    "text", ["code under " * 20_000, "MIT license, " * 20_000, "the " * 60_000 + "license", "```\n" * 30_000]
)
def test_long_cards_are_read(text: str) -> None:
    mentions(text)
