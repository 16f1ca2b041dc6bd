"""`auditor notice`: what the terms ask to be said, each line with its clause; nothing silently left out."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

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


def put(folder: Path, name: str, **files: str) -> Path:
    made = folder / name
    made.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        (made / path.replace("__", ".")).write_text(text, "utf-8")
    (made / "siblings.txt").write_text("\n".join(path.replace("__", ".") for path in files), "utf-8")
    return folder


def document(run_cli: RunCli, hub: Path, *models: str, code: int = 0) -> dict[str, Any]:
    ended = run_cli("notice", *models, "--hub", hub, "-f", "json", "-q")
    assert ended.code == code, ended
    made: dict[str, Any] = json.loads(ended.out)
    schema = json.loads((resources.files("auditor") / "schemas" / "notice-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(made, schema)
    return made


def test_every_shape_of_an_answer_fits_the_schema(run_cli: RunCli, tmp_path: Path) -> None:
    hub = put(model(tmp_path), "a/tag", README__md="---\nlicense: llama3.1\n---\n# A\n")
    put(hub, "a/none", README__md="# Nothing is stated\n")
    (hub / "a/none/siblings.txt").write_text("README.md\nmodel.safetensors\n", "utf-8")
    made = document(run_cli, hub, "a/model", "a/tag", "a/none", "a/gone", code=3)
    first, tag, none = made["models"]
    assert {duty["basis"] for duty in first["duties"]} == {"text"}
    assert {duty["basis"] for duty in tag["duties"]} == {"known-terms"} and tag["license_addresses"]
    assert (none["license"], none["license_known_from"], none["duties"]) == (None, "none", [])
    assert [error["model"] for error in made["errors"]] == ["a/gone"]
    assert [text["used_by"] for text in made["texts"]] == [
        [{"model": "a/model", "document": "LICENSE"}], [{"model": "a/model", "document": "NOTICE"}],
    ]  # fmt: skip


def test_models_of_which_the_same_has_to_be_said_share_a_block_and_every_text_stands_once(
    run_cli: RunCli, tmp_path: Path
) -> None:
    hub = model(tmp_path)
    shutil.copytree(hub / "a/model", hub / "b/other")
    out = run_cli("notice", "a/model", "b/other", "a/model", "--hub", hub, "-q").out
    assert out.startswith("a/model, b/other\n")
    assert out.count(TERMS.strip()) == 1 and out.count("harbor office") == 1
    assert "---- a/model: LICENSE, b/other: LICENSE ----" in out
    assert out.count("Built with Harbor") == 3  # said, quoted, and in the text itself
    texts = document(run_cli, hub, "a/model", "b/other", "a/model")
    assert [item["model"] for item in texts["models"]] == ["a/model", "b/other"]
    assert [len(text["used_by"]) for text in texts["texts"]] == [2, 2]


def test_notices_are_carried_with_who_holds_the_copyright(run_cli: RunCli, tmp_path: Path) -> None:
    hub = model(tmp_path)
    said = "Copyright (c) 2024 The Harbor Office\nCopyright [yyyy] [name of copyright owner]\nCopyright law applies.\n"
    said += "Copyright (c) <year> <owner>\nCopyright (c) {year}\n"
    (hub / "a/model/NOTICE").write_text(said, "utf-8")
    (found,) = document(run_cli, hub, "a/model")["models"]
    assert found["copyrights"] == [{"document": "NOTICE", "line": 1, "text": "Copyright (c) 2024 The Harbor Office"}]
    for form in ("table", "markdown"):
        assert "The Harbor Office" in run_cli("notice", "a/model", "--hub", hub, "-q", "-f", form).out


def test_what_a_model_was_made_from_is_named(run_cli: RunCli, tmp_path: Path) -> None:
    hub = model(tmp_path)
    (hub / "a/model/README.md").write_text("---\nlicense: other\nbase_model: b/base\n---\n# A model\n", "utf-8")
    out = run_cli("notice", "a/model", "--hub", hub, "-q").out
    assert "Made from: b/base (not read here; its own terms may ask for more)" in out
    assert "This model is itself a changed version of b/base" in out
    shutil.copytree(hub / "a/model", hub / "b/base")
    assert "Made from: b/base (see there)" in run_cli("notice", "a/model", "b/base", "--hub", hub, "-q").out


def test_terms_that_could_not_be_read_are_unknown_and_not_without_duties(run_cli: RunCli, tmp_path: Path) -> None:
    hub = put(tmp_path, "a/model", README__md="---\nlicense: other\nlicense_name: own\n---\n# A model\n")
    (hub / "a/model/siblings.txt").write_text("README.md\nLICENSE\n", "utf-8")
    (found,) = document(run_cli, hub, "a/model")["models"]
    assert {item["rule"] for item in found["unknown"]} >= {"oblige.attribution-notice", "oblige.display-branding"}
    assert any("LICENSE" in line for line in found["not_read"])
    out = run_cli("notice", "a/model", "--hub", hub, "-q").out
    assert out.count("Not known whether the terms ask for words by oblige.attribution-notice, ") == 1
    assert "What has to be said is not known: the terms were not read." in out and "Nothing was found" not in out


def test_no_license_is_said(run_cli: RunCli, tmp_path: Path) -> None:
    hub = put(tmp_path, "a/model", README__md="# A model\n", model__safetensors="")
    assert "License: none is stated: nothing allows to pass this model on" in (
        run_cli("notice", "a/model", "--hub", hub, "-q").out
    )


def test_no_text_drives_the_terminal(run_cli: RunCli, tmp_path: Path) -> None:
    hub = model(tmp_path)
    (hub / "a/model/NOTICE").write_text("Copyright (c) 2024 \x1b[2J\u202eevil\n\ttab stays\n", "utf-8")
    for form in ("table", "markdown"):
        out = run_cli("notice", "a/model", "--hub", hub, "-q", "-f", form).out
        assert "\x1b" not in out and "\u202e" not in out and "tab stays" in out


SAY = 'schema = 1\nwhy = "w"\n[[say]]\nrule = "oblige.share-alike"\n'


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("notice.toml", SAY.replace("share-alike", "share-alke") + 'text = "x"\n', "oblige.share-alke"),
        ("notice.toml", SAY + 'text = "{name}"\n', "text may hold {value}"),
        ("notice.toml", SAY + 'text = "{value}"\n', "needs unnamed"),
        ("notice.toml", SAY + 'text = "x"\nmade_from = "y"\n', "{bases}"),
        ("notice.toml", SAY + 'text = "x"\nmore = "y"\n', "unknown key"),
        ("notice.toml", SAY + 'text = "x"\n[[say]]\nrule = "oblige.share-alike"\ntext = "y"\n', "stands twice"),
        ("repair.toml", 'schema = 1\nwhy = "w"\ndatasets_from = ["data.gone"]\n[gate]\nterms = "{license} {place}"\n',
         "data.gone"),
        ("repair.toml", 'schema = 1\nwhy = "w"\ndatasets_from = []\n[gate]\nterms = "{license}"\n', "{place}"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_with_its_fault(
    run_cli: RunCli, tmp_path: Path, file: str, text: str, said: str
) -> None:
    (tmp_path / file).write_text(text, "utf-8")
    ended = run_cli("notice", "a/model", "--rules", tmp_path, "--offline")
    assert ended.code == 2 and said in ended.err, ended


def test_the_words_of_a_duty_are_data(run_cli: RunCli, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    said = 'schema = 1\nwhy = "w"\n[[say]]\nrule = "oblige.state-changes"\ntext = "Tell what is new."\n'
    (rules / "notice.toml").write_text(said, "utf-8")
    (found,) = json.loads(
        run_cli("notice", "a/model", "--hub", model(tmp_path), "--rules", rules, "-f", "json", "-q").out
    )["models"]
    assert [(duty["rule"], duty["say"]) for duty in found["duties"]] == [("oblige.state-changes", "Tell what is new.")]
