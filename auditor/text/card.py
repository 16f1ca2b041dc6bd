"""A model card as passages: sentences, list items, table rows, headings and code, each with its place and its headings.

Offsets are those of the card's text: what is dropped (comments, base64, tags) is blanked, never cut out.
"""

from __future__ import annotations

from bisect import bisect_right

from auditor.text.card_records import Card, Passage
from auditor.text.card_scanner import Scanner
from auditor.text.links import Link, find_links
from auditor.text.markup import read_markup


def read_card_text(text: str, body_start: int) -> Card:
    """The card's passages, sections and links from `body_start` on."""
    markup = read_markup(text, body_start)
    card = Card(source=text, text=markup.text)
    Scanner(card, markup.code).run(body_start)
    card.links = find_links(markup, body_start)
    card.plain = _without_targets(card)
    starts = [passage.start for passage in card.passages]
    card.link_places = [_place_of(link, starts, card.passages) for link in card.links]
    return card


def _place_of(link: Link, starts: list[int], passages: list[Passage]) -> int:
    """The passage in which a link stands, or that begins within it (a tag is no text); -1 for none."""
    place = bisect_right(starts, link.start) - 1
    if place >= 0 and passages[place].end >= link.start:
        return place
    following = place + 1
    return following if following < len(passages) and starts[following] < link.end else -1


def _without_targets(card: Card) -> str:
    pieces, at = [], 0
    for link in card.links:
        if link.target >= at:
            pieces += [card.text[at : link.target], " " * (link.end - link.target)]
            at = link.end
    pieces.append(card.text[at:])
    return "".join(pieces)
