"""The Hub's answer about a model, field by field: whatever has the wrong type, or is absent, is not known."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from auditor import limits
from auditor.names import hub_id_fault
from auditor.nouns import HubMetadata

RELATIONS = ("finetune", "adapter", "merge", "quantized")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
#: No list of an answer is longer than this in any repository seen; the rest is noise or an attack.
_LIST_LENGTH = 10_000
_TEXT_LENGTH = 200
_BASES = 64


def parse_answer(body: bytes) -> dict[str, object] | None:
    """The JSON object of an answer with lone surrogates replaced, or None if it is no object or nested too deeply."""
    try:
        answer = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    cleaned = clean(answer)
    return cleaned if isinstance(cleaned, dict) else None


def clean(value: object, depth: int = 0) -> object:
    """JSON values with lone surrogates replaced; None in place of what is nested deeper than the limit."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if depth >= limits.FRONT_MATTER_DEPTH:
        return None if isinstance(value, (dict, list)) else value
    if isinstance(value, list):
        return [clean(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {str(clean(str(key))): clean(item, depth + 1) for key, item in value.items()}
    return value


def hub_metadata(answer: dict[str, object]) -> HubMetadata:
    """The record of a `/api/models/ID` answer."""
    card = answer.get("cardData")
    return HubMetadata(
        gated=_gate(answer.get("gated")),
        private=_truth(answer.get("private")),
        disabled=_truth(answer.get("disabled")),
        tags=tuple(_texts(answer.get("tags"))),
        base_models=base_models(answer),
        created_at=_text(answer.get("createdAt")),
        last_modified=_text(answer.get("lastModified")),
        parameters=_parameters(answer.get("safetensors")),
        library_name=_text(answer.get("library_name")),
        pipeline_tag=_text(answer.get("pipeline_tag")),
        author=_text(answer.get("author")),
        downloads=_count(answer.get("downloads")),
        card_data=card if isinstance(card, dict) and _bearable(card) else None,
    )


def commit_of(answer: dict[str, object]) -> str | None:
    """The commit that the answer is about, if it names one."""
    sha = answer.get("sha")
    return sha if isinstance(sha, str) and _COMMIT.fullmatch(sha) else None


def id_of(answer: dict[str, object]) -> str | None:
    """The model's id as the Hub gives it (the new one after a rename), if it is one."""
    for key in ("id", "modelId"):
        found = answer.get(key)
        if isinstance(found, str) and hub_id_fault(found) is None:
            return found
    return None


def siblings(answer: dict[str, object]) -> list[tuple[object, object]] | None:
    """(name, size) of each listed file as the answer gives them, unchecked; None if it lists none."""
    listed = answer.get("siblings")
    if not isinstance(listed, list):
        return None
    return [(item.get("rfilename"), item.get("size")) for item in listed if isinstance(item, dict)]


def base_models(answer: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """(relation, id) of each base: as the Hub worked it out, else by its tags, else as the card says."""
    listed = _bases_listed(answer.get("baseModels"))
    for found in (listed, _bases_tagged(answer), bases_of_card(answer.get("cardData"))):
        if found:
            return tuple(dict.fromkeys(found))[:_BASES]
    return ()


def bases_of_card(card: object) -> list[tuple[str, str]]:
    """(relation, id) of each base that a card's front matter names; the relation is "" where it is not said."""
    if not isinstance(card, dict):
        return []
    named = card.get("base_model")
    relation = card.get("base_model_relation")
    known = relation if relation in RELATIONS else ""
    ids = named if isinstance(named, list) else [named]
    return [(str(known), item) for item in ids[:_BASES] if isinstance(item, str) and hub_id_fault(item) is None]


def _bases_listed(value: object) -> list[tuple[str, str]]:
    groups = value if isinstance(value, list) else [value]
    found = []
    for group in groups[:_BASES]:
        if isinstance(group, dict) and isinstance(group.get("models"), list):
            relation = group.get("relation")
            known = str(relation) if relation in RELATIONS else ""
            ids = [item.get("id") if isinstance(item, dict) else item for item in group["models"][:_BASES]]
            found += [(known, item) for item in ids if isinstance(item, str) and hub_id_fault(item) is None]
    return found


def _bases_tagged(answer: dict[str, object]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for tag in _texts(answer.get("tags")):
        if tag.startswith("base_model:"):
            relation, _, rest = tag[len("base_model:") :].partition(":")
            base, known = (rest, relation) if relation in RELATIONS else (tag[len("base_model:") :], "")
            if hub_id_fault(base) is None:
                found[base] = known or found.get(base, "")
    return [(relation, base) for base, relation in found.items()]


def _gate(value: object) -> str | None:
    if value is False:
        return "no"
    return str(value) if value in ("auto", "manual") else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _TEXT_LENGTH else None


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, list):
        yield from (item for item in value[:_LIST_LENGTH] if isinstance(item, str) and len(item) <= _TEXT_LENGTH)


def _parameters(value: object) -> int | None:
    return _count(value.get("total")) if isinstance(value, dict) else None


def _bearable(card: dict[str, object]) -> bool:
    return len(json.dumps(card, ensure_ascii=False).encode("utf-8", "replace")) <= limits.FRONT_MATTER_BYTES
