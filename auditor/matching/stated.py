"""`Stated`: what a repository says of itself as data: the card's front matter, or the Hub's copy of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.nouns import Document, DocumentKind, Evidence, ModelSnapshot

#: A value longer than this is no id, name or address.
_LONGEST = 400
_MOST = 64


@dataclass(frozen=True, slots=True)
class Stated:
    """Keys and values, with the place of each key where the card was read. `body_start`: where its body begins."""

    data: Mapping[str, object]
    card: Document | None = None
    body_start: int = 0
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether anything was read that could have stated something."""
        return self.card is not None or bool(self.data)

    def values(self, key: str) -> tuple[str, ...]:
        """The words under a key, whether one or a list of them; other types are left out."""
        value = self.data.get(key)
        items = value if isinstance(value, list) else [value]
        words = [str(item).strip() for item in items[:_MOST] if isinstance(item, str)]
        return tuple(word for word in words if word and len(word) <= _LONGEST)

    def text(self, key: str) -> str:
        """A longer text under a key, or ""."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""

    def evidence(self, key: str) -> Evidence | None:
        """The place of a key in the card."""
        place = self.places.get(key)
        if self.card is None or place is None:
            return None
        start, end = place
        text = self.card.text
        return Evidence(
            document=self.card.path,
            start=start,
            end=end,
            line=text.count("\n", 0, start) + 1,
            quote=text[start:end],
            phrasing=f"front matter: {key}",
        )


#: Keys whose place in the card is evidence for something.
_PLACED = (
    "license",
    "license_name",
    "license_link",
    "base_model",
    "base_model_relation",
    "new_version",
    "datasets",
    "extra_gated_prompt",
    "extra_gated_fields",
)


def stated(snapshot: ModelSnapshot) -> Stated:
    """What the repository states as data: from the card that was read, else from the Hub's copy of its front matter."""
    cards = snapshot.documents_of(DocumentKind.CARD)
    answered = snapshot.metadata.card_data if snapshot.metadata else None
    if not cards:
        return Stated(answered or {})
    from auditor.text.front_matter import parse

    front = parse(cards[0].text)
    found = {key: front.place(key) for key in _PLACED if front.has(key)}
    places = {key: place for key, place in found.items() if place is not None}
    respelled = {right: front.data[wrong] for right, wrong in front.spelled.items()}
    return Stated({**front.data, **respelled} or answered or {}, cards[0], front.body_start, places)
