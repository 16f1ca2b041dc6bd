"""Bases that only the card's prose names, "fine-tuned from …": inferred, and said so. The words are data."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from auditor.catalog.inheritance import Inheritance
from auditor.chain.links import How, Link, is_id, place
from auditor.nouns import DocumentKind, ModelSnapshot

_ID = r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}"
_HUB = r"https?://(?:huggingface\.co|hf\.co)/"
#: A link with its label, a bare address, or an id: quoted, bold or plain.
_TARGET = (
    rf"(?:\[(?P<label>[^\[\]\n]{{1,120}})\]\((?:{_HUB})?(?P<linked>{_ID})[^)\s]{{0,120}}\)"
    rf"|{_HUB}(?P<bare>{_ID})|[`*]{{0,3}}(?P<plain>{_ID}))"
)
#: Between the words and the name: an article, up to two words, a link to its maker's page.
_BETWEEN = (
    r"\s{1,8}(?:(?:the|a|an|our)\s{1,8})?(?:\w{1,40}\s{1,8}){0,2}?"
    r"(?:\[[^\[\]\n]{1,60}\]\([^()\s]{1,200}\)\s{1,8})?"
)
#: First parts of addresses that are no organisation.
_NO_ORGANISATION = frozenset({"datasets", "spaces", "docs", "blog", "papers", "collections", "models", "learn"})


def told(snapshot: ModelSnapshot, rules: Inheritance) -> Iterator[Link]:
    """Models after words such as "fine-tuned from", outside of links to cards, papers and data."""
    relations = {_plain(words): entry.relation for entry in rules.prose for words in entry.words}
    if not relations:
        return
    pattern = _pattern(tuple(sorted(relations, key=lambda words: (-len(words), words))))
    endings = tuple(f" {word}" for word in rules.not_models)
    for card in snapshot.documents_of(DocumentKind.CARD):
        for found in pattern.finditer(card.text):
            name = (found["linked"] or found["bare"] or found["plain"]).rstrip(".")
            label = f" {_plain(found['label'] or '')}".rstrip(" .`*")
            if label.endswith(endings) or name.partition("/")[0].casefold() in _NO_ORGANISATION or not is_id(name):
                continue
            relation = relations[_plain(found["words"])]
            evidence = place(card, found.start(), found.end())
            yield Link(target=name, relation=relation, how=How.INFERRED, evidence=evidence)


@functools.lru_cache(maxsize=4)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Longer words first: "quantizing weights of" before "quantizing"."""
    said = "|".join(r"\s{1,8}".join(re.escape(part) for part in text.split()) for text in words)
    return re.compile(rf"(?i:\b(?P<words>{said}))(?i:{_BETWEEN}){_TARGET}")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
