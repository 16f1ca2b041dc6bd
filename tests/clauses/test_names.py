"""The names that a text gives to its parties and its subject are read as the words of the rules."""

from __future__ import annotations

import pytest

from .conftest import Reader

HEAD = {
    "bracketed": 'This license is given by Sandpiper Robotics Inc. ("Sandpiper").\n\n',
    "hereinafter": "This license is given by Brookfield Hospital (hereinafter “Sandpiper”).\n\n",
    "defined": "“Sandpiper” shall mean Sandpiper Robotics GmbH of Graz.\n\n",
}


@pytest.mark.parametrize("head", HEAD.values(), ids=list(HEAD))
def test_a_licensor_goes_by_its_name(head: str, clauses: Reader) -> None:
    text = head + "The use of the model is free. Sandpiper may withdraw the permission at any time for any reason."
    assert "term.revocable-at-will" in clauses(text)


def test_the_subject_goes_by_its_name(clauses: Reader) -> None:
    text = "“Gizmo” means the neural network and its weights.\n\nGizmo must not be passed on to any third party."
    assert "restrict.no-redistribution" in clauses(text)
    assert "restrict.no-redistribution" not in clauses(text.replace("neural network and its weights", "blue pencil"))


def test_only_a_capital_makes_a_name(clauses: Reader) -> None:
    # "institute" is a name of the licensor in the first line and a verb in the second.
    text = (
        "Made by the Institute of Speech (the “Institute”).\n\nYou may use the model. If you institute patent "
        "litigation alleging that the model infringes a patent, any licenses granted to you terminate."
    )
    assert "term.patent-retaliation" in clauses(text)
