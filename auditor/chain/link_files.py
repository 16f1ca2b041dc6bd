"""Models that files name: configurations, pipelines, merge recipes (a file, or a block of the card), weight headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.chain.links import UNSAID, How, Link, is_id, json_object, place
from auditor.nouns import Document, DocumentKind, Evidence, ModelSnapshot

#: Keys of configuration files that name another model.
_BASE_KEYS = ("_name_or_path", "base_model_name_or_path")
#: Keys of a pipeline's part that is loaded from another repository.
_PART_KEYS = ("repo", "repo_id", "pretrained_model_name_or_path")
_PIPELINES = ("model_index.json", "modular_model_index.json")
#: Parts of a pipeline that are looked at.
_PARTS = 100


def configured(snapshot: ModelSnapshot) -> Iterator[Link]:
    """Bases in config.json, adapter_config.json and, with its parts, a pipeline's model_index.json."""
    for document in snapshot.documents_of(DocumentKind.CONFIG, DocumentKind.ADAPTER_CONFIG):
        data = json_object(document)
        relation = "adapter" if document.kind is DocumentKind.ADAPTER_CONFIG else UNSAID
        for key in _BASE_KEYS:
            value = data.get(key)
            if isinstance(value, str) and is_id(value):
                yield Link(target=value, relation=relation, how=How.CONFIG, evidence=_quoted(document, value))
        if document.path in _PIPELINES:
            yield from _parts(document, data)


def _parts(document: Document, data: dict[str, object]) -> Iterator[Link]:
    """Parts of a pipeline that come from other repositories: several models put together, a merge."""
    for value in list(data.values())[:_PARTS]:
        for part in value if isinstance(value, list) else [value]:
            named = [part.get(key) for key in _PART_KEYS] if isinstance(part, dict) else [None]
            for name in named:
                if isinstance(name, str) and is_id(name):
                    yield Link(target=name, relation="merge", how=How.CONFIG, evidence=_quoted(document, name))


_BLOCK = re.compile(r"^```ya?ml[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
#: "model: a/b", "base_model: a/b", "- model: a/b+c/d" (a model with an adapter put on it).
_LINE = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:model|base_model|source_model)[ \t]*:[ \t]*[\"']?([\w.-]{1,96}/[\w.-]{1,96})"
    r"(?:\+([\w.-]{1,96}/[\w.-]{1,96}))?",
    re.MULTILINE,
)


def recipes(snapshot: ModelSnapshot) -> Iterator[Link]:
    """Models of a merge recipe: a mergekit file, or a YAML block of the card with a merge method."""
    for document in snapshot.documents_of(DocumentKind.CONFIG):
        if document.path.endswith((".yml", ".yaml")):
            yield from _merged(document, 0, len(document.text))
    for card in snapshot.documents_of(DocumentKind.CARD):
        for block in _BLOCK.finditer(card.text):
            if "merge_method" in block.group(1) or "slices" in block.group(1):
                yield from _merged(card, block.start(1), block.end(1))


def _merged(document: Document, start: int, end: int) -> Iterator[Link]:
    for line in _LINE.finditer(document.text, start, end):
        for group in (1, 2):
            if line.group(group) and is_id(line.group(group)):
                evidence = place(document, line.start(group), line.end(group))
                yield Link(target=line.group(group), relation="merge", how=How.RECIPE, evidence=evidence)


def headed(snapshot: ModelSnapshot) -> Iterator[Link]:
    """Bases that a weight file names in its header; a GGUF file is a conversion of them."""
    for header in snapshot.headers:
        relation = "quantized" if header.path.lower().endswith(".gguf") else UNSAID
        for name in header.base_models:
            if is_id(name):
                yield Link(target=name, relation=relation, how=How.HEADER)


def _quoted(document: Document, value: str) -> Evidence | None:
    at = document.text.find(value)
    return place(document, at, at + len(value)) if at >= 0 else None
