"""Whole standard texts in a document: which wording is taken, and what may stand beside it as a heading."""

from __future__ import annotations

from typing import cast

import pytest

from auditor.licenses.fingerprints import Details, Index, Proposal, StandardText
from auditor.licenses.parts import Part, exact_parts, uncovered
from auditor.licenses.stream import Stream
from auditor.licenses.templates import Node, fixed, run
from auditor.text.words import Words

_TERMS = "Every keeper of the lamp hands its key to the one who comes next in the book of the harbour."
_HEADING = frozenset({"lamp", "1", "no", "storm", "keepers"})


def stream(text: str) -> Stream:
    return Stream.of(Words.of(text), text)


def _fixed(text: str) -> Node:
    found = stream(text)
    return fixed(found.words, found.codes)


class _Index:
    """Holds one text with the wordings it is given."""

    def __init__(self, *templates: list[Node]) -> None:
        self._details = Details(list(templates), [], _HEADING, b"", frozenset(), 0)

    def details(self, text: StandardText) -> Details:
        return self._details


def parts(text: str, *templates: list[Node]) -> list[Part]:
    proposal = Proposal(StandardText(0, "Lamp-1.0", (), 10, 4), 4, 1.0)
    return exact_parts(cast(Index, _Index(*templates)), stream(text), [proposal])


def test_the_wording_that_takes_in_most_is_taken() -> None:
    preface = "Written for the keepers by the office of the harbour. "
    short, long = [_fixed(_TERMS)], [_fixed(preface + _TERMS)]
    for templates in ((short, long), (long, short)):
        found = parts(preface + _TERMS, *templates)
        assert [(part.start, part.end) for part in found] == [(0, len(stream(preface + _TERMS)))]


@pytest.mark.parametrize(
    ("heading", "told"),
    [("Lamp License 1", False), ("Lamp 1, No Storm", False), ("No.", True), ("No license", True), ("Keys", True)],
)
def test_a_heading_names_the_license_and_rules_nothing(heading: str, told: bool) -> None:
    text = f"{heading}\n\n{_TERMS}"
    found = parts(text, [_fixed(_TERMS)])
    assert bool(uncovered(found, stream(text))) is told


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("the Harbour Office", True),
        ("Nimbus Research Ltd. and contributors", True),
        ("THE HARBOUR OFFICE", True),
        ("Acme Ltd, to competitors of whom it is denied", False),
        ("the Harbour Office. Rivals sail elsewhere", False),
        ("the Harbour Office\n\nSold in Norway", False),
        ("THE HARBOUR OFFICE, RIVALS EXCLUDED", False),
    ],
)
def test_at_an_open_place_stands_a_name(name: str, fits: bool) -> None:
    text = f"Ask at {name}"
    found = stream(text)
    ends = run([_fixed("Ask at"), ["~", 15]], found, {0})
    assert (len(found) in ends) is fits


@pytest.mark.parametrize(
    ("tag", "counts"),
    [
        ('<p class="terms of use">', False),
        ('<a href="https://example.org/no-commercial-use" title="License">', False),
        ('<img alt="not for commercial use">', True),
        ("<p title='rivals barred'>", True),
        ("<img alt=prohibited>", True),
    ],
)
def test_what_a_tag_says_to_readers_counts(tag: str, counts: bool) -> None:
    assert (stream(f"{_TERMS}\n{tag}").words != stream(_TERMS).words) is counts


class _Few(Index):
    """An index of these texts, of which no sampled run is known."""

    def __init__(self, *texts: str) -> None:
        streams = [stream(text) for text in texts]
        self.texts = tuple(
            StandardText(number, f"Few-{number}", (), len(found), 0) for number, found in enumerate(streams)
        )
        self._own = [found.pairs for found in streams]

    @property
    def _known_runs(self) -> frozenset[int]:  # type: ignore[override]
        return frozenset()

    def details(self, text: StandardText) -> Details:
        return Details([], [], frozenset(), self._own[text.number], frozenset(), text.words)


def test_a_few_sentences_are_held_against_every_short_text() -> None:
    other = "The tide table hangs in the hall, and whoever reads it tells the others when the boats go out again."
    index = _Few(other, _TERMS, " ".join(f"word{number}" for number in range(200)))
    found = index.propose(stream(_TERMS.replace("lamp hands", "lamp always hands")))
    assert [item.text.id for item in found] == ["Few-1"]
    assert 0.6 < found[0].dice < 1
    assert index.propose(stream("Nobody said a word of the lamp or of the harbour that day.")) == []
    assert index.propose(stream("A title")) == []
    assert index.propose(stream(f"{other} " * 10)) == [], "a long text has runs enough"
