"""What a repository says it was made from: front matter and Hub, configuration files, recipes in the card, prose."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from auditor.catalog.inheritance import RELATIONS, Inheritance
from auditor.errors import AuditorError
from auditor.matching.stated import stated
from auditor.names import parse_model
from auditor.nouns import Document, DocumentKind, Evidence, ModelSnapshot

#: More parents than this of one model are counted, not followed.
MOST_PARENTS = 40


class How(StrEnum):
    """Where a link comes from; INFERRED links are read out of prose."""

    DECLARED = "declared"
    CONFIG = "config"
    RECIPE = "recipe"
    HEADER = "header"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A parent, a data set or a successor of a model. `relation` is finetune, adapter, merge, quantized, dataset or
    new-version; `evidence` where it is said, None where only the Hub says so."""

    target: str
    relation: str
    how: How
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """All links of a model, each target once, and how many parents there are beyond the limit."""

    parents: tuple[Link, ...]
    datasets: tuple[Link, ...]
    successor: Link | None
    left_out: int = 0


def links_of(snapshot: ModelSnapshot, rules: Inheritance) -> Links:
    """The links of a snapshot. The strongest statement of a target wins: declared, configuration, recipe, prose."""
    own = {snapshot.id.casefold(), snapshot.requested.casefold()}
    found: dict[str, Link] = {}
    read = (_declared(snapshot), _configured(snapshot), _recipes(snapshot), _headers(snapshot), _prose(snapshot, rules))
    for link in itertools.chain.from_iterable(read):
        if link.target.casefold() not in own:
            found.setdefault(link.target.casefold(), link)
    parents = list(found.values())
    if any(link.how is not How.INFERRED for link in parents):
        # Prose is only asked where nothing else answers: it also names models that are compared with.
        parents = [link for link in parents if link.how is not How.INFERRED]
    said = stated(snapshot)
    datasets = tuple(
        Link(target=name, relation="dataset", how=How.DECLARED, evidence=said.evidence("datasets"))
        for name in dict.fromkeys(said.values("datasets"))
    )
    newer = next((name for name in said.values("new_version") if _is_id(name)), None)
    return Links(
        parents=tuple(parents[:MOST_PARENTS]),
        datasets=datasets[:MOST_PARENTS],
        successor=Link(target=newer, relation="new-version", how=How.DECLARED) if newer else None,
        left_out=max(len(parents) - MOST_PARENTS, 0),
    )


def _declared(snapshot: ModelSnapshot) -> Iterator[Link]:
    said = stated(snapshot)
    for relation, name in snapshot.metadata.base_models if snapshot.metadata else ():
        yield Link(target=name, relation=relation or "finetune", how=How.DECLARED, evidence=said.evidence("base_model"))
    names = said.values("base_model")
    stated_relation = next(iter(said.values("base_model_relation")), "")
    relation = stated_relation if stated_relation in RELATIONS else ("merge" if len(names) > 1 else "finetune")
    for name in names:
        if _is_id(name):
            yield Link(target=name, relation=relation, how=How.DECLARED, evidence=said.evidence("base_model"))


#: Keys of configuration files that name another model, with the relation that the file implies.
_CONFIG_KEYS = (
    (DocumentKind.ADAPTER_CONFIG, "base_model_name_or_path", "adapter"),
    (DocumentKind.CONFIG, "_name_or_path", "finetune"),
    (DocumentKind.CONFIG, "base_model_name_or_path", "finetune"),
)


def _configured(snapshot: ModelSnapshot) -> Iterator[Link]:
    for document in snapshot.documents_of(DocumentKind.CONFIG, DocumentKind.ADAPTER_CONFIG):
        try:
            data = json.loads(document.text)
        except (ValueError, RecursionError):
            continue
        for kind, key, relation in _CONFIG_KEYS:
            value = data.get(key) if isinstance(data, dict) and document.kind is kind else None
            if isinstance(value, str) and _is_id(value):
                yield Link(target=value, relation=relation, how=How.CONFIG, evidence=_place(document, value))


_RECIPE = re.compile(r"^```ya?ml[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_RECIPE_LINE = re.compile(r"^[ \t]*(?:-[ \t]+)?(?:model|base_model)[ \t]*:[ \t]*[\"']?([\w.-]+/[\w.-]+)", re.MULTILINE)


def _recipes(snapshot: ModelSnapshot) -> Iterator[Link]:
    """Models of a merge recipe shown in the card: a YAML block with a merge method."""
    for card in snapshot.documents_of(DocumentKind.CARD):
        for block in _RECIPE.finditer(card.text):
            if "merge_method" not in block.group(1) and "slices" not in block.group(1):
                continue
            for line in _RECIPE_LINE.finditer(card.text, block.start(1), block.end(1)):
                if _is_id(line.group(1)):
                    evidence = _span(card, line.start(1), line.end(1))
                    yield Link(target=line.group(1), relation="merge", how=How.RECIPE, evidence=evidence)


def _headers(snapshot: ModelSnapshot) -> Iterator[Link]:
    """Bases that a weight file names in its header; a GGUF file is a conversion of them."""
    for header in snapshot.headers:
        relation = "quantized" if header.path.lower().endswith(".gguf") else "finetune"
        for name in header.base_models:
            if _is_id(name):
                yield Link(target=name, relation=relation, how=How.HEADER)


_HUB_ID = r"(?:\[)?(?:https?://(?:huggingface\.co|hf\.co)/)?`?\**([A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})"


def _prose(snapshot: ModelSnapshot, rules: Inheritance) -> Iterator[Link]:
    """Ids after words such as "fine-tuned from": inferred, and said so."""
    if not rules.prose:
        return
    words = "|".join(re.escape(text) for text in rules.prose)
    said = re.compile(rf"(?i:\b({words}))\s+(?:the\s+|a\s+)?(?:\w+\s+){{0,2}}?{_HUB_ID}")
    for card in snapshot.documents_of(DocumentKind.CARD):
        for found in said.finditer(card.text):
            target = found.group(2).rstrip(".")
            if _is_id(target) and not target.casefold().startswith(("datasets/", "spaces/", "docs/", "blog/")):
                relation = _relation_of(found.group(1).casefold())
                yield Link(
                    target=target,
                    relation=relation,
                    how=How.INFERRED,
                    evidence=_span(card, found.start(), found.end(2)),
                )


def _relation_of(words: str) -> str:
    if words.startswith(("quant", "conver")):
        return "quantized"
    if words.startswith(("adapter", "lora")):
        return "adapter"
    return "merge" if words.startswith("merge") else "finetune"


def _is_id(text: str) -> bool:
    try:
        ref = parse_model(text)
    except AuditorError:
        return False
    return ref.kind == "hub" and ref.revision is None and text.count("/") == 1


def _place(document: Document, value: str) -> Evidence | None:
    at = document.text.find(value)
    return _span(document, at, at + len(value)) if at >= 0 else None


def _span(document: Document, start: int, end: int) -> Evidence:
    text = document.text
    return Evidence(
        document=document.path, start=start, end=end, line=text.count("\n", 0, start) + 1, quote=text[start:end]
    )
