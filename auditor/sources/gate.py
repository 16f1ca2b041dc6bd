"""The gate of a repository as documents: what a person agrees to before the files are handed out.

The form is the card's `extra_gated_*` metadata; whether it is shown is a setting of the repository. So a card that
carries a form in an open repository has no gate, and no such document.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor import limits
from auditor.nouns import Document, DocumentKind
from auditor.text.decode import sha256

#: The parts of the form that can hold terms. The labels of boxes to tick are terms as well as the prompt is.
_KEYS = ("extra_gated_prompt", "extra_gated_description", "extra_gated_fields")


def gate_documents(card_data: Mapping[str, object], gated: str | None) -> tuple[Document, ...]:
    """A document for each part of the form that says something; `path` names the key: README.md#extra_gated_prompt.

    `gated` is no, auto, manual or None (not known: a form is then taken to be shown).
    """
    if gated == "no":
        return ()
    texts = ((key, _text_of(card_data.get(key))) for key in _KEYS)
    return tuple(_document(key, text) for key, text in texts if text.strip())


def _document(key: str, text: str) -> Document:
    return Document(kind=DocumentKind.GATE, path=f"README.md#{key}", text=text, sha256=sha256(text.encode("utf-8")))


def _text_of(value: object) -> str:
    if isinstance(value, Mapping):
        value = "\n".join(str(label) for label, kind in value.items() if _is_box(kind))
    if not isinstance(value, str):
        return ""
    return value.encode("utf-8", "replace")[: limits.FRONT_MATTER_BYTES].decode("utf-8", "replace")


def _is_box(kind: object) -> bool:
    if isinstance(kind, Mapping):
        kind = kind.get("type")
    return kind == "checkbox"
