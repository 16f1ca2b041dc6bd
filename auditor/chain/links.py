"""What a repository says it was made from: front matter and Hub, configuration files, recipes in the card, prose."""

from __future__ import annotations

import fnmatch
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from auditor.catalog.inheritance import RELATIONS, Inheritance, Unsaid
from auditor.errors import AuditorError
from auditor.matching.stated import Stated, stated
from auditor.names import dataset_ref, parse_model
from auditor.nouns import Document, DocumentKind, Evidence, ModelSnapshot

#: More parents than this of one model, or data sets, are counted, not followed.
MOST_PARENTS = 40
#: A relation that the statement of a link leaves open.
UNSAID = ""


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
    """All links of a model, each target once, and how many parents and data sets there are beyond the limit."""

    parents: tuple[Link, ...]
    datasets: tuple[Link, ...]
    successor: Link | None
    left_out: int = 0
    datasets_left_out: int = 0


def links_of(snapshot: ModelSnapshot, rules: Inheritance) -> Links:
    """The links of a snapshot. The strongest statement of a target wins: declared, configuration, recipe, prose."""
    from auditor.chain.link_files import configured, headed, recipes
    from auditor.chain.link_prose import told

    own = {snapshot.id.casefold(), snapshot.requested.casefold()}
    found: dict[str, Link] = {}
    read = (_declared(snapshot), configured(snapshot), recipes(snapshot), headed(snapshot), told(snapshot, rules))
    for link in itertools.chain.from_iterable(read):
        if link.target.casefold() not in own:
            found.setdefault(link.target.casefold(), link)
    parents = list(found.values())
    if any(link.how is not How.INFERRED for link in parents):
        # Prose is only asked where nothing else answers: it also names models that are compared with.
        parents = [link for link in parents if link.how is not How.INFERRED]
    said = stated(snapshot)
    datasets = tuple(_datasets(said))
    newer = next((name for name in said.values("new_version") if is_id(name) and name.casefold() not in own), None)
    shown = _with_relations(parents[:MOST_PARENTS], snapshot, rules.unsaid)
    return Links(
        parents=shown,
        datasets=datasets[:MOST_PARENTS],
        successor=_successor(newer, said) if newer else None,
        left_out=max(len(parents), _count(said, "base_model")) - len(shown) if len(parents) > MOST_PARENTS else 0,
        datasets_left_out=max(_count(said, "datasets") - MOST_PARENTS, 0),
    )


def _declared(snapshot: ModelSnapshot) -> Iterator[Link]:
    said = stated(snapshot)
    place = said.evidence("base_model")
    answered = snapshot.metadata.base_models if snapshot.metadata else ()
    several = "merge" if len(answered) > 1 else UNSAID
    for relation, name in answered:
        yield Link(target=name, relation=relation or several, how=How.DECLARED, evidence=place)
    names = said.values("base_model")
    relation = next(iter(said.values("base_model_relation")), UNSAID)
    known = relation if relation in RELATIONS else ("merge" if len(names) > 1 else UNSAID)
    for name in filter(is_id, names):
        yield Link(target=name, relation=known, how=How.DECLARED, evidence=place)


def _datasets(said: Stated) -> Iterator[Link]:
    place = said.evidence("datasets")
    for name in dict.fromkeys(said.values("datasets")):
        if dataset_ref(name) is not None:
            yield Link(target=name, relation="dataset", how=How.DECLARED, evidence=place)


def _successor(name: str, said: Stated) -> Link:
    return Link(target=name, relation="new-version", how=How.DECLARED, evidence=said.evidence("new_version"))


def _count(said: Stated, key: str) -> int:
    """How many entries a key has, those beyond any limit included."""
    value = said.data.get(key)
    return len(value) if isinstance(value, list) else 1 if value else 0


def _with_relations(links: list[Link], snapshot: ModelSnapshot, rules: tuple[Unsaid, ...]) -> tuple[Link, ...]:
    """The links with the relation that the repository shows where none is stated: a fine-tune where it shows none."""
    if all(link.relation for link in links):
        return tuple(links)
    shown = next((rule.relation for rule in rules if _shows(rule, snapshot)), "finetune")
    return tuple(link if link.relation else replace(link, relation=shown) for link in links)


def _shows(rule: Unsaid, snapshot: ModelSnapshot) -> bool:
    tags = {tag.casefold() for tag in (*stated(snapshot).values("tags"), *_hub_tags(snapshot))}
    if tags.intersection(rule.tags):
        return True
    names = [entry.path.rpartition("/")[2].casefold() for entry in snapshot.files or ()]
    if any(fnmatch.filter(names, pattern) for pattern in rule.files):
        return True
    configs = (json_object(document) for document in snapshot.documents_of(DocumentKind.CONFIG))
    return any(key in data for data in configs for key in rule.config)


def _hub_tags(snapshot: ModelSnapshot) -> tuple[str, ...]:
    return snapshot.metadata.tags if snapshot.metadata else ()


def json_object(document: Document) -> dict[str, object]:
    """The JSON object that a document holds, or an empty one: configurations come from outside and may be anything."""
    try:
        data = json.loads(document.text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def is_id(text: str) -> bool:
    """Whether this is ORG/NAME of a Hub, without revision."""
    try:
        ref = parse_model(text)
    except AuditorError:
        return False
    return ref.kind == "hub" and ref.revision is None and text.count("/") == 1


def place(document: Document, start: int, end: int) -> Evidence:
    """The evidence at these offsets."""
    text = document.text
    return Evidence(
        document=document.path, start=start, end=end, line=text.count("\n", 0, start) + 1, quote=text[start:end]
    )
