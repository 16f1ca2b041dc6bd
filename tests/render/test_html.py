"""HTML pages: whole in themselves, escaped, and allowed to load nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from auditor.nouns import Basis, Evidence, Finding, Flag, Gap, GapReason, Grade, Verdict
from auditor.render.canvas import Canvas
from auditor.render.html import render_audit, web_address
from auditor.render.results import AuditResult, Failure
from tests.comparison.conftest import report

HOSTILE = (
    "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>"
    '" onmouseover="alert(2)\x1b[31m\u202e'
)


def hostile_result() -> AuditResult:
    evidence = Evidence(document=HOSTILE, start=0, end=5, line=1, quote=HOSTILE)
    finding = Finding(
        rule="restrict.territory",
        verdict=Verdict.FOUND,
        basis=Basis.TEXT,
        grade=Grade.VERIFIED,
        confidence=0.9,
        value=HOSTILE,
        evidence=(evidence,),
    )
    made = replace(
        report(HOSTILE, 3, (50, 60), (10, 90), claim=HOSTILE),
        findings=(finding,),
        flags=(Flag(id="flag.x", severity="high", left=(evidence,), left_text=HOSTILE, right_text=HOSTILE),),
        gaps=(Gap(document=HOSTILE, reason=GapReason.NETWORK, detail=HOSTILE),),
        commit="a" * 40,
        endpoint="javascript:alert(1)//",
        sha256_by_path=((HOSTILE, "0" * 64),),
        conflicts=((HOSTILE,) * 5,),
    )
    return AuditResult(reports=(made,), failures=(Failure(HOSTILE, HOSTILE, HOSTILE),))


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_hostile_card_makes_no_element_and_no_attribute() -> None:
    elements = Elements(render_audit(hostile_result(), Canvas())).found
    assert [tag for tag, _ in elements].count("script") == 1
    assert not [tag for tag, _ in elements if tag in ("img", "iframe", "object", "embed", "link", "form")]
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on")]


def test_links_go_to_web_addresses_or_into_the_page() -> None:
    elements = Elements(render_audit(hostile_result(), Canvas())).found
    targets = [attributes.get("href") or "" for tag, attributes in elements if tag == "a"]
    assert targets
    assert all(target.startswith(("#", "https://", "http://")) for target in targets)


def test_control_and_bidirectional_characters_are_shown_not_obeyed() -> None:
    page = render_audit(hostile_result(), Canvas())
    assert "\x1b" not in page and "\u202e" not in page


def test_the_policy_allows_just_the_style_and_script_of_the_page() -> None:
    page = render_audit(hostile_result(), Canvas())
    policy = next(a["content"] for tag, a in Elements(page).found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'")
    for element in ("style", "script"):
        body = re.search(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert body is not None
        digest = base64.b64encode(hashlib.sha256(body.group(1).encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_page_names_no_other_file() -> None:
    page = render_audit(AuditResult(reports=(report("a/b", 3, (1, 2), (3, 4)),)), Canvas())
    assert not re.search(r"(?:src|href)\s*=\s*\"(?!#|https?://)", page)
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example", ""),
        ("http://", ""),
        ("https://[", ""),
    ],
)
def test_only_http_addresses_become_links(text: str, expected: str) -> None:
    assert web_address(text) == expected
