"""Values of front matter keys, judged by the words that a signal gives: filled, ids, hub-id, url and so on."""

from __future__ import annotations

import re
from typing import Any

from auditor.matching.card_reading import CardReading
from auditor.matching.card_targets import hub_id
from auditor.matching.card_words import Plan

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96}")
_LICENSE = re.compile(r"[A-Za-z0-9][\w.+ -]{1,60}")
_NO_LICENSE = frozenset({"other", "unknown"})
_EMPTY = frozenset(
    {
        "",
        "none",
        "n/a",
        "na",
        "null",
        "todo",
        "tbd",
        "unknown",
        "more information needed",
        "[more information needed]",
        "-",
        "?",
    }
)


def texts_of(value: Any) -> list[str]:
    """The texts of a value: itself, or those of a list (the first thousand)."""
    rows = value[:1000] if isinstance(value, list) else [value]
    return [
        str(row)
        for row in rows
        if isinstance(row, (str, int, float)) and not isinstance(row, bool) and str(row).strip().lower() not in _EMPTY
    ]


def front_matter_holds(plan: Plan, reading: CardReading, value: Any) -> list[str] | None:
    """The names or addresses in the value if it is what the signal asks for; None if it is not."""
    words = plan.value or ("filled",)
    texts = texts_of(value)
    for word in words:
        rows = _holds(word, value, texts, reading)
        if rows is not None:
            return rows
    if plan.phrases and texts and not plan.phrases.isdisjoint(reading.met_by(" ".join(texts)[:4000])):
        return []
    return None


def _holds(word: str, value: Any, texts: list[str], reading: CardReading) -> list[str] | None:
    own = reading.own_id.lower()
    if word == "any":
        return []
    if word == "filled":
        return [] if texts or (isinstance(value, (dict, list)) and value) or isinstance(value, bool) else None
    if word == "empty":
        return [] if not texts and not isinstance(value, (dict, bool)) else None
    if word == "unusable":
        return [] if not texts or isinstance(value, (int, float)) else None
    if word == "ids":
        return texts if texts and not isinstance(value, (int, float)) else None
    if word == "url":
        return [text for text in texts if re.match(r"https?://", text)] or None
    if word == "number":
        return [] if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    if word == "own-id":
        return [text for text in texts if text.lower() == own] or None
    if word == "hub-id":
        return [name for text in texts if (name := _hub_name(text)) and name.lower() != own] or None
    if word == "license-id":
        named = [text for text in texts if _LICENSE.fullmatch(text) and text.lower() not in _NO_LICENSE]
        return texts if texts and len(named) == len(texts) else None
    return None


def _hub_name(text: str) -> str | None:
    return text if _HUB_ID.fullmatch(text) else hub_id(text, "link")
