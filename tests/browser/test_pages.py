"""The pages in a real browser: they render, sort and filter; a hostile card does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli.main import main
from auditor.render.canvas import Canvas
from auditor.render.html import render_audit
from tests.render.test_html import hostile_result

from .driver import CHROMEDRIVER, CHROMIUM, Browser

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/example-hub"

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are not installed (Debian: the same names)"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    commands = {
        "audit": ["audit", "Muse Spark", "Claude Opus 4.6", "gpt-oss-20b", "--offline"],
        "compare": ["compare", "meta", "openai", "google"],
        "timeline": ["timeline", "meta"],
        "chain": ["chain", "packer/skiff-8b-chat-GGUF", "--hub", str(EXAMPLES)],
    }
    for name, arguments in commands.items():
        assert main([*arguments, "-f", "html", "-o", str(folder / f"{name}.html")]) == 0
    return {name: folder / f"{name}.html" for name in commands}


@pytest.mark.parametrize("name", ["audit", "compare", "timeline"])
@pytest.mark.parametrize("width", [400, 1400])
def test_a_page_renders_without_a_complaint(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    browser.resize(width)
    browser.open(pages[name])
    assert browser.complaints() == []
    assert browser.run("return document.querySelectorAll('svg').length") >= 1
    # Wide tables scroll in their own box: the page itself never does.
    assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth") is True


def test_a_click_sorts_and_another_turns_it_round(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["compare"])
    click = "document.querySelector('#members thead th:nth-child(3) button').click();"
    dates = "return Array.from(document.querySelectorAll('#members tbody tr td:nth-child(3)')).map(c => c.textContent)"
    upwards = browser.run(click + dates)
    assert upwards == sorted(upwards)
    assert browser.run(click + dates) == sorted(upwards, reverse=True)
    assert (
        browser.run("return document.querySelector('#members th[aria-sort]').getAttribute('aria-sort')") == "descending"
    )


def test_the_filter_hides_what_does_not_match(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["compare"])
    browser.run(
        "const box = document.querySelector('input[data-filter=members]'); box.value = 'gemma';"
        "box.dispatchEvent(new Event('input'));"
    )
    shown = browser.run(
        "return Array.from(document.querySelectorAll('#members tbody tr'))"
        ".filter(row => !row.hidden).map(row => row.textContent)"
    )
    assert shown and all("gemma" in text.lower() for text in shown)


@pytest.mark.parametrize("width", [400, 1400])
def test_a_chain_shows_its_tree_and_its_findings(browser: Browser, pages: dict[str, Path], width: int) -> None:
    browser.resize(width)
    browser.open(pages["chain"])
    assert browser.complaints() == []
    assert browser.run("return document.querySelectorAll('#tree tbody tr').length") == 3
    lefts = "return Array.from(document.querySelectorAll('#tree tbody td:first-child')).map("
    indents = browser.run(lefts + "cell => parseFloat(getComputedStyle(cell).paddingLeft))")
    assert indents == sorted(set(indents))
    assert browser.run("return document.querySelectorAll('details.lost[open] blockquote').length") >= 5
    assert browser.run("return document.documentElement.scrollWidth <= window.innerWidth") is True
    browser.run("document.querySelector('details.lost summary').click()")
    assert browser.run("return document.querySelector('details.lost').open") is False


def test_a_hostile_card_does_nothing(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "hostile.html"
    page.write_text(render_audit(hostile_result(), Canvas()), "utf-8")
    browser.open(page)
    assert browser.run("return document.title") == "How open, actually?"
    assert browser.run("return document.querySelectorAll('img, main script').length") == 0
    assert browser.complaints() == []
