"""What servers answered about named things moves levels, components and flags; silence moves nothing."""

from __future__ import annotations

import pytest

from auditor.nouns import Component, DocumentKind, Resolved
from tests.judge.snapshots import GRANT, NON_COMMERCIAL, document, ends, report

HEAP = "# Aurora\nAurora was pretrained on [The Heap](https://huggingface.co/datasets/acme/heap).\n"
TWO = (
    "# Aurora\nAurora was pretrained on [The Heap](https://huggingface.co/datasets/acme/heap) and "
    "[The Pit](https://huggingface.co/datasets/acme/pit).\n"
)
CODE = "# Aurora\n## Training code\nThe training code is at https://github.com/acme/aurora\n"


def dataset(name: str, exists: bool = True, license: str | None = None) -> Resolved:
    return Resolved(repo_type="dataset", id=name, exists=exists, license=license)


def code(*files: str, exists: bool = True, license: str | None = None) -> Resolved:
    return Resolved(repo_type="code", id="acme/aurora", exists=exists, license=license, files=files)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), (3, 4)),
        ((dataset("acme/heap"), dataset("acme/pit")), (4, 4)),
        ((dataset("acme/heap"), dataset("acme/pit", exists=False)), (2, 2)),
        ((dataset("acme/heap", exists=False), dataset("acme/pit", exists=False)), (0, 0)),
    ],
)
def test_the_level_of_data_follows_what_is_there(answers: tuple[Resolved, ...], expected: tuple[int, int]) -> None:
    assert ends(report(card=TWO, resolved=answers), "data.base") == expected


def test_the_words_of_the_card_stay_as_they_are() -> None:
    plain = report(card=HEAP).disclosures
    assert report(card=HEAP, resolved=(dataset("acme/heap", exists=False),)).disclosures == plain


def test_a_dead_link_is_flagged_with_its_place() -> None:
    found = report(card=HEAP, resolved=(dataset("acme/heap", exists=False),))
    flag = next(flag for flag in found.flags if flag.id == "flag.dead-evidence")
    assert "acme/heap" in flag.right_text
    assert any("The Heap" in place.quote for place in flag.right)


def test_a_dead_code_repository_is_no_training_code() -> None:
    assert ends(report(card=CODE), "code.training")[0] == 3
    assert ends(report(card=CODE, resolved=(code(exists=False),)), "code.training") == (0, 1)


def test_a_repository_without_training_files_is_not_seen_as_level_4() -> None:
    assert ends(report(card=CODE, resolved=(code("README.md", "generate.py"),)), "code.training") == (3, 3)


@pytest.mark.parametrize(("tag", "expected"), [("Apache-2.0", "Apache-2.0"), (None, None), ("Odd-1.0", None)])
def test_the_license_of_linked_code_is_the_license_of_the_code(tag: str | None, expected: str | None) -> None:
    found = report(card=CODE, resolved=(code("train.py", license=tag),))
    told = {item.component: item.license for item in found.components}
    assert told.get(Component.CODE) == expected


def test_data_under_two_licenses_are_under_both() -> None:
    answers = (dataset("acme/heap", license="mit"), dataset("acme/pit", license="cc-by-4.0"))
    told = {item.component: item.license for item in report(card=TWO, resolved=answers).components}
    assert told[Component.DATA] == "MIT AND CC-BY-4.0"
    unclear = (dataset("acme/heap", license="mit"), dataset("acme/pit"))
    assert Component.DATA not in {item.component for item in report(card=TWO, resolved=unclear).components}


def test_a_license_text_that_the_card_links_binds_once_it_is_read() -> None:
    card = "---\nlicense: other\nlicense_link: https://acme.example/terms\n---\n# Aurora\n"
    assert ends(report(card=card), "license") == (0, 4)
    url = "https://acme.example/terms"
    text = document(DocumentKind.LICENSE, GRANT + NON_COMMERCIAL, url, url=url)
    assert ends(report(card=card, documents=(text,)), "license") == (1, 1)


def test_data_under_stricter_terms_are_flagged_with_both_sides() -> None:
    card = "---\nlicense: apache-2.0\ndatasets: [acme/heap]\n---\n# Aurora\n"
    found = report(card=card, resolved=(dataset("acme/heap", license="cc-by-nc-4.0"),))
    flag = next(flag for flag in found.flags if flag.id == "flag.data-terms-stricter")
    assert "Apache-2.0" in flag.left_text and "restrict.non-commercial" in flag.right_text
