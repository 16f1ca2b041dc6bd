"""The page of a chain: whole in itself, escaped, allowed to load nothing, with everything that the tree says."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from auditor.catalog.catalog import Catalog
from auditor.chain.data_terms import data_terms
from auditor.chain.graph import Chain
from auditor.chain.inherited import inherited, missing_licenses
from auditor.render.canvas import Canvas
from auditor.render.chain import render_mermaid, render_table
from auditor.render.html import render_chain
from auditor.render.results import ChainResult
from tests.render.test_html import Elements

from .conftest import LIMITS, Write

ChainOf = Callable[[str], Chain]
TAKEN = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>\x1b[31m\u202e"


@pytest.fixture
def hostile(write: Write, chain_of: ChainOf, catalog: Catalog) -> ChainResult:
    """A chain whose every text wants to be more than text."""
    quoted = LIMITS.replace("develop weapons", f"develop weapons {TAKEN}")
    write("low/stem", "license: other\nlicense_name: \"<b onclick='x'>\"\nlicense_link: LICENSE", LICENSE=quoted)
    write("mid/child", "license: mit\nbase_model: low/stem\ndatasets:\n- d/letters\nnew_version: mid/newer")
    write("top/copy", "base_model: mid/child\nbase_model_relation: quantized")
    write("datasets/d/letters", f"license: cc-by-nc-4.0\npretty_name: \"{TAKEN[:40]}\"")
    chain = chain_of("top/copy")
    return ChainResult(
        chain=chain,
        inherited=inherited(chain, catalog.inheritance),
        missing=missing_licenses(chain),
        data=data_terms(chain, catalog),
    )


def test_hostile_terms_make_no_element_and_no_attribute(hostile: ChainResult) -> None:
    page = render_chain(hostile, Canvas())
    elements = Elements(page).found
    assert [tag for tag, _ in elements].count("script") == 1
    assert not [tag for tag, _ in elements if tag in ("img", "iframe", "object", "embed", "link", "form", "b")]
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on")]
    assert "\x1b" not in page and "\u202e" not in page
    assert "document.title=&#39;taken&#39;" in page


def test_the_page_loads_nothing(hostile: ChainResult) -> None:
    page = render_chain(hostile, Canvas())
    policy = next(a["content"] for _, a in Elements(page).found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'")
    assert not re.search(r"(?:src|href)\s*=\s*\"(?!#|https?://)", page)


def test_the_page_holds_the_tree_and_every_finding(hostile: ChainResult) -> None:
    page = render_chain(hostile, Canvas())
    for text in ("top/copy", "mid/child", "low/stem", "d/letters", "MIT (inferred)", "CC-BY-NC-4.0"):
        assert text in page
    assert page.count('<details class="lost"') == len(hostile.inherited) > 0
    assert page.count('<details class="data"') == len(hostile.data) == 1
    assert "LICENSE:6" in page and "5,000,000" in page


def test_a_terminal_is_not_steered_and_a_chart_not_written(hostile: ChainResult) -> None:
    table = render_table(hostile, Canvas())
    assert "\x1b" not in table and "\u202e" not in table
    chart = render_mermaid(hostile, Canvas())
    assert "<script" not in chart and chart.startswith("flowchart BT\n")


def test_a_diamond_is_unfolded_once(write: Write, chain_of: ChainOf) -> None:
    """Two ways to one base: its own bases are written below the first only."""
    for level in range(7):
        write(f"a/x{level}", f"base_model:\n- a/x{level + 1}\n- a/y{level + 1}")
        write(f"a/y{level}", f"base_model:\n- a/x{level + 1}\n- a/y{level + 1}")
    write("a/x7")
    write("a/y7")
    chain = chain_of("a/x0")
    lines = render_table(ChainResult(chain=chain, inherited=(), missing=()), Canvas()).splitlines()
    assert len([line for line in lines if "merge (declared)" in line]) == len(chain.edges)
