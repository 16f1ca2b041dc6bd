"""`auditor notice`: what the terms ask to be said, each line with its clause; nothing silently left out."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import RunCli

TERMS = """Terms of the Harbor model

1. You may use, copy, modify and distribute the model.
2. If you distribute the model you must give every recipient a copy of this license.
3. You must keep all copyright notices and attribution notices that the model carries.
4. You must prominently display the phrase "Built with Harbor" on a related website or user interface.
5. You must state prominently which files you have modified.
"""


def model(folder: Path, listing: str = "README.md\nLICENSE\nNOTICE") -> Path:
    made = folder / "a/model"
    made.mkdir(parents=True)
    (made / "README.md").write_text("---\nlicense: other\nlicense_name: harbor\n---\n# A model\n", "utf-8")
    (made / "LICENSE").write_text(TERMS, "utf-8")
    (made / "NOTICE").write_text("Harbor is made at the harbor office.\n", "utf-8")
    (made / "siblings.txt").write_text(listing, "utf-8")
    return folder


def test_each_line_has_the_clause_that_demands_it(run_cli: RunCli, tmp_path: Path) -> None:
    ended = run_cli("notice", "a/model", "--hub", model(tmp_path), "-f", "json", "-q")
    assert ended.code == 0, ended.err
    (found,) = json.loads(ended.out)["models"]
    by_rule = {duty["rule"]: duty for duty in found["duties"]}
    assert {"oblige.include-license-copy", "oblige.attribution-notice", "oblige.display-branding"} <= set(by_rule)
    assert "LICENSE:6" in by_rule["oblige.display-branding"]["demanded_by"][0]
    assert "Built with Harbor" in by_rule["oblige.display-branding"]["say"]


def test_the_text_carries_the_license_and_names_the_notice(run_cli: RunCli, tmp_path: Path) -> None:
    out = run_cli("notice", "a/model", "--hub", model(tmp_path), "-q").out
    assert TERMS.strip() in out
    assert "Notice to pass on as it is: NOTICE" in out


def test_markdown_holds_no_markup_of_the_text(run_cli: RunCli, tmp_path: Path) -> None:
    folder = model(tmp_path)
    (folder / "a/model/LICENSE").write_text(TERMS.replace("Built with Harbor", "Built with <b>Harbor</b>"), "utf-8")
    assert "<b>" not in run_cli("notice", "a/model", "--hub", folder, "-q", "-f", "markdown").out


def test_what_was_not_read_is_said(run_cli: RunCli, tmp_path: Path) -> None:
    folder = model(tmp_path, "README.md\nLICENSE\nNOTICE\nUSE_POLICY.md")
    ended = run_cli("notice", "a/model", "--hub", folder, "-q", "--strict")
    assert ended.code == 3
    assert "Not read, so its demands are not known: USE_POLICY.md" in ended.out


def test_a_model_that_is_not_there_is_an_error_and_the_rest_is_answered(run_cli: RunCli, tmp_path: Path) -> None:
    ended = run_cli("notice", "a/gone", "a/model", "--hub", model(tmp_path), "-q")
    assert ended.code == 3
    assert "a/gone" in ended.err and "a/model" in ended.out
