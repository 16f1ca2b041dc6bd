"""Texts made to hurt: the answer comes, and its places are exact. (The slopes are in benchmarks/.)"""

from __future__ import annotations

import pytest

from .conftest import Reader

CLAUSE = "You may not use the Model or its outputs to train other models."
TEXTS = {
    "empty": "",
    "blank": " \n\t\r\n" * 1000,
    "one line of 2 MB": CLAUSE + " filler words" * 150_000,
    "a million commas": "," * 1_000_000 + CLAUSE,
    "deep quotes": "“" * 50_000 + CLAUSE + "”" * 50_000,
    "deep brackets": "(" * 50_000 + CLAUSE + ")" * 50_000,
    "nested list": "".join(f"{' ' * i}- you may not:\n" for i in range(500)) + CLAUSE,
    "many items": "You may not: " + "(a) use it; " * 20_000,
    "lone surrogates": "\ud800" * 10_000 + "\n\n" + CLAUSE + "\udfff" * 10_000,
    "mixed line ends": "x\r\r\n\ny\r" * 5_000 + "\r\n\r\n" + CLAUSE,
    "many definitions": "".join(f"“Term {i}” means the use of Term {i + 1}.\n" for i in range(5_000)) + "\n" + CLAUSE,
    "many numbers": "more than 1,000,000 monthly active users " * 5_000,
    "digits": "9" * 300_000 + "\n\n" + CLAUSE,
    "chinese": "不得用于军事用途。" * 3_000,
    "angle brackets": "<p" * 100_000 + "\n\n" + CLAUSE,
    "many names": "".join(f'(the "Name{i}") of the model. ' for i in range(5_000)) + CLAUSE,
    "names that never end": '(the "N' * 50_000 + "\n\n" + CLAUSE,
    "a thousand summaries": "Section A\n\nThis summary is not legally binding.\n\n" * 3_000 + CLAUSE,
    "summaries in one line": "This summary is not legally binding. " * 10_000 + CLAUSE,
    "lists announced": "Do none of the following acts.\n1. " * 5_000 + CLAUSE,
    "titles": "1. Title\nText of it.\n" * 10_000 + CLAUSE,
    "headings": "Section A\n" * 20_000 + "\n" + CLAUSE,
}


@pytest.mark.parametrize("name", TEXTS)
def test_answer_comes_and_places_are_exact(name: str, clauses: Reader) -> None:
    text = TEXTS[name]
    found = clauses(text)
    for finding in found.values():
        assert all(text[evidence.start:evidence.end] == evidence.quote for evidence in finding.evidence)
        assert all(len(evidence.quote) <= 5_000 for evidence in finding.evidence)


@pytest.mark.parametrize("disguised", [
    CLAUSE,
    CLAUSE.upper(),
    CLAUSE.replace(" ", "\n"),
    CLAUSE.replace("train", "tr\u200bain").replace("Model", "Mo\u00addel"),
    CLAUSE.replace("o", "о").replace("a", "а"),
    CLAUSE.replace(" ", "\u00a0"),
    "".join(chr(ord(char) + 0xFEE0) if char.isalpha() else char for char in CLAUSE),
    f"<p>{CLAUSE}</p>",
    f"> **{CLAUSE}**",
    f"| 4.2 | {CLAUSE} |",
])
def test_disguise_does_not_hide_a_clause(disguised: str, clauses: Reader) -> None:
    assert "restrict.compete-models" in clauses(disguised)


def test_every_text_of_fifty_is_read(clauses: Reader) -> None:
    texts = "\n\n".join(f"# License {i}\n\n{CLAUSE}" for i in range(50))
    assert "restrict.compete-models" in clauses(texts)
