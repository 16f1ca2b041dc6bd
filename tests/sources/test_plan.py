"""Which files are read, as what, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import limits
from auditor.catalog.catalog import Catalog
from auditor.nouns import DocumentKind, GapReason
from auditor.sources.plan import kind_of, license_files, plan


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("README.md", "card"), ("readme.md", "card"), ("docs/README.md", None), ("LICENSE", "license"),
        ("LICENCE.txt", "license"), ("COPYING", "license"), ("LICENSE-2.0", "license"), ("LICENSE.MIT", "license"),
        ("MODEL_LICENSE", "license"), ("License Agreement.txt", "license"), ("licenses/LICENSE-WEIGHTS.md", "license"),
        ("src/LICENSE", None), ("license_check.py", None), ("LICENSE.png", None), ("模型许可协议.txt", "license"),
        ("USE_POLICY.md", "policy"), ("USAGE_POLICY", "policy"), ("Acceptable-Use-Policy.md", "policy"),
        ("Prohibited_Use_Policy.pdf", "policy"), ("NOTICE", "notice"), ("Notice.txt", "notice"),
        ("THIRD_PARTY_LICENSES.md", "notice"), ("config.json", "config"), ("adapter_config.json", "adapter-config"),
        ("sub/config.json", None), ("tokenizer_config.json", None), ("model.safetensors", None), ("privacy.md", None),
    ],
)
def test_a_name_tells_what_a_file_is_for(catalog: Catalog, name: str, kind: str | None) -> None:
    found = kind_of(name, catalog.documents)
    assert (found.value if found else None) == kind


def test_the_order_of_reading(catalog: Catalog) -> None:
    names = ["adapter_config.json", "config.json", "NOTICE", "USE_POLICY.md", "LICENSE", "README.md"]
    kinds = [file.kind for file in plan(names, catalog.documents).read]
    assert kinds == [
        DocumentKind.CARD, DocumentKind.LICENSE, DocumentKind.POLICY, DocumentKind.NOTICE, DocumentKind.CONFIG,
        DocumentKind.ADAPTER_CONFIG,
    ]


def test_terms_come_before_settings_when_there_are_many(catalog: Catalog) -> None:
    names = ["README.md", "LICENSE", "LICENSE-A", "LICENSE-B", "LICENSE-C", "USE_POLICY", "LICENSE-D", "config.json"]
    made = plan(names, catalog.documents)
    assert [file.path for file in made.read] == [*names[:6]]
    assert [(gap.document, gap.reason) for gap in made.gaps()] == [("LICENSE-D", GapReason.TOO_LARGE)]


def test_a_repository_has_one_card(catalog: Catalog) -> None:
    assert [file.path for file in plan(["readme.md", "README.md"], catalog.documents).read] == ["README.md"]


@pytest.mark.parametrize(
    ("link", "files"),
    [
        ("LICENSE.md", ("LICENSE.md",)), ("./terms/x.md", ("terms/x.md",)), ("https://x.example/LICENSE", ()),
        ("../LICENSE", ()), ("/etc/passwd", ()), (7, ()), (["LICENSE", None], ("LICENSE",)), ({"a": 1}, ()), (None, ()),
    ],
)
def test_a_link_to_a_file_of_the_repository(link: object, files: tuple[str, ...]) -> None:
    assert license_files({"license_link": link}) == files


_NAMES = ["README.md", "LICENSE", "LICENSE\0", "../LICENSE", "LICENSE\u202e", "NOTICE", "config.json", "a\\LICENSE"]


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(_NAMES)), max_size=30))
def test_at_most_six_files_each_once_and_none_with_hidden_signs(catalog: Catalog, names: list[str]) -> None:
    read = plan(names, catalog.documents).read
    paths = [file.path for file in read]
    assert len(paths) <= limits.FILES_READ_PER_MODEL
    assert len(set(paths)) == len(paths)
    assert set(paths) <= set(names)
    assert all(path.isprintable() and "\\" not in path and ".." not in path.split("/") for path in paths)
