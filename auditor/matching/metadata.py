"""Rules on metadata and file lists: each signal is true, false or unknown, and says what it saw.

What an incomplete listing or a silent answer of the Hub does not show is unknown, never absent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auditor.catalog.metadata import MetadataRule, Signal
from auditor.matching.listing import Listing
from auditor.matching.shards import complete_sets, weight_bytes
from auditor.matching.stated import Stated
from auditor.nouns import (
    Basis,
    DocumentKind,
    Finding,
    Gap,
    GapReason,
    Grade,
    HubMetadata,
    ModelSnapshot,
    Quantity,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the signals look at."""

    snapshot: ModelSnapshot
    listing: Listing
    stated: Stated
    relations: tuple[str, ...]
    configs: tuple[tuple[str, Mapping[str, object]], ...]

    @property
    def metadata(self) -> HubMetadata:
        """The Hub's answer; an empty one where there was none."""
        return self.snapshot.metadata or HubMetadata()


#: (true, false or unknown; what was seen; a number seen)
Seen = tuple[bool | None, str, Quantity | None]


def look(snapshot: ModelSnapshot, listing: Listing, stated: Stated, relations: tuple[str, ...]) -> Look:
    """Gather what the signals look at: the configuration documents are parsed once."""
    configs = tuple(
        (document.path, _object(document.text))
        for document in snapshot.documents_of(DocumentKind.CONFIG, DocumentKind.ADAPTER_CONFIG)
    )
    return Look(snapshot=snapshot, listing=listing, stated=stated, relations=relations, configs=configs)


