"""The card scanner: places are exact, structure is seen, work grows with the length and no faster."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.card import read_card_text
from auditor.text.card_records import Card

ALPHABET = "ab .\n\r\t#*-_=|>`~<!/[]()\"':1训。\x1e\x1c\x00&@"


def said(card: Card, kind: str) -> list[str]:
    return [card.source[p.start : p.end] for p in card.passages if p.kind == kind]


def test_headings_of_every_form() -> None:
    text = "# One\ntext\n\nTwo\n===\n\nThree\n---\ntext\n\n<h3>Four</h3>\n\n**Five**\n\ntext\n\nSix:\n- a thing\n"
    card = read_card_text(text, 0)
    assert said(card, "heading") == ["One", "Two", "Three", "Four", "Five", "Six:"]
    assert [card.sections[p.section].level for p in card.passages if p.kind == "heading"] == [1, 1, 2, 3, 7, 8]


def test_sentences_end_where_they_end() -> None:
    text = "We used v1.5 of it, e.g. for tests. It has 3.1B weights! See Fig. 2 there. 我们开源了模型。效果很好。\n"
    assert said(read_card_text(text, 0), "sentence") == [
        "We used v1.5 of it, e.g. for tests.",
        "It has 3.1B weights!",
        "See Fig. 2 there.",
        "我们开源了模型。",
        "效果很好。",
    ]


def test_tables_know_their_columns() -> None:
    piped = "| Task | Score |\n|---|---|\n| MMLU | 61 |\n\n"
    text = f"{piped}<table><tr><th>Task</th><th>Score</th></tr>\n<tr><td>GSM</td><td>5</td></tr></table>\n"
    card = read_card_text(text, 0)
    rows = [p for p in card.passages if p.kind == "row"]
    assert [[text[slice(*cell)].split("<")[0] for cell in row.cells] for row in rows] == [
        ["Task", "Score"], ["MMLU", "61"], ["Task", "Score"], ["GSM", "5"],
    ]  # fmt: skip
    assert card.passages[rows[1].head] is rows[0] and card.passages[rows[3].head] is rows[2]


def test_a_list_knows_what_introduces_it() -> None:
    card = read_card_text("The model was trained on the following sets:\n\n- one\n- two\n", 0)
    assert [card.passages[p.lead].kind for p in card.passages if p.kind == "item"] == ["sentence", "sentence"]


def test_comments_scripts_and_base64_are_not_read() -> None:
    hidden = "<script>open source</script>\n![x](data:image/png;base64,b3BlbiBzb3VyY2U=)\nc\n<!-- rest"
    text = f"a <!-- open\nsource --> b\n{hidden}"
    card = read_card_text(text, 0)
    assert "open" not in card.text and "source" not in card.text and "rest" not in card.text
    assert len(card.text) == len(text)


def test_a_comment_mark_in_code_hides_nothing() -> None:
    card = read_card_text("```\n<!-- in code\n```\nafter\n", 0)
    assert said(card, "sentence") == ["after"] and said(card, "code") == ["<!-- in code\n"]


def test_links_of_every_form() -> None:
    text = (
        "[a](https://x.org/1) <a href='https://x.org/2'>b</a> https://x.org/3. [c][ref] me@x.org `org/name-7b`\n"
        "[![i](i.png)](https://x.org/5)\n\n[ref]: https://x.org/4\n"
    )
    found = {(link.url, link.how) for link in read_card_text(text, 0).links}
    wanted = {
        (f"https://x.org/{n}", how) for n, how in ((1, "link"), (2, "link"), (3, "bare"), (4, "link"), (5, "link"))
    }
    wanted |= {("mailto:me@x.org", "mail"), ("org/name-7b", "id"), ("i.png", "image")}
    assert wanted <= found


@given(st.text(alphabet=ALPHABET, max_size=300), st.integers(0, 20))
def test_places_are_inside_and_in_order(text: str, start: int) -> None:
    start = min(start, len(text))
    card = read_card_text(text, start)
    assert len(card.text) == len(text) == len(card.plain)
    at = start
    for passage in card.passages:
        assert at <= passage.start <= passage.end <= len(text)
        at = passage.start
        assert all(passage.start <= first < last <= passage.end for first, last in passage.cells)
        assert -1 <= passage.section < len(card.sections)
    for section in card.sections:
        assert section.parent < len(card.sections) and 0 <= section.first <= section.last <= len(card.passages)
    for link in card.links:
        assert start <= link.start <= link.end <= len(text)


PIECES = {
    "headings": "## Training data\nWe trained on 3T tokens.\n",
    "rows": "| MMLU | 61.2 |\n",
    "html rows": "<tr><td>MMLU</td><td>61.2</td></tr>",
    "nested": "    - an item with words\n",
    "comments": "<!-- c --> text\n",
    "open comments": "<!-- c ",
    "details": "<details><summary>s</summary>\n",
    "brackets": "[a](",
    "tags": '<a href="',
    "fences": "```\nx\n",
    "stops": ". ",
    "bold": "**a**\n",
    "one line": "word ",
    "items": "- an item\n",
    "underlined": "Training data\n===\n",
    "headings in one line": "<h1>Data</h1>",
    "open headings": "<h1>",
    "open rows": "<tr>",
    "labels": "**Data**: web text\n\n",
    "colons": "Data:\n\n",
    "lists": "Data:\n- one\n- two\n\n",
    "code": "```\nload('a/b1')\n```\n",
    "indented": "\n    code here\n",
    "addresses": "https://acme.org/a ",
    "ids": "acme/model-1 ",
    "mails": "team@acme.org ",
    "references": "[a]: https://acme.org\n",
    "images": "![x](data:image/png;base64,AAAA)\n",
    "returns": "\r",
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_twice_the_card_is_twice_the_work(piece: str) -> None:
    def work(times: int) -> int:
        card = read_card_text(piece * times, 0)
        return card.work + len(card.passages) + len(card.sections) + len(card.links)

    assert work(2_000) <= 2.2 * work(1_000) + 20
