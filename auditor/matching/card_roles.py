"""What kind of copy a repository holds: base, tuned, adapter, quantised, merge; from front matter, name and words."""

from __future__ import annotations

from auditor.matching.card_reading import CardReading

_RELATIONS = {"finetune": "tuned", "adapter": "adapter", "quantized": "quantized", "merge": "merge"}
#: Words in a card's first passages say what the model is; later ones tell of other things.
_OPENING = 14


def roles_of(reading: CardReading) -> dict[str, tuple[int, int]]:
    """Each role with the place in the card that shows it; `derived` stands for all but base."""
    found: dict[str, tuple[int, int]] = {}
    _from_front_matter(reading, found)
    _from_name(reading, found)
    _from_words(reading, found)
    if not found.keys() - {"base"}:
        _from_chat_code(reading, found)
    derived = [place for role, place in found.items() if role != "base"]
    if derived:
        found["derived"] = derived[0]
        if "tuned" in found or "adapter" in found or "quantized" in found or "merge" in found:
            found.pop("base", None)
    return found


def _from_front_matter(reading: CardReading, found: dict[str, tuple[int, int]]) -> None:
    front = reading.front
    relation = front.get("base_model_relation")
    if isinstance(relation, str) and relation.lower() in _RELATIONS:
        found[_RELATIONS[relation.lower()]] = _place(reading, "base_model_relation")
    if front.get("library_name") in ("peft", "adapter-transformers"):
        found["adapter"] = _place(reading, "library_name")
    tags = front.get("tags")
    line = reading.words.normalize(" ".join(tag for tag in tags if isinstance(tag, str))[:4000]) if isinstance(tags, list) else ""
    _by_sets(reading, line, _place(reading, "tags"), found, tuned="tag-tuned")
    base = front.get("base_model")
    bases = [row for row in (base if isinstance(base, list) else [base]) if isinstance(row, str)]
    if any(row and row.lower() != reading.own_id.lower() for row in bases) and not found:
        found["tuned"] = _place(reading, "base_model")


def _place(reading: CardReading, key: str) -> tuple[int, int]:
    return reading.front.place(key) or (reading.front.start, reading.front.end)


def _from_name(reading: CardReading, found: dict[str, tuple[int, int]]) -> None:
    """The words of the repository's name; shown by the card's first passage."""
    if reading.passages:
        first = reading.passages[0]
        line = reading.words.normalize(reading.own_id.rpartition("/")[2])
        _by_sets(reading, line, (first.start, first.end), found)


def _by_sets(reading: CardReading, line: str, place: tuple[int, int], found: dict[str, tuple[int, int]], tuned: str = "name-tuned") -> None:
    met = reading.words.index.match(line)
    for role in ("tuned", "adapter", "quantized", "merge", "base"):
        if not met.isdisjoint(reading.words.reserved[tuned if role == "tuned" else f"name-{role}"]):
            found.setdefault(role, place)


def _from_words(reading: CardReading, found: dict[str, tuple[int, int]]) -> None:
    sets = reading.words.reserved
    for number, passage in enumerate(reading.passages[:_OPENING]):
        met = reading.met[number]
        if reading.other[number] or reading.dropped[number] or passage.kind in ("code", "row") or not met.isdisjoint(sets["role-avoid"]):
            continue
        for role in ("tuned", "adapter", "quantized", "merge", "base"):
            if not met.isdisjoint(sets[f"role-{role}"]):
                found.setdefault(role, (passage.start, passage.end))


def _from_chat_code(reading: CardReading, found: dict[str, tuple[int, int]]) -> None:
    """Code that talks to the model in turns shows that it was tuned for chat, whatever else the card leaves unsaid."""
    wanted = reading.words.reserved["role-chat"]
    for number, passage in enumerate(reading.passages):
        if passage.kind == "code" and not reading.met[number].isdisjoint(wanted):
            found["tuned"] = (passage.start, passage.end)
            return
