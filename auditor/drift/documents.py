"""Which document of one state is which of the other, and how their words differ."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.drift.terms import Terms, TextChange
from auditor.drift.wording import word_changes
from auditor.nouns import Document
from auditor.text.words import Words


def document_changes(old: Terms, new: Terms) -> tuple[TextChange, ...]:
    """The documents whose words differ, and those on one side only that the other side is known not to have.

    A text under another name is the same document: by its words, or as the only one of its kind on both sides.
    """
    changes: list[TextChange] = []
    left = list(new.documents)
    unpaired: list[Document] = []
    for document in old.documents:
        same = next((item for item in left if (item.kind, item.path) == (document.kind, document.path)), None)
        if same is None:
            unpaired.append(document)
        else:
            left.remove(same)
            changes += _pair(document, same)
    gone: list[Document] = []
    for document in unpaired:
        other = _renamed(document, unpaired, left)
        if other is None:
            gone.append(document)
        else:
            left.remove(other)
            changes += _pair(document, other)
    changes += [TextChange(kind=item.kind, old=item.path, new=None) for item in gone if not new.lacks(item)]
    changes += [TextChange(kind=item.kind, old=None, new=item.path) for item in left if not old.lacks(item)]
    return tuple(changes)


def _renamed(document: Document, unpaired: Sequence[Document], left: Sequence[Document]) -> Document | None:
    others = [item for item in left if item.kind is document.kind]
    if not others:
        return None
    if len(others) == 1 and sum(item.kind is document.kind for item in unpaired) == 1:
        return others[0]
    words = Words.of(document.text).words
    return next((item for item in others if Words.of(item.text).words == words), None)


def _pair(old: Document, new: Document) -> list[TextChange]:
    found = word_changes(old.text, new.text)
    return [TextChange(kind=old.kind, old=old.path, new=new.path, words=found)] if found else []