def _object(text: str) -> Mapping[str, object]:
    """A JSON object, or an empty one: configurations come from outside and may be anything."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def find_metadata(rules: tuple[MetadataRule, ...], seen: Look) -> tuple[Finding, ...]:
    """One finding for each rule, in the order of the ids."""
    return tuple(_finding(rule, seen) for rule in sorted(rules, key=lambda rule: rule.id))


def _finding(rule: MetadataRule, seen: Look) -> Finding:
    answers = [(signal, _SIGNALS[signal.kind](signal, seen)) for signal in rule.signal]
    values = [answer[0] for _, answer in answers]
    if rule.every:
        state = False if False in values else None if None in values else True
    else:
        state = True if True in values else None if None in values else False
    if state is None:
        return Finding(
            rule=rule.id,
            verdict=Verdict.UNKNOWN,
            basis=Basis.METADATA,
            grade=Grade.OBSERVED,
            confidence=1.0,
            gap=_gap(seen),
        )
    shown = [(signal.value or text) for signal, (value, text, _) in answers if value]
    number = next((quantity for _, (value, _, quantity) in answers if value and quantity), None)
    return Finding(
        rule=rule.id,
        verdict=Verdict.FOUND if state else Verdict.ABSENT,
        basis=Basis.METADATA,
        grade=Grade.OBSERVED,
        confidence=0.98,
        value=", ".join(dict.fromkeys(text for text in shown if text)) if state else "",
        quantity=number,
    )


def _gap(seen: Look) -> Gap:
    if seen.snapshot.source == "catalog":
        return Gap(document="listing", reason=GapReason.OUTSIDE_HUB, detail="known from the catalog only")
    if not seen.listing.complete:
        return Gap(document="listing", reason=GapReason.NO_LISTING)
    return Gap(document="metadata", reason=GapReason.NO_LISTING, detail="the Hub's answer is not at hand")


def _file(signal: Signal, seen: Look) -> Seen:
    found = seen.listing.matches(signal.any_of, signal.avoid)
    if not found:
        return (False if seen.listing.complete else None), "", None
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return True, found[0].path + more, None


def _shards(signal: Signal, seen: Look) -> Seen:
    state, text = complete_sets(seen.listing, signal.any_of, signal.avoid)
    if state is None:
        return (False if seen.listing.complete else None), "", None
    if not state and not seen.listing.complete:
        # Parts that an incomplete listing does not name may well be there.
        return None, "", None
    return state == (signal.is_ == "complete"), text, None


def _gate(signal: Signal, seen: Look) -> Seen:
    gated = seen.metadata.gated
    return (None if gated is None else gated in signal.any_of), gated or "", None


def _gate_asks(signal: Signal, seen: Look) -> Seen:
    fields = seen.stated.data.get("extra_gated_fields")
    if not isinstance(fields, Mapping):
        return (False if seen.stated.known else None), "", None
    names = [str(name) for name in fields]
    if not signal.any_of:
        return bool(names), ", ".join(names)[:200], None
    hits = [name for name in names if set(_words(name)) & set(signal.any_of)]
    return bool(hits), ", ".join(hits)[:200], None


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _config(signal: Signal, seen: Look) -> Seen:
    for path, table in seen.configs:
        value: object = table
        for part in signal.key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None and (not signal.any_of or str(value).casefold() in signal.any_of):
            shown = str(value) if isinstance(value, (str, int, float)) else ""
            return True, f"{path}: {signal.key}{' ' + shown[:80] if shown else ''}", None
    listed = seen.listing.matches(("config.json", "adapter_config.json"))
    settled = seen.configs or (seen.listing.complete and not listed)
    return (False if settled else None), "", None


def _tag(signal: Signal, seen: Look) -> Seen:
    tags = {tag.casefold() for tag in (*seen.metadata.tags, *seen.stated.values("tags"))}
    hit = next((tag for tag in signal.any_of if tag in tags), None)
    known = bool(seen.metadata.tags) or seen.stated.known
    return (True if hit else False if known else None), hit or "", None


def _library(signal: Signal, seen: Look) -> Seen:
    name = seen.metadata.library_name or next(iter(seen.stated.values("library_name")), None)
    known = name is not None or seen.stated.known
    return (name is not None and name.casefold() in signal.any_of) if known else None, name or "", None


def _relation(signal: Signal, seen: Look) -> Seen:
    hit = next((relation for relation in seen.relations if relation in signal.any_of), None)
    known = seen.stated.known or seen.snapshot.metadata is not None
    return (True if hit else False if known else None), hit or "", None


def _name(signal: Signal, seen: Look) -> Seen:
    words = _words(seen.snapshot.id.rpartition("/")[2])
    hit = next((word for word in words if word in signal.any_of), None)
    return hit is not None, hit or "", None


def _parameters(signal: Signal, seen: Look) -> Seen:
    number = seen.metadata.parameters
    if number is None:
        return (None if seen.snapshot.metadata is None else False), "", None
    return True, f"{number:,} parameters", Quantity(number=float(number), unit="parameters")


def _size(signal: Signal, seen: Look) -> Seen:
    size = weight_bytes(seen.listing, signal.any_of)
    if size is None:
        return (None if not seen.listing.complete else False), "", None
    return True, f"{size / 1e9:.1f} GB", Quantity(number=float(size), unit="bytes")


def _state(signal: Signal, seen: Look) -> Seen:
    told = {"private": seen.metadata.private, "disabled": seen.metadata.disabled}
    reasons = {gap.reason for gap in seen.snapshot.gaps}
    if "disabled" in signal.any_of and GapReason.DISABLED in reasons:
        return True, "disabled", None
    values = [told[word] for word in signal.any_of if word in told]
    return (True if True in values else None if None in values else False), ", ".join(signal.any_of), None


def _card_key(signal: Signal, seen: Look) -> Seen:
    if not seen.stated.known:
        return None, "", None
    values = seen.stated.values(signal.key)
    if not signal.any_of:
        return seen.stated.data.get(signal.key) is not None, signal.key, None
    hit = next((value for value in values if value.casefold() in signal.any_of), None)
    return hit is not None, f"{signal.key}: {hit}" if hit else "", None


_SIGNALS: dict[str, Callable[[Signal, Look], Seen]] = {
    "file": _file,
    "shards": _shards,
    "gate": _gate,
    "gate-asks": _gate_asks,
    "config": _config,
    "tag": _tag,
    "library": _library,
    "relation": _relation,
    "name": _name,
    "parameters": _parameters,
    "size": _size,
    "state": _state,
    "card-key": _card_key,
}
