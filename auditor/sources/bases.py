"""Base models out of the store: what a model was made from, if it was read before. No request is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from auditor.nouns import DocumentKind, ModelSnapshot
from auditor.sources.assemble import card_data
from auditor.sources.metadata import bases_of_card

#: How far up a line of bases is followed: copy, instruction-tuned model, base, and one to spare.
_DEPTH = 4
#: The newest snapshot of an id that the store held, or None.
Find = Callable[[str], ModelSnapshot | None]


def with_bases(snapshot: ModelSnapshot, find: Find) -> ModelSnapshot:
    """The snapshot with those of its bases that `find` knows, each with its own bases; circles are cut."""
    return _with(snapshot, find, frozenset({snapshot.id.casefold()}), _DEPTH)


def named_bases(snapshot: ModelSnapshot) -> tuple[str, ...]:
    """The ids of the bases that the Hub or the card names, each once, in order."""
    if snapshot.metadata and snapshot.metadata.base_models:
        found = [base for _, base in snapshot.metadata.base_models]
    else:
        cards = snapshot.documents_of(DocumentKind.CARD)
        found = [base for _, base in bases_of_card(card_data(snapshot.metadata, cards[0] if cards else None))]
    return tuple(dict.fromkeys(found))


def _with(snapshot: ModelSnapshot, find: Find, seen: frozenset[str], depth: int) -> ModelSnapshot:
    if depth == 0:
        return snapshot
    bases = []
    for name in named_bases(snapshot):
        base = find(name) if name.casefold() not in seen else None
        if base is not None:
            bases.append(_with(base, find, seen | {name.casefold(), base.id.casefold()}, depth - 1))
    return dataclasses.replace(snapshot, bases=tuple(bases))
