"""Contradictions inside one repository: built ones, with both sides and what decides, and as many that only seem so."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from auditor.catalog.catalog import Catalog
from auditor.judge import audit
from auditor.names import parse_model
from auditor.nouns import AuditReport
from auditor.sources import SourceOptions, read_models

from .conftest import LIMITS

#: A whole standard text, the one that is always at hand: the license of this project.
APACHE = (Path(__file__).parents[2] / "LICENSE").read_text("utf-8")
NON_COMMERCIAL = """Terms of the Aurora model

1. You may use, copy and modify the model for non-commercial purposes only.
2. You may not sell the model, or use it or its outputs in a product for which money is asked.
3. The model is provided as is, without warranty of any kind.
"""
MIT_NAMED = "SPDX-FileCopyrightText: 2024 The harbor office\nSPDX-License-Identifier: MIT\n"
MIT_URL = "https://opensource.org/license/mit"


def gguf(*pairs: tuple[str, str]) -> bytes:
    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    entries = [text(key) + struct.pack("<I", 8) + text(value) for key, value in pairs]
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(entries)) + b"".join(entries)


def safetensors(license: str) -> bytes:
    body = f'{{"__metadata__": {{"license": "{license}"}}}}'.encode()
    return struct.pack("<Q", len(body)) + body


#: What the repository holds, and the two kinds of mention that disagree; none where nothing does.
CASES: dict[str, tuple[str, str, dict[str, bytes], tuple[str, str] | None]] = {
    "tag against text": ("license: mit", "", {"LICENSE": APACHE.encode()}, ("text", "tag")),
    "tag against terms of their own": ("license: mit", "", {"LICENSE": LIMITS.encode()}, ("text", "tag")),
    "name against text": (
        "license: other\nlicense_name: mit", "", {"LICENSE": APACHE.encode()}, ("text", "name"),
    ),
    "link against tag": (f"license: apache-2.0\nlicense_link: {MIT_URL}", "", {}, ("link", "tag")),
    "prose against tag": (
        "license: apache-2.0", "The model weights are released under the MIT license.", {}, ("tag", "card"),
    ),
    "GGUF against tag": ("license: apache-2.0", "", {"m.gguf": gguf(("general.license", "mit"))}, ("tag", "header")),
    "GGUF against text": ("", "", {"LICENSE": APACHE.encode(), "m.gguf": gguf(("general.license", "mit"))},
                          ("text", "header")),
    "GGUF link against tag": (
        "license: apache-2.0", "", {"m.gguf": gguf(("general.license.link", MIT_URL))}, ("tag", "header"),
    ),
    "safetensors against tag": ("license: mit", "", {"m.safetensors": safetensors("apache-2.0")}, ("tag", "header")),
    "non-commercial text under an open tag": (
        "license: apache-2.0", "", {"LICENSE": NON_COMMERCIAL.encode()}, ("text", "tag"),
    ),
    "prose of the weights against tag": (
        "license: apache-2.0", "The weights may be used under CC BY-NC 4.0.", {}, ("tag", "card"),
    ),
    "name against tag": ("license: mit\nlicense_name: llama3.1", "", {}, ("name", "tag")),
    "GGUF name against tag": (
        "license: mit", "", {"m.gguf": gguf(("general.license", "other"), ("general.license.name", "apache-2.0"))},
        ("tag", "header"),
    ),
    "the data have another license": (
        "license: mit", "The dataset is released under CC-BY-NC-4.0; the weights are MIT.", {}, None,
    ),
    "the code's file and the weights' file": (
        "license: apache-2.0", "", {"LICENSE": APACHE.encode(), "LICENSE-CODE": MIT_NAMED.encode()}, None,
    ),
    "the base has another license": (
        "license: mit", "The base model it was compared with is licensed under Apache-2.0.", {}, None,
    ),
    "the original model has another license": (
        "license: mit", "The original model is licensed under Apache-2.0.", {}, None,
    ),
    "two names of one license": (
        "license: apache-2.0\nlicense_name: Apache License 2.0", "", {"LICENSE": APACHE.encode()}, None,
    ),
    "a family and its member": ("license: cc", "The weights are licensed under CC-BY-4.0.", {}, None),
    "a header that is cut off": ("license: mit", "", {"m.gguf": gguf(("general.license", "apache-2.0"))[:30]}, None),
    "all agree": ("license: apache-2.0", "Released under the Apache license 2.0.", {
        "LICENSE": APACHE.encode(), "m.gguf": gguf(("general.license", "apache-2.0")),
        "m.safetensors": safetensors("apache-2.0"),
    }, None),
    "code has another license": (
        "license: mit", "The code is licensed under Apache-2.0 and the model weights under MIT.", {}, None,
    ),
    "a header that nobody knows": ("license: mit", "", {"m.gguf": gguf(("general.license", "see website"))}, None),
}  # fmt: skip


def audited(folder: Path, catalog: Catalog, front: str, body: str, files: dict[str, bytes]) -> AuditReport:
    model = folder / "a/model"
    model.mkdir(parents=True)
    (model / "README.md").write_text(f"---\n{front}\n---\n# A model\n\n{body}\n", "utf-8")
    for name, data in files.items():
        (model / name).write_bytes(data)
    (model / "siblings.txt").write_text("\n".join(["README.md", *files]), "utf-8")
    (outcome,) = read_models((parse_model("a/model"),), SourceOptions(hub=folder), catalog)
    assert outcome.snapshot is not None
    return audit(outcome.snapshot, catalog)


@pytest.mark.parametrize("name", sorted(CASES))
def test_both_sides_are_told(tmp_path: Path, catalog: Catalog, name: str) -> None:
    front, body, files, expected = CASES[name]
    report = audited(tmp_path, catalog, front, body, files)
    conflict = report.license.conflict
    assert (conflict and (conflict[0].how, conflict[1].how)) == expected
    flags = [flag for flag in report.flags if flag.id == "flag.license-conflict"]
    assert bool(flags) == (expected is not None)
    for flag in flags:
        assert flag.left_text and flag.right_text


def test_the_header_is_named_with_its_file_and_key(tmp_path: Path, catalog: Catalog) -> None:
    report = audited(tmp_path, catalog, *CASES["GGUF against tag"][:3])
    (flag,) = [flag for flag in report.flags if flag.id == "flag.license-conflict"]
    assert "mit (license in m.gguf)" in flag.right_text


def test_a_stricter_header_caps_the_license(tmp_path: Path, catalog: Catalog) -> None:
    header = {"m.gguf": gguf(("general.license", "cc-by-nc-4.0"))}
    report = audited(tmp_path, catalog, "license: apache-2.0", "", header)
    (level,) = [facet for facet in report.facets if facet.id == "license"]
    assert level.high < 4


def test_the_strictest_of_three_statements_caps_the_license(tmp_path: Path, catalog: Catalog) -> None:
    """Whichever stands first, and all of them are quoted."""
    prose = "The model weights are released under CC-BY-NC-4.0."
    text = {"LICENSE": APACHE.encode()}
    alone = audited(tmp_path / "two", catalog, "license: mit", prose, {})
    (capped,) = [facet for facet in alone.facets if facet.id == "license"]
    cases = (("license: mit", text), ("license: apache-2.0\nlicense_link: " + MIT_URL, {}))
    for number, (front, files) in enumerate(cases):
        report = audited(tmp_path / str(number), catalog, front, prose, files)
        (level,) = [facet for facet in report.facets if facet.id == "license"]
        assert level.high == capped.high < 4
        (flag,) = [flag for flag in report.flags if flag.id == "flag.license-conflict"]
        assert "CC-BY-NC-4.0" in flag.right_text
        assert [place.quote for place in flag.right][-1] in prose
