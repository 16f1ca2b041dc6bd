"""What kind of copy a repository holds: base, tuned, adapter, quantised, merge.

The front matter outranks the repository's name, and the name the words of the card. Among the words the first telling
sentence decides, since cards say what a model is before they tell of its relatives.
"""

from __future__ import annotations

import re

from auditor.matching.card_reading import CardReading

Place = tuple[int, int]
_RELATIONS = {"finetune": "tuned", "adapter": "adapter", "quantized": "quantized", "merge": "merge"}
_DERIVED = ("tuned", "adapter", "quantized", "merge")
#: Words in a card's first passages say what the model is; later ones tell of other things.
_OPENING = 40
#: A heading of no more words is the title of a section.
_TELLING_HEADING = 6
#: A parameter count in a name ("7B", "350m"): the way in which makers of language models name what they pretrain.
_SIZED = re.compile(r"(?<![a-z\d])\d+(?:\.\d+)?[bm](?![a-z\d])")


def roles_of(reading: CardReading) -> dict[str, Place]:
    """Each role with the place in the card that shows it; `derived` stands for all but base."""
    found = _from_front_matter(reading)
    named = _from_name(reading)
    if not found and "base" in named and not named.keys() & set(_DERIVED):
        return {"base": named["base"]}
    for role, place in named.items():
        if role != "base":
            found.setdefault(role, place)
    if not found:
        found = _from_words(reading) or _from_chat_code(reading) or _from_size(reading)
    derived = [place for role, place in found.items() if role != "base"]
    if derived:
        found.pop("base", None)
        found["derived"] = derived[0]
    return found


def _from_front_matter(reading: CardReading) -> dict[str, Place]:
    found: dict[str, Place] = {}
    front = reading.front
    relation = front.get("base_model_relation")
    if isinstance(relation, str) and relation.lower() in _RELATIONS:
        found[_RELATIONS[relation.lower()]] = _place(reading, "base_model_relation")
    if front.get("library_name") in ("peft", "adapter-transformers"):
        found["adapter"] = _place(reading, "library_name")
    tags = front.get("tags")
    line = (
        reading.words.normalize(" ".join(tag for tag in tags if isinstance(tag, str))[:4000])
        if isinstance(tags, list)
        else ""
    )
    found = _by_sets(reading, line, _place(reading, "tags"), "tag-tuned") | found
    found.pop("base", None)
    base = front.get("base_model")
    bases = [row for row in (base if isinstance(base, list) else [base]) if isinstance(row, str)]
    if not found and any(row and row.lower() != reading.own_id.lower() for row in bases):
        found["tuned"] = _place(reading, "base_model")
    return found


def _place(reading: CardReading, key: str) -> Place:
    return reading.front.place(key) or (reading.front.start, reading.front.end)


def _from_name(reading: CardReading) -> dict[str, Place]:
    """The words of the repository's name; shown by the card's first passage."""
    if not reading.passages:
        return {}
    first = reading.passages[0]
    return _by_sets(
        reading, reading.words.normalize(reading.own_id.rpartition("/")[2]), (first.start, first.end), "name-tuned"
    )


def _by_sets(reading: CardReading, line: str, place: Place, tuned: str) -> dict[str, Place]:
    met = reading.words.index.match(line)
    names = {role: tuned if role == "tuned" else f"name-{role}" for role in (*_DERIVED, "base")}
    return {role: place for role, name in names.items() if not met.isdisjoint(reading.words.reserved[name])}


def _from_words(reading: CardReading) -> dict[str, Place]:
    """The roles of the first sentence that tells one; a name with a parameter count is a base unless plainly told."""
    sets = reading.words.reserved
    sized = _SIZED.search(reading.own_id.rpartition("/")[2].lower()) is not None
    first: dict[str, Place] = {}
    base: dict[str, Place] = {}
    for number, passage in enumerate(reading.passages[:_OPENING]):
        met = reading.met[number]
        if not _tells(reading, number) or not met.isdisjoint(sets["role-avoid"]):
            continue
        here = {
            role: (passage.start, passage.end)
            for role in (*_DERIVED, "base")
            if not met.isdisjoint(sets[f"role-{role}"])
        }
        if here and not met.isdisjoint(sets["role-plain"]):
            return here
        first = first or here
        if "base" in here and not base:
            base = {"base": here["base"]}
    return base if sized and base else first


def _tells(reading: CardReading, number: int) -> bool:
    """Whether a passage may say what the model is: prose about it, no table, code or bare section title."""
    kind = reading.passages[number].kind
    if reading.other[number] or reading.dropped[number] or kind in ("code", "row"):
        return False
    return kind != "heading" or number == 0 or reading.lines[number].count(" ") > _TELLING_HEADING


def _from_size(reading: CardReading) -> dict[str, Place]:
    """A name with a parameter count and no word of tuning anywhere is that of a pretrained model."""
    if not reading.passages or not _SIZED.search(reading.own_id.rpartition("/")[2].lower()):
        return {}
    return {"base": (reading.passages[0].start, reading.passages[0].end)}


def _from_chat_code(reading: CardReading) -> dict[str, Place]:
    """Code that talks to the model in turns shows that it was tuned for chat, whatever else the card leaves unsaid."""
    wanted = reading.words.reserved["role-chat"]
    for number, passage in enumerate(reading.passages):
        if passage.kind == "code" and not reading.met[number].isdisjoint(wanted):
            return {"tuned": (passage.start, passage.end)}
    return {}
