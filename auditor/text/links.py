"""Links of a card: Markdown links and references, HTML links, bare and mail addresses, Hub ids in text and code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.text.markup import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a card. `how` is link, image, bare, mail or id; `start` and `end` cover text and address."""

    start: int
    end: int
    url: str
    how: str
    #: Where the written target begins, behind the words of the link; -1 for an address that is itself the text.
    target: int = -1


_BRACKETS = re.compile(r"!?\[|\]\(|\]\[|\]")
_TARGET = re.compile(r"\s*<?([^\s<>()]{0,2000}(?:\([^\s<>()]{0,200}\)[^\s<>()]{0,2000}){0,4})>?[^()]{0,300}\)")
DEFINITION = re.compile(r"(?m)^ {0,3}\[([^\[\]\r\n]{1,200})\]:[ \t]*<?(\S{1,2000}?)>?(?=\s|$)")
_BARE = re.compile(r"https?://[^\s<>\[\]\"'`|\\]{1,2000}|(?<![\w.@/-])www\.[^\s<>\[\]\"'`|\\]{3,2000}", re.IGNORECASE)
_LOCAL = re.compile(r"[\w.+-]{1,64}\Z")
_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
#: Paths of files, ratios and scores ("95.8/90.8") look like ids and are none.
_NO_ID = re.compile(
    r"\.(?:jsonl?|py|sh|ya?ml|txt|md|csv|tsv|safetensors|gguf|bin|pt|pth|onnx|ipynb|toml|cfg|png|jpe?g|gif|wav|mp3|mp4|zip|gz|html?)$|^[^A-Za-z]*/|/[^A-Za-z]*$"
)
_ID = re.compile(r"(?<![\w./@:-])[A-Za-z0-9][\w.-]{1,95}/[A-Za-z0-9][\w.-]{1,95}(?![\w/]|\.\w)")


def find_links(markup: Markup, start: int) -> list[Link]:
    """Every link of the card from `start` on, in the order of their places, each stretch once."""
    text = markup.text
    found = list(_markdown(text, start))
    taken = sorted((link.target, link.end) for link in found if link.target >= 0)
    starts = [first for first, _ in taken]
    for link in (*_bare(text, start), *_mails(text, start), *_ids(text, start)):
        place = bisect_right(starts, link.start) - 1
        if place < 0 or taken[place][1] <= link.start:
            found.append(link)
    found += [Link(tag.start, tag.end, tag.url, "image" if tag.image else "link") for tag in markup.links if tag.url]
    found.sort(key=lambda link: (link.start, -link.end))
    return found


def _markdown(text: str, start: int) -> Iterator[Link]:
    definitions = {match[1].casefold(): match[2] for match in DEFINITION.finditer(text, start)} if "]:" in text else {}
    opened: list[tuple[int, bool]] = []
    for match in _BRACKETS.finditer(text, start):
        token = match.group()
        if token.endswith("[") and token[0] != "]":
            opened.append((match.start(), token[0] == "!"))
            if len(opened) > 32:
                del opened[0]
            continue
        if not opened:
            continue
        begin, image = opened.pop()
        how = "image" if image else "link"
        if token == "](":
            url, end = _target(text, match.end())
            if url:
                yield Link(begin, end, url, how, match.end() - 1)
        elif token == "][":
            label = text[match.end() : match.end() + 200].partition("]")[0]
            url = definitions.get((label or text[begin + 1 : match.start()]).casefold(), "")
            if url:
                yield Link(begin, match.end() + len(label) + 1, url, how, match.end() - 1)
            opened.append((match.end() - 1, False))
        elif definitions and match.start() - begin < 200 and text[match.end() : match.end() + 1] != ":":
            url = definitions.get(text[begin + 1 : match.start()].casefold(), "")
            if url:
                yield Link(begin, match.end(), url, how)


def _target(text: str, at: int) -> tuple[str, int]:
    """The address in brackets from `at` on, with balanced inner brackets, and where the bracket closes."""
    match = _TARGET.match(text, at)
    return (match[1], match.end()) if match else ("", at)


def _bare(text: str, start: int) -> Iterator[Link]:
    for match in _addresses(text, start):
        url = match.group().rstrip(".,;:!?*_~")
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1]
        yield Link(match.start(), match.start() + len(url), url, "bare")


def _addresses(text: str, start: int) -> Iterator[re.Match[str]]:
    """What `_BARE` finds, tried only where a scheme or `www.` stands."""
    if "www." in text.lower():
        yield from _BARE.finditer(text, start)
        return
    at = text.find("://", start)
    while at >= 0:
        match = _BARE.match(text, max(start, at - 5)) or _BARE.match(text, max(start, at - 4))
        if match:
            yield match
        at = text.find("://", match.end() if match else at + 3)


def _mails(text: str, start: int) -> Iterator[Link]:
    at = text.find("@", start)
    while at >= 0:
        domain = _DOMAIN.match(text, at + 1)
        local = _LOCAL.search(text[max(start, at - 64) : at]) if domain else None
        if local and domain:
            begin = at - len(local.group())
            yield Link(begin, domain.end(), f"mailto:{text[begin : domain.end()].rstrip('.')}", "mail")
        at = text.find("@", at + 1)


def _ids(text: str, start: int) -> Iterator[Link]:
    """Bare Hub ids: `org/name` with a digit in it, or in quotes or backticks, as commands and code write them."""
    for match in _ID.finditer(text, start):
        name = match.group().rstrip(".")
        if _NO_ID.search(name):
            continue
        quoted = text[match.start() - 1 : match.start()] in ('"', "'", "`") and text[match.end() : match.end() + 1] in (
            '"',
            "'",
            "`",
        )
        if quoted or any(map(str.isdigit, name)):
            yield Link(match.start(), match.start() + len(name), name, "id")
