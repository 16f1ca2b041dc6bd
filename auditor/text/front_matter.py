"""The YAML block on top of a card: what it says, where each key stands, and what is wrong with it.

Never raises, whatever the text. YAML 1.2 in what matters to a card: `no`, `on`, `1:30` and dates stay text. Aliases
and tags are refused, depth and size are limited, a repeated key is a fault (the last one wins, as on the Hub).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from auditor import limits
from auditor.text.yaml_reader import BrokenYaml, RefusedYaml, read_value

#: Keys of the Hub's card format; a near miss of one of them is read under its right name, with a fault.
KNOWN_KEYS = (
    "license",
    "license_name",
    "license_link",
    "license_details",
    "base_model",
    "base_model_relation",
    "new_version",
    "datasets",
    "language",
    "library_name",
    "pipeline_tag",
    "tags",
    "metrics",
    "model-index",
    "co2_eq_emissions",
    "extra_gated_heading",
    "extra_gated_description",
    "extra_gated_prompt",
    "extra_gated_fields",
    "extra_gated_button_content",
    "inference",
    "widget",
    "thumbnail",
)
_SPELLINGS = {
    "licence": "license",
    "licenses": "license",
    "licence_name": "license_name",
    "licence_link": "license_link",
}
_FENCE = re.compile(r"---[ \t]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_TOP_KEY = re.compile(
    r"""(?m)^(?:"([^"\r\n]{1,200})"|'([^'\r\n]{1,200})'|([^\s#'"\-?:,\[\]{}&*!|>%@`][^\r\n:#]{0,200}?))"""
    r"""[ \t]*:(?=[ \t\r\n]|\Z)"""
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The block of a card. `data` is empty where there is none or it cannot be read; then `faults` says why.

    `start` and `end` are the offsets of the YAML between the fences, `body_start` where the card's text begins.
    """

    data: dict[str, Any] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    body_start: int = 0
    faults: tuple[str, ...] = ()
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: Right name of a key -> the name as it stands in the card.
    spelled: dict[str, str] = field(default_factory=dict)

    def place(self, key: str) -> tuple[int, int] | None:
        """Start and end of a top-level key with its value, in the card's text."""
        return self.places.get(self.spelled.get(key, key))

    def get(self, key: str) -> Any:
        """The value under `key`, also where the card misspells it; None if it is not there."""
        return self.data.get(self.spelled.get(key, key))

    def spelled_right(self, key: str) -> str:
        """The right name of a key as it stands in the card."""
        return next((right for right, wrong in self.spelled.items() if wrong == key), key)

    def has(self, key: str) -> bool:
        """Whether the key is there, whatever its value."""
        return self.spelled.get(key, key) in self.data


def parse(text: str) -> FrontMatter:
    """The front matter of a card's text. Any text is answered; what is wrong stands in `faults`."""
    block = _block(text)
    if block is None:
        return FrontMatter()
    start, end, body, unclosed = block
    if unclosed:
        return FrontMatter(faults=("the front matter is not closed",))
    source = text[start:end]
    if len(source.encode("utf-8", "replace")) > limits.FRONT_MATTER_BYTES:
        return FrontMatter(start=start, end=end, body_start=body, faults=("the front matter is too large",))
    data, faults = _load(source)
    places, repeated = _places(text, start, end)
    faults += [f"the key {key!r} is given twice" for key in repeated]
    spelled = _spelled(data)
    faults += [f"the key {wrong!r} should be {right!r}" for right, wrong in spelled.items()]
    return FrontMatter(data, start, end, body, tuple(faults), places, spelled)


def _block(text: str) -> tuple[int, int, int, bool] | None:
    """Start and end of the YAML, start of the body, and whether the closing fence is missing.

    The Hub's own expression, `^(\\s*---(?:\\r\\n|\\r|\\n))([\\S\\s]*?)((?:\\r\\n|\\r|\\n)---[ \\t]*(\\r\\n|\\n|$))`,
    read without backtracking; a byte order mark in front is passed over.
    """
    at = 1 if text.startswith("\ufeff") else 0
    at += len(text[at:]) - len(text[at:].lstrip()) if text[at : at + 1].isspace() else 0
    if not text.startswith("---", at):
        return None
    opening = _LINE_END.match(text, at + 3)
    if opening is None:
        return None
    start = opening.end()
    seek = opening.start()
    while (close := _next_fence(text, seek)) is not None:
        line, after = close
        if line[0] >= start or line[1] == start:
            return start, max(start, line[0]), after, False
        seek = line[1]
    return start, len(text), 0, True


def _next_fence(text: str, seek: int) -> tuple[tuple[int, int], int] | None:
    """The next line end followed by a closing fence: (its start and end, offset after the fence)."""
    while (dashes := text.find("---", seek)) >= 0:
        before = 2 if text[max(0, dashes - 2) : dashes] == "\r\n" else 1
        if dashes and text[dashes - 1] in "\r\n":
            closing = _FENCE.match(text, dashes)
            if closing:
                return (dashes - before, dashes), closing.end()
        seek = dashes + 3
    return None


def _load(source: str) -> tuple[dict[str, Any], list[str]]:
    clean, faults = _cleaned(source)
    try:
        value = read_value(clean, faults)
    except RefusedYaml as reason:
        return {}, [*faults, str(reason)]
    except (BrokenYaml, ValueError, OverflowError) as reason:
        line = getattr(reason, "line", None)
        where = f" in line {line}" if line else ""
        return {}, [*faults, f"the front matter is no YAML{where}"]
    if value is None:
        return {}, faults
    if not isinstance(value, dict):
        return {}, [*faults, "the front matter is no table of keys"]
    return value, faults


def _cleaned(source: str) -> tuple[str, list[str]]:
    """The block with what no YAML reader takes put right: tabs in indentation, control characters, CR CR LF."""
    faults = []
    clean = re.sub(r"\r+\n|\r", "\n", source)
    if "\t" in clean:
        clean = clean.replace("\t", "  ")
        faults.append("the front matter has tabs")
    kept = re.sub(r"[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", clean)
    if len(kept) != len(clean):
        faults.append("the front matter has control characters")
    return kept, faults


def _places(text: str, start: int, end: int) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Where each top-level key stands with its value; of a repeated key the last one, which also wins."""
    found: list[tuple[str, int]] = []
    for match in _TOP_KEY.finditer(text, start, end):
        found.append(((match[1] or match[2] or match[3]).strip(), match.start()))
    places: dict[str, tuple[int, int]] = {}
    repeated = []
    for number, (key, at) in enumerate(found):
        until = found[number + 1][1] if number + 1 < len(found) else end
        if key in places and key not in repeated:
            repeated.append(key)
        places[key] = (at, at + len(text[at:until].rstrip()))
    return places, repeated


def _spelled(data: dict[str, Any]) -> dict[str, str]:
    return dict(_misspelt(data))


def _misspelt(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in data:
        if key in KNOWN_KEYS:
            continue
        folded = key.strip().lower().replace(" ", "_")
        right = _SPELLINGS.get(folded) or (folded if folded in KNOWN_KEYS else _near(folded))
        if right and right not in data:
            yield right, key


def _near(key: str) -> str | None:
    if len(key) < 5 or len(key) > 40:
        return None
    near = difflib.get_close_matches(key.replace("-", "_"), KNOWN_KEYS, n=1, cutoff=0.85)
    return near[0] if near else None
