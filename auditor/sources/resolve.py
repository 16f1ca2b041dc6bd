"""--resolve: whether the data sets and bases that a model names are on the Hub, how gated, and under which license.

One request to the Hub's API each. What gives no answer leaves a gap and stays unknown; nothing is concluded from it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from auditor import limits
from auditor.names import hub_id_fault
from auditor.nouns import DocumentKind, Gap, GapReason, ModelSnapshot, Resolved
from auditor.sources.assemble import card_data
from auditor.sources.bases import named_bases
from auditor.sources.hub_answers import failure, refusal_of
from auditor.sources.hub_http import Answer, RequestFailed
from auditor.sources.metadata import hub_metadata, parse_answer

if TYPE_CHECKING:
    from auditor.sources.hub import HubSource

_FIELDS = urlencode([("expand", name) for name in ("disabled", "gated", "private", "tags")])
_DATASET_LINK = re.compile(
    r"(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co)|\]\()/datasets/([A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}")
_LICENSE_TAG = "license:"
#: (dataset or model, id)
Named = tuple[str, str]


def with_resolved(snapshot: ModelSnapshot, hub: HubSource) -> ModelSnapshot:
    """The snapshot with the Hub's answer on each repository that it names, and a gap for each that got none."""
    named = named_repositories(snapshot)
    asked = named[: limits.RESOLVED_PER_MODEL]
    answers = hub.ask_all(lambda item: ask(item, lambda path: hub.ask(path, snapshot.id), hub.endpoint), asked)
    gaps = [item for item in answers if isinstance(item, Gap)]
    if len(named) > len(asked):
        detail = f"only {len(asked)} of {len(named)} named repositories were asked for"
        gaps.append(Gap(document="named repositories", reason=GapReason.TOO_LARGE, detail=detail))
    found = tuple(item for item in answers if isinstance(item, Resolved))
    return dataclasses.replace(snapshot, resolved=(*snapshot.resolved, *found), gaps=(*snapshot.gaps, *gaps))


def named_repositories(snapshot: ModelSnapshot) -> tuple[Named, ...]:
    """The data sets and bases of the card's metadata, and the data sets that its text links, each once, in order."""
    cards = snapshot.documents_of(DocumentKind.CARD)
    listed = card_data(snapshot.metadata, cards[0] if cards else None) or {}
    given = listed.get("datasets")
    names = [name.strip() for name in (given if isinstance(given, list) else [given]) if isinstance(name, str)]
    if cards:
        names += [found[1].rstrip(".") for found in _DATASET_LINK.finditer(cards[0].text)]
    datasets: dict[str, Named] = {}
    for name in filter(_is_id, names):
        datasets.setdefault(name.casefold(), ("dataset", name))
    bases = [("model", name) for name in named_bases(snapshot) if _is_id(name)]
    return (*datasets.values(), *bases)


def _is_id(name: str) -> bool:
    return hub_id_fault(name) is None if "/" in name else _NAME.fullmatch(name) is not None


def ask(named: Named, get: Callable[[str], Answer], endpoint: str) -> Resolved | Gap:
    """What the Hub says of one repository. Missing and private are one answer: nobody else can see it."""
    kind, name = named
    try:
        answer = get(f"/api/{kind}s/{name}?{_FIELDS}")
    except RequestFailed as fault:
        return failure(fault).gap(name)
    found = parse_answer(answer.body) if answer.status == 200 else None
    if found is not None and len(answer.body) <= limits.METADATA_BYTES:
        return _resolved(kind, name, found)
    if answer.status == 200:
        detail = "the Hub's answer is no JSON object, or too large"
        return Gap(document=name, reason=GapReason.UNREADABLE, detail=detail)
    refusal = refusal_of(answer, name, None, f"{endpoint}/{name}", None)
    if refusal.reason in (GapReason.PRIVATE_OR_MISSING, GapReason.DISABLED):
        return Resolved(repo_type=kind, id=name, exists=False)
    return refusal.gap(name)


def _resolved(kind: str, name: str, answer: dict[str, object]) -> Resolved:
    told = hub_metadata(answer)
    licenses = [tag.removeprefix(_LICENSE_TAG) for tag in told.tags if tag.startswith(_LICENSE_TAG)]
    there = not told.private and not told.disabled
    return Resolved(
        repo_type=kind, id=name, exists=there, gated=told.gated, license=licenses[0] if licenses else None
    )
