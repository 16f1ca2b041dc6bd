"""What would make a repository say what it means: values for the card's front matter, files to add, and what only its
owner can decide. Pure: the same snapshot and rules give the same proposals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.catalog.catalog import Catalog
from auditor.chain.repair_license import license_changes
from auditor.chain.repair_links import base_changes, dataset_changes, gate_changes
from auditor.chain.repair_proposal import Act, Proposal
from auditor.judge import audit
from auditor.nouns import AuditReport, Document, DocumentKind, ModelSnapshot
from auditor.text.front_edit import CannotEdit, Value, edited

#: One change can bring another to light: a key that contradicts what was just set. No case takes more rounds.
_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was proposed, the changes to the front matter, and `fault`: why they cannot be made by a patch, or ""."""

    proposals: tuple[Proposal, ...]
    changes: dict[str, Value]
    fault: str = ""


def repair(snapshot: ModelSnapshot, catalog: Catalog) -> Repair:
    """What to change, until nothing more is found: after these changes the same question has no answer left.

    What only the owner can do (a file to add, two statements of which one must go) is proposed, and changes nothing.
    """
    changes: dict[str, Value] = {}
    found: dict[tuple[Act, str], Proposal] = {}
    by_hand: list[Proposal] = []
    fault = ""
    for _ in range(_ROUNDS):
        report = audit(snapshot, catalog, frameworks=False)
        new = list(_proposals(report, snapshot, catalog))
        by_hand = [item for item in new if item.act in (Act.FILE, Act.DECIDE)]
        edits = {item.key: item.value for item in new if item.act in (Act.SET, Act.REMOVE)}
        found |= {(item.act, item.key): item for item in new if item.act in (Act.SET, Act.REMOVE)}
        if not edits:
            break
        changes |= edits
        try:
            snapshot = _with_card(snapshot, edited(_card_text(snapshot), edits))
        except CannotEdit as reason:
            fault = str(reason)
            break
    return Repair(proposals=(*found.values(), *by_hand), changes=changes, fault=fault)


def _proposals(report: AuditReport, snapshot: ModelSnapshot, catalog: Catalog) -> Iterator[Proposal]:
    """In the order of the front matter's keys; nothing that the repository says already."""
    yield from license_changes(report, snapshot, catalog)
    yield from base_changes(snapshot, catalog)
    yield from dataset_changes(report, snapshot, catalog)
    yield from gate_changes(report, snapshot, catalog)


def _card_text(snapshot: ModelSnapshot) -> str:
    return next((card.text for card in snapshot.documents_of(DocumentKind.CARD)), "")


def _with_card(snapshot: ModelSnapshot, text: str) -> ModelSnapshot:
    """The snapshot with another text of its card, or with one where it had none."""
    sha256 = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    cards = snapshot.documents_of(DocumentKind.CARD)
    if not cards:
        card = Document(kind=DocumentKind.CARD, path="README.md", text=text, sha256=sha256)
        return replace(snapshot, documents=(card, *snapshot.documents))
    changed = replace(cards[0], text=text, sha256=sha256)
    documents = tuple(changed if document is cards[0] else document for document in snapshot.documents)
    return replace(snapshot, documents=documents)
