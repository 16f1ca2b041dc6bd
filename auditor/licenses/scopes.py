"""Which part of a release a license file is about, from its name and first words: weights, code, data …"""

from __future__ import annotations

import re

from auditor.nouns import Component

#: Words of a file name, or of a folder that holds it, that say what the license is for.
_NAMES: dict[str, Component] = {
    **dict.fromkeys(
        ("weights", "weight", "model", "models", "checkpoint", "checkpoints", "parameters"), Component.WEIGHTS
    ),
    **dict.fromkeys(("code", "src", "source", "software", "scripts", "inference", "training"), Component.CODE),
    **dict.fromkeys(("data", "dataset", "datasets", "corpus"), Component.DATA),
    **dict.fromkeys(("docs", "doc", "documentation"), Component.DOCS),
    **dict.fromkeys(("outputs", "output"), Component.OUTPUTS),
}
_WORD = re.compile(r"[a-z]+")
#: "This license applies to the source code", "covers the model weights only" in the head of a text.
_APPLIES = re.compile(
    r"\b(?:this (?:license|licence|agreement|file)|the following (?:license|licence|terms)|these terms)\s+"
    r"(?:only\s+)?(?:applies|apply|covers|cover|governs|govern|is|are)\s+(?:only\s+)?(?:to|for|the)?\s*"
    r"(?:the\s+|all\s+|any\s+|our\s+|its\s+)*(?:released\s+|source\s+|model\s+|training\s+|pretrained\s+|pre-trained\s+)*"
    r"(weights|checkpoints?|parameters|models?|code|scripts|software|data(?:sets?)?|documentation|outputs?)\b",
    re.IGNORECASE,
)
_HEAD = 600


def scope_of(path: str, text: str) -> Component | None:
    """The component that a license file is about, or None if neither its name nor its head says so."""
    folders, _, name = path.casefold().rpartition("/")
    stem = re.sub(r"\.(?:md|txt|rst|html?|pdf)$", "", name)
    named = {_NAMES[word] for word in _WORD.findall(stem) if word in _NAMES}
    if len(named) == 1:
        return named.pop()
    if not named and folders:
        last = {_NAMES[word] for word in _WORD.findall(folders.rpartition("/")[2]) if word in _NAMES}
        if len(last) == 1:
            return last.pop()
    found = {
        _NAMES[match.group(1).casefold().removesuffix("s")]
        if match.group(1).casefold() not in _NAMES
        else _NAMES[match.group(1).casefold()]
        for match in _APPLIES.finditer(text[:_HEAD])
    }
    return found.pop() if len(found) == 1 else None
