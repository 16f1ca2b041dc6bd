"""Ways in which somebody changes what a license says: each returns another text, or the same one if it has no place.

Nothing here touches a paragraph with a copyright statement: names and years there are meant to be filled in.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Alteration = Callable[[str, random.Random], str]

_STATEMENT = re.compile(r"copyright|\(c\)|©|all rights", re.IGNORECASE)
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_SENTENCE = re.compile(r"[A-Z][^.;:\n]*(?:\n[^.;:\n]+)*[.;](?=\s|\Z)")
_FEWEST_WORDS = 5
_CONDITION = "The recipient reports each deployment to the author in writing."


def _body(text: str) -> list[tuple[int, int]]:
    """The paragraphs without a copyright statement."""
    spans = [found.span() for found in _PARAGRAPH.finditer(text)]
    return [(start, end) for start, end in spans if not _STATEMENT.search(text, start, end)]


def _places(pattern: str, text: str) -> list[re.Match[str]]:
    compiled = re.compile(pattern)
    return [found for start, end in _body(text) for found in compiled.finditer(text, start, end)]


def _replaced(pattern: str, new: Callable[[str], str]) -> Alteration:
    def change(text: str, rng: random.Random) -> str:
        found = _places(pattern, text)
        if not found:
            return text
        place = rng.choice(found)
        return text[: place.start()] + new(place.group()) + text[place.end() :]

    return change


def _between(added: str) -> Alteration:
    """A paragraph of its own after a sentence."""

    def change(text: str, rng: random.Random) -> str:
        ends = [found.end() for start, end in _body(text) for found in _SENTENCE.finditer(text, start, end)]
        at = rng.choice(ends) if ends else len(text)
        return f"{text[:at]}\n\n{added}\n\n{text[at:]}"

    return change


def _on_top(added: str) -> Alteration:
    return lambda text, rng: f"{added}\n\n{text}"


def _at_the_end(added: str) -> Alteration:
    return lambda text, rng: text.rstrip() + added


def _other_number(number: str) -> str:
    return str(int(number) + 7)


def _drop_sentence(text: str, rng: random.Random) -> str:
    found = [match for start, end in _body(text) for match in _SENTENCE.finditer(text, start, end)]
    # What the text begins with is mostly its title, which SPDX lets go.
    found = [match for match in found if match.start() and len(match.group().split()) >= _FEWEST_WORDS]
    if len(found) < 2:
        return text
    place = rng.choice(found)
    return text[: place.start()] + text[place.end() :]


def _list_item(text: str, rng: random.Random) -> str:
    marks = _places(r"(?m)^[^\w\n]*(?:\(?[a-z0-9]{1,2}[.)]|\*|-)\s", text)
    at = rng.choice(marks).start() if marks else len(text)
    return f"{text[:at]}\n3. Redistributions must pay the author.\n\n{text[at:]}"


_MODAL = r"\b(?:may|shall|will|must|is|are|can|should)\b"
_HOLDER = r"(?i)\b(?:the copyright holders?|the authors or copyright holders|the authors?|contributors)\b"
ALTERATIONS: dict[str, Alteration] = {
    "not inserted": _replaced(_MODAL, lambda word: f"{word} not"),
    "not inserted, zero-width": _replaced(_MODAL, lambda word: f"{word} n\u200bo\u200bt"),
    "not inserted, look-alike": _replaced(_MODAL, lambda word: f"{word} n\u043et"),
    "not removed": _replaced(r"(?i)\s+\b(?:not|no|nor|without)\b", lambda _: ""),
    "number": _replaced(r"(?<![\w.,-])\d{1,8}(?![\w.,)-])", _other_number),
    "may and must": _replaced(r"\b(?:may|shall|must|should|will)\b", lambda word: "may" if word == "must" else "must"),
    "and and or": _replaced(r"(?<=[a-z] )(?:and|or)(?= [a-z])", lambda word: "or" if word == "and" else "and"),
    "party": _replaced(
        r"\b(?:[Yy]ou|[Ll]icensee|any person|anyone|Recipient|Contributor|Licensor|users?)\b",
        lambda _: "Academic Institutions",
    ),
    "word that rules dropped": _replaced(
        r"\b(?:provided|only|any|all|each|every|must|may|shall|free|prior|written|permission|granted|warranty|notice)\b",
        lambda _: "",
    ),
    "sentence dropped": _drop_sentence,
    "condition appended": _at_the_end(f"\n\n{_CONDITION}\n"),
    "condition prepended": _on_top(_CONDITION),
    "condition between": _between(_CONDITION),
    "condition as list item": _list_item,
    "revenue cut-off": _between("Companies with more than $20 million in yearly revenue need another license."),
    "fee": _between("Fee: ten dollars."),
    "territory": _between("This grant does not extend to persons located in the European Union."),
    "territory, two words": _at_the_end("\n\nVoid in China.\n"),
    "voided": _at_the_end("\n\nThe above is void.\n"),
    "negated on top": _on_top("The following does not apply:"),
    "a list item that says no": _at_the_end("\n\n1. No.\n"),
    "field of use": _at_the_end(" for academic research only."),
    "field of use as title": _on_top("For Non-Commercial Use Only"),
    "title of another license": _on_top("License for Students"),
    "title that limits": _on_top("Evaluation copy"),
    "after the end of terms": _at_the_end("\n\nEND OF TERMS AND CONDITIONS\n\nMilitary parties are barred from it.\n"),
    "in a copyright line": _on_top("Copyright (c) 2024 Example Ltd. Defence companies banned."),
    "in the brackets of a copyright line": _on_top("Copyright 2024 Example (EU residents barred)"),
    "in capitals in a copyright line": _on_top("COPYRIGHT 2024 EXAMPLE, DEFENCE COMPANIES BARRED"),
    "in a name": _replaced(_HOLDER, lambda _: "Acme Ltd, to competitors of whom this is denied,"),
    "in a comment": _at_the_end("\n<!-- weapons makers barred -->\n"),
    "in an attribute": _at_the_end('\n<p title="military use banned">\n'),
    "in a text for an image": _at_the_end("\n<img alt='no commercial use' src='x'>\n"),
}
