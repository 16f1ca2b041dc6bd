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
    pairs, gone, come = _by_name(old.documents, new.documents)
    for same in (_same_words, _only_ones):
        for document in tuple(gone):
            other = same(document, gone, come)
            if other is not None:
                gone.remove(document)
                come.remove(other)
                pairs.append((document, other))
    changes = [change for pair in pairs for change in _pair(*pair)]
    changes += [TextChange(kind=item.kind, old=item.path, new=None) for item in gone if not new.lacks(item)]
    changes += [TextChange(kind=item.kind, old=None, new=item.path) for item in come if not old.lacks(item)]
    return tuple(changes)


def _by_name(
    old: Sequence[Document], new: Sequence[Document]
) -> tuple[list[tuple[Document, Document]], list[Document], list[Document]]:
    """Documents of the same kind and path, and what is left on either side."""
    pairs: list[tuple[Document, Document]] = []
    gone: list[Document] = []
    come = list(new)
    for document in old:
        same = next((item for item in come if (item.kind, item.path) == (document.kind, document.path)), None)
        if same is None:
            gone.append(document)
        else:
            come.remove(same)
            pairs.append((document, same))
    return pairs, gone, come


def _same_words(document: Document, gone: Sequence[Document], come: Sequence[Document]) -> Document | None:
    words = Words.of(document.text).words
    same = (item for item in come if item.kind is document.kind and Words.of(item.text).words == words)
    return next(same, None)


def _only_ones(document: Document, gone: Sequence[Document], come: Sequence[Document]) -> Document | None:
    others = [item for item in come if item.kind is document.kind]
    alone = sum(item.kind is document.kind for item in gone) == 1
    return others[0] if alone and len(others) == 1 else None


def _pair(old: Document, new: Document) -> list[TextChange]:
    found = word_changes(old.text, new.text)
    return [TextChange(kind=old.kind, old=old.path, new=new.path, words=found)] if found else []
