"""Licenses that a card's prose binds to a part of the release: "the code is under MIT, the weights under CC-BY-NC-4.0".

Only statements in the indicative count, with a component and a license in the same sentence. Known names are data
(rules/licenses); what is no known license is not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.licenses.known import KnownLicenses, known
from auditor.nouns import Component, Evidence, Grade
from auditor.text.decode import Lines

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.catalog.licenses import KnownLicense


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseMention:
    """A license that a card names for a component (None: for the model as a whole), with the sentence's clause."""

    component: Component | None
    license: str | None
    grade: Grade
    evidence: Evidence


#: What introduces a license: "is licensed under", "released under the terms of the", "available under".
_UNDER = re.compile(
    r"\b(?:under|by|to|with|as|via)\s+(?:the\s+|an?\s+|its\s+|our\s+)?(?:terms\s+(?:and\s+conditions\s+)?of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_COMPONENTS = re.compile(
    # Another model than this one: what is said of it binds nothing here.
    r"\b(?P<elsewhere>(?:underlying|original|upstream|parent|teacher|(?:its|their|whose)\s+base)\s+"
    r"(?:base\s+|pre-?trained\s+|foundation\s+)?(?:models?|weights?|checkpoints?)"
    r"|base\s+models?(?=\s+(?:it|that|which|of|we|used)\b))\b"
    r"|\b(?P<weights>(?:model(?:'s)?\s+)?(?:weights?|checkpoints?|parameters)|(?:pre-?trained\s+|base\s+|chat\s+)?models?)\b"
    r"|\b(?P<code>(?:source|training|inference|model|accompanying|our|the|this|all)?\s*(?:code(?:base)?|scripts|software)"
    r"(?:\s+(?:in\s+this\s+)?repository|\s+repo)?)\b"
    r"|\b(?P<data>(?:training\s+|pre-?training\s+|fine-?tuning\s+)?(?:data(?:\s?sets?)?|corpus|corpora))\b"
    r"|\b(?P<docs>documentation|model\s+card|paper)\b|\b(?P<outputs>(?:model\s+)?outputs?|generated\s+(?:text|images?|content))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n|](?:[^.!?\n|]|\.(?=\S)|\n(?![\s\-*#>|\n]))*[.!?]?")
_NOT_SAID = re.compile(
    r"\b(?:not|never|unless|if you|would|might|previously|formerly|used to be|no longer)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\s,;()\[\]{}|<>\"“”`*]+")
#: A license's name has at most this many words, and a card is read this far for mentions.
_NAME_WORDS = 9
_READ = 200_000
_SENTENCE_LENGTH = 600
_CODE_BLOCK = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def license_mentions(card_text: str, body_start: int, catalog: Catalog) -> tuple[LicenseMention, ...]:
    """The component-bound licenses in the prose of a card, in the order of their places; linear in the card."""
    licenses = known(catalog)
    body = card_text[body_start : body_start + _READ]
    body = _CODE_BLOCK.sub(lambda found: " " * len(found.group()), body)
    lines: Lines | None = None
    found: list[LicenseMention] = []
    for sentence in _SENTENCE.finditer(body):
        text = sentence.group()
        if len(text) > _SENTENCE_LENGTH or not _speaks(text):
            continue
        for component, record, start, end in _bound(text, licenses):
            lines = lines or Lines(card_text)
            at = body_start + sentence.start()
            place = (at + start, at + end)
            evidence = Evidence(
                document="README.md",
                start=place[0],
                end=place[1],
                line=lines.of(place[0]),
                quote=card_text[place[0] : place[1]],
                phrasing="license-mention",
            )
            found.append(
                LicenseMention(component=component, license=record.id, grade=Grade.OBSERVED, evidence=evidence)
            )
    return tuple(found)


def _speaks(text: str) -> bool:
    low = text.casefold()
    return ("under" in low or "licen" in low) and _NOT_SAID.search(text) is None


def _bound(text: str, licenses: KnownLicenses) -> list[tuple[Component, KnownLicense, int, int]]:
    """(component, license, start, end) for each license of the sentence and the components named before it."""
    parts = [
        (match.start(), match.end(), None if match.lastgroup == "elsewhere" else Component(match.lastgroup))
        for match in _COMPONENTS.finditer(text)
        if match.lastgroup
    ]
    found: list[tuple[Component, KnownLicense, int, int]] = []
    at = 0
    for name in _names(text, licenses):
        record, start, end = name
        near = [part for part in parts if at <= part[0] and part[1] <= start]
        if not near:
            near = [part for part in parts if end <= part[0] <= end + 40 and _for(text[end : part[0]])][:1]
            stop = near[0][1] if near else end
            found += [(component, record, start, stop) for _, _, component in near if component]
        else:
            found += [(component, record, near[0][0], end) for component in _each(near, text) if component]
        at = end
    return found


def _for(between: str) -> bool:
    """Whether the words between a license and a component bind them: "Apache-2.0 for the code"."""
    return (
        re.fullmatch(
            r"\s*(?:licen[cs]e)?\s*(?:\(|—|-|:)?\s*(?:for|on|covers?|applies to)?\s*(?:the|its|our|all)?\s*",
            between,
            re.I,
        )
        is not None
    )


def _each(near: list[tuple[int, int, Component | None]], text: str) -> list[Component | None]:
    """The components joined to the license: the last one named, and those that "and" or a comma joins to it."""
    joined = [near[-1][2]]
    for left, right in zip(reversed(near[:-1]), reversed(near[1:]), strict=True):
        if (
            re.fullmatch(r"(?:\s|,|/|&|and|or|the|its|all|our|both|as well as|\(|\))*", text[left[1] : right[0]], re.I)
            is None
        ):
            break
        joined.append(left[2])
    return list(dict.fromkeys(reversed(joined)))


def _names(text: str, licenses: KnownLicenses) -> list[tuple[KnownLicense, int, int]]:
    """The known licenses that follow a word of licensing, with their places: the longest name wins."""
    found: list[tuple[KnownLicense, int, int]] = []
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        hit = _name_at(text, words, at, licenses)
        if hit is None:
            at += 1
            continue
        record, last = hit
        found.append((record, words[at].start(), words[last].end()))
        at = last + 1
    return found


def _name_at(
    text: str, words: list[re.Match[str]], at: int, licenses: KnownLicenses
) -> tuple[KnownLicense, int] | None:
    if not licenses.may_begin(words[at].group()):
        return None
    for last in range(min(at + _NAME_WORDS, len(words)) - 1, at - 1, -1):
        name = text[words[at].start() : words[last].end()].rstrip(".,;:")
        record = licenses.by_exact_name(name)
        if record is not None and record.concludes and _is_named(text, words[at].start(), words[last].end()):
            return record, last
    return None


def _is_named(text: str, start: int, end: int) -> bool:
    """Whether the words around say that this is a license: "under …", "… license"."""
    before, after = text[max(0, start - 60) : start], text[end : end + 20]
    introduced = _UNDER.search(before)
    if introduced is not None and not before[introduced.end() :].strip(' [(`*"“'):
        return True
    if re.search(r"(?:under|licen[cs]es?:?|terms of)\b[^.]{0,25}$", before, re.I):
        return True
    return (
        re.match(r"[\])`*\"”]*\s*(?:licen[cs]ed?|agreement)\b", after, re.I) is not None
        or "licen" in text[start:end].casefold()
    )
