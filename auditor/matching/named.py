"""The names a text gives to its parties and its subject: "Sandpiper Inc. (“Sandpiper”)", "“Artifact” means the model".

Rules speak of the licensor, the licensee, the model and its outputs. A text that calls them otherwise is read as if it
used those words. Which clues tell what is named is data (`roles` in rules/language).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from auditor.matching.clause_index import ClauseIndex
from auditor.text.words import Words

#: Names that one text gives; a text that gives more is no license.
MOST = 12
#: Characters before and behind a name within which a clue tells what is named.
BEFORE, AFTER = 90, 140

_WORD = r"([A-Z][A-Za-z0-9-]{2,30})"
#: "… Inc. ("Sandpiper")", "… (hereinafter “the Hospital”)"
_BRACKETED = re.compile(rf"\([^()\"“”\n]{{0,40}}[\"“](?:the |The )?{_WORD}[\"”][^()\n]{{0,60}}\)")
#: "“Artifact” means …"
_DEFINED = re.compile(
    rf"[\"“](?:the |The )?{_WORD}[\"”],?\s(?:shall |will )?(?:means?|refers? to|denotes?|is|are|designates?)\s"
)


def renamed(text: str, words: Words, index: ClauseIndex) -> list[str]:
    """The words of `text` with the names of its parties and its subject replaced by the words that the rules use.

    Only names that the rules do not know, and only where they are written with a capital.
    """
    roles = _names(text, index)
    if not roles:
        return words.words
    return [
        roles[word] if word in roles and text[start].isupper() else word
        for word, start in zip(words.words, words.starts, strict=True)
    ]


def _names(text: str, index: ClauseIndex) -> dict[str, str]:
    """Each name, folded, with the role it stands for."""
    found: dict[str, str] = {}
    if '"' not in text and "“" not in text:
        return found
    for pattern in (_DEFINED, _BRACKETED):
        for match in pattern.finditer(text):
            if len(found) >= MOST:
                return found
            name = match.group(1).lower()
            if name in found or name in index.no_names or "-" in name or index.lexicon[name].mask:
                continue
            if pattern is _DEFINED:
                clues = _clues(index).findall(text[match.end():match.end() + AFTER].lower())
                role = index.roles[clues[0]] if clues else ""
            else:
                clues = _clues(index).findall(text[max(0, match.start() - BEFORE):match.start()].lower())
                role = index.roles[clues[-1]] if clues else ""
            if role:
                found[name] = role
    return found


def _clues(index: ClauseIndex) -> re.Pattern[str]:
    return _compiled(tuple(index.roles))


@cache
def _compiled(clues: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(clues, key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, ordered))})(?![a-z])")
