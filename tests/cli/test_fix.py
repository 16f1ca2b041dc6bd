"""`auditor fix`: the patch says what the files say; nothing is written unless asked, and only in a folder."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.cli.main import main
from auditor.licenses.standard_texts import installed
from tests.cli.conftest import RunCli

TERMS = """Harbor Model Terms

1. Grant. You are granted a non-exclusive licence to use, copy, modify and distribute the Model.
2. Purpose. You may use the Model for non-commercial purposes only. You may not use the Model or its output for any
commercial purpose.
"""


@pytest.fixture(scope="module")
def mit() -> str:
    """The whole MIT text, title and copyright line included: of the installed standard texts, or of the corpus."""
    texts = installed()
    found = texts.text("MIT") if texts else None
    corpus = os.environ.get("AUDITOR_CORPUS")
    path = Path(corpus or "") / "licenses" / "mit.txt"
    if found is None and corpus and path.is_file():
        found = path.read_text("utf-8")
    if found is None:
        pytest.skip("neither the extra `texts` is installed nor AUDITOR_CORPUS set: no whole text of MIT is at hand")
    return found


def folder(root: Path, card: str | bytes | None, **files: str) -> Path:
    made = root / "model"
    made.mkdir()
    if card is not None:
        (made / "README.md").write_bytes(card if isinstance(card, bytes) else card.encode())
    for name, text in files.items():
        (made / name.replace("__", ".")).write_text(text, "utf-8")
    return made


def front(lines: str, body: str = "# A model\n") -> str:
    return f"---\n{lines}\n---\n{body}"


def audited(run_cli: RunCli, made: Path) -> dict[str, str]:
    """Flags (raised) and disclosures of an audit, by id."""
    report = json.loads(run_cli("audit", made, "-f", "json", "-q").out)["reports"][0]
    return {item["rule"]: item["verdict"] for item in report["disclosures"]} | {
        flag["id"]: "raised" for flag in report["flags"]
    }


#: How each tool takes a patch.
TAKE = {"git": ["apply"], "patch": ["--binary", "-p1", "-i"]}


def patch_of(made: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """What the command writes, byte by byte."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", out)
        assert main(["fix", str(made), "-q"]) == 0
        out.flush()
        return out.buffer.getvalue()  # type: ignore[attr-defined, no-any-return]


def settled(run_cli: RunCli, made: Path, *stated: str) -> bytes:
    """Write what is proposed; afterwards nothing is left to propose, no contradiction is found, and these disclosures
    are made."""
    ended = run_cli("fix", made, "-q", "--write")
    assert ended.code == 0, ended
    again = run_cli("fix", made)
    assert (again.out, again.err) == ("", "nothing to propose\n")
    after = audited(run_cli, made)
    assert "flag.license-conflict" not in after and {after[rule] for rule in stated} <= {"open"}
    return (made / "README.md").read_bytes()


def test_a_license_file_without_a_tag_gets_its_tag(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, "# A model\n", LICENSE=mit)
    ended = run_cli("fix", made, "-q")
    assert ended.code == 0, ended.err
    assert "+license: mit" in ended.out and "# license: mit (LICENSE is the text of MIT; license.stated)" in ended.out
    assert (made / "README.md").read_text() == "# A model\n"
    assert settled(run_cli, made, "license.stated") == b"---\nlicense: mit\n---\n# A model\n"


def test_a_wrong_tag_is_replaced_and_line_ends_are_kept(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, b"---\r\nlicense: apache-2.0\r\ntags:\r\n- one\r\n---\r\n# A model\r\n", LICENSE=mit)
    assert "flag.license-conflict" in audited(run_cli, made)
    assert "flag.license-conflict)" in run_cli("fix", made, "-q").out
    assert settled(run_cli, made) == b"---\r\nlicense: mit\r\ntags:\r\n- one\r\n---\r\n# A model\r\n"


def test_a_name_and_a_link_of_another_license_are_taken_away(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    lines = "license: other\nlicense_name: apache-2.0\nlicense_link: https://www.apache.org/licenses/LICENSE-2.0\na: b"
    made = folder(tmp_path, front(lines), LICENSE=mit)
    assert settled(run_cli, made) == front("license: mit\na: b").encode()


def test_several_tags_become_the_one_that_the_text_is(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, front("license:\n- mit\n- apache-2.0\na: b"), LICENSE=mit)
    assert settled(run_cli, made) == front("license: mit\na: b").encode()


def test_terms_of_their_own_get_other_with_name_and_link(run_cli: RunCli, tmp_path: Path) -> None:
    made = folder(tmp_path, front("license: mit"), LICENSE=TERMS)
    expected = front("license: other\nlicense_name: harbor-model-terms\nlicense_link: LICENSE")
    assert settled(run_cli, made) == expected.encode()


def test_a_name_that_stands_is_kept(run_cli: RunCli, tmp_path: Path) -> None:
    made = folder(tmp_path, front("license: other\nlicense_name: Harbor terms"), LICENSE=TERMS)
    assert settled(run_cli, made) == front(
        "license: other\nlicense_name: Harbor terms\nlicense_link: LICENSE"
    ).encode()


def test_a_misspelt_key_is_put_right(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, front('licence: "mit" # ours'), LICENSE=mit)
    assert settled(run_cli, made) == front("license: mit # ours").encode()


def test_prose_alone_becomes_a_tag(run_cli: RunCli, tmp_path: Path) -> None:
    made = folder(tmp_path, front("a: b", "# A model\n\nThe model weights are released under the MIT license.\n"))
    out = run_cli("fix", made, "-q").out
    assert "+license: mit" in out and "README.md:6 names MIT" in out


def test_what_only_the_owner_knows_is_asked(run_cli: RunCli, tmp_path: Path) -> None:
    body = "# A model\n\nThe model weights are released under the MIT license.\n"
    made = folder(tmp_path, front("license: apache-2.0", body))
    out = run_cli("fix", made, "-q").out
    assert "# decide on license (the key 'license' says Apache-2.0, README.md:6 says MIT; flag.license-conflict)" in out
    assert "+++" not in out


def test_a_named_license_without_its_text_is_a_file_to_add(run_cli: RunCli, tmp_path: Path) -> None:
    out = run_cli("fix", folder(tmp_path, front("license: mit")), "-q").out
    assert "# add the file LICENSE (the card names MIT, and no file holds its text; weights.license-file)" in out


def test_a_base_of_the_configuration_is_named_with_its_relation(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    config = '{"base_model_name_or_path": "a/base"}'
    made = folder(tmp_path, front("license: mit"), LICENSE=mit, adapter_config__json=config)
    assert "(adapter_config.json names it; base-model.stated)" in run_cli("fix", made, "-q").out
    expected = front("license: mit\nbase_model: a/base\nbase_model_relation: adapter")
    assert audited(run_cli, made)["base-model.stated"] != "open"
    assert settled(run_cli, made, "base-model.stated") == expected.encode()


def test_a_declared_base_gets_the_relation_that_the_files_show(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    config = '{"base_model_name_or_path": "a/base"}'
    made = folder(tmp_path, front("license: mit\nbase_model: a/base"), LICENSE=mit, adapter_config__json=config)
    expected = front("license: mit\nbase_model: a/base\nbase_model_relation: adapter")
    assert settled(run_cli, made) == expected.encode()


def test_data_sets_that_the_card_links_are_listed(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    body = (
        "# A model\n\n## Training data\n\nThe model was fine-tuned on [letters](https://huggingface.co/datasets/d/letters)"
        " and https://huggingface.co/datasets/d/notes/viewer/all.\n\n## Evaluation\n\nIt was evaluated on "
        "[exam](https://huggingface.co/datasets/d/exam).\n"
    )
    made = folder(tmp_path, front("license: mit\ndatasets: # ours\n- d/notes # first\ntags: [a]", body), LICENSE=mit)
    assert "README.md:11 links what the model was trained on; datasets.metadata)" in run_cli("fix", made, "-q").out
    expected = front("license: mit\ndatasets: # ours\n- d/notes # first\n- d/letters\ntags: [a]", body)
    assert settled(run_cli, made, "datasets.metadata") == expected.encode()


def test_data_sets_that_nothing_listed_get_their_key(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    body = "# A model\n\n## Training data\n\nFine-tuned on https://huggingface.co/datasets/d/letters.\n"
    made = folder(tmp_path, front("license: mit", body), LICENSE=mit)
    assert audited(run_cli, made)["datasets.metadata"] == "unstated"
    assert settled(run_cli, made, "datasets.metadata") == front("license: mit\ndatasets:\n- d/letters", body).encode()


def test_a_form_without_words_gets_them(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, front("license: mit\nextra_gated_fields:\n  Name: text"), LICENSE=mit)
    assert "; weights.gate)" in run_cli("fix", made, "-q").out
    written = settled(run_cli, made).decode()
    words = "By asking for access you accept the terms of this model: MIT License, see LICENSE."
    assert f'extra_gated_prompt: "{words}"' in written


def test_a_gate_that_the_hub_tells_of_gets_its_words(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, front("license: mit"), LICENSE=mit)
    (made / "model_info.json").write_text('{"id": "a/model", "gated": "manual"}', "utf-8")
    assert "+extra_gated_prompt:" in run_cli("fix", made, "-q").out


def test_a_form_that_names_another_license_is_told(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, front("license: mit\nextra_gated_prompt: You accept the Apache License 2.0."), LICENSE=mit)
    out = run_cli("fix", made, "-q").out
    assert "# decide on extra_gated_prompt (the form names Apache-2.0, the terms are MIT; flag.license-conflict)" in out


@pytest.mark.parametrize(
    "card",
    [
        front("license: apache-2.0\n# why\nlanguage: [en, de]  # two\ntags:\n- 'one'\n- \"two\"\nx: |\n  a\n\n  b"),
        front("a: b", "no line end at the end"),
        "no line end",
        "---\r\na: b\r\n---\r\n# A\x0bB\u2028C\x85D\r\n",
        "\ufeff---\na: b\n---\n# A\n",
        "\ufeff# A\n",
        "",
        b"---\na: b\n---\n# caf\xe9 \xff\n",
        front("\n".join(f"k{number}: v" for number in range(40)), "# A\n" * 40),
        None,
    ],
    ids=["comments", "no end", "bare", "odd ends", "mark", "mark, no front", "empty", "latin", "long", "none"],
)  # fmt: skip
def test_the_patch_is_taken_and_gives_what_write_gives(
    run_cli: RunCli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mit: str, card: str | bytes | None
) -> None:
    tools = {name: shutil.which(name) for name in TAKE}
    if not any(tools.values()):
        pytest.skip("neither git nor patch is installed")
    made = folder(tmp_path, card, LICENSE=mit, adapter_config__json='{"base_model_name_or_path": "a/base"}')
    (tmp_path / "change.diff").write_bytes(patch_of(made, monkeypatch))
    for name, command in tools.items():
        if command:
            shutil.copytree(made, tmp_path / name)
            taken = [command, *TAKE[name], "../change.diff"]
            environment = {"PATH": os.environ["PATH"], "GIT_CEILING_DIRECTORIES": str(tmp_path)}
            ran = subprocess.run(taken, cwd=tmp_path / name, capture_output=True, env=environment, check=False)
            assert ran.returncode == 0, ran
    written = settled(run_cli, made)
    assert all((tmp_path / name / "README.md").read_bytes() == written for name, command in tools.items() if command)
    assert b"base_model: a/base" in written
    before = (b"" if card is None else card.encode() if isinstance(card, str) else card).removeprefix(b"\xef\xbb\xbf")
    assert [line for line in before.splitlines() if b"license" not in line and line not in written.splitlines()] == []


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("---\n- a\n- b\n---\n# A\n", "no table of keys"),
        ("---\njust words\n---\n# A\n", "no table of keys"),
        ("---\nlicense: a\nlicense: apache-2.0\n---\n# A\n", "given twice"),
        ("---\n\tlicense: apache-2.0\n---\n# A\n", "tabs"),
        ("---\nlicense: apache-2.0\n# never closed\n", "not closed"),
        ("---\n{license: apache-2.0}\n---\n# A\n", "one a line"),
        ("---\nlicense: &x apache-2.0\nname: *x\n---\n# A\n", "aliases"),
        ("---\nlicense: |\n  apache-2.0\n---\n# A\n", "several lines"),
        ("---\na: \"\x00\x1b[2J\"\n---\n# A\n", "control characters"),
        ("---\n" + "a: b\n" * 60_000 + "---\n# A\n", "too large"),
        ("---\n" + "[" * 200 + "\n---\n# A\n", "nested too deeply"),
    ],
)
def test_a_hostile_front_matter_gets_a_clear_answer(
    run_cli: RunCli, tmp_path: Path, mit: str, card: str, said: str
) -> None:
    made = folder(tmp_path, card, LICENSE=mit)
    before = (made / "README.md").read_bytes()
    for more in ((), ("--write",)):
        ended = run_cli("fix", made, "-q", *more)
        assert ended.code == 2 and said in ended.err, ended
        assert "by hand" in ended.err and "\x1b" not in ended.err
        assert "# license: mit" in ended.out
    assert (made / "README.md").read_bytes() == before


def test_a_card_that_is_too_large_is_not_patched(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, "# A\n" * 1_300_000, LICENSE=mit)
    ended = run_cli("fix", made, "-q")
    assert ended.code == 3 and "too-large" in ended.err


def test_what_was_not_read_is_said(run_cli: RunCli, tmp_path: Path) -> None:
    made = folder(tmp_path, front("license: mit"), LICENSE="x" * 2_100_000)
    assert "# not read, so nothing is proposed for it: LICENSE (too-large" in run_cli("fix", made, "-q").out


def test_where_nothing_is_proposed_there_is_no_patch(run_cli: RunCli, tmp_path: Path) -> None:
    made = tmp_path / "bare"
    made.mkdir()
    (made / "config.json").write_text("{}", encoding="utf-8")
    ended = run_cli("fix", made)
    assert (ended.code, ended.out, ended.err) == (0, "", "nothing to propose\n")


def test_a_model_of_the_hub_is_not_written(run_cli: RunCli) -> None:
    assert run_cli("fix", "a/model", "--write").code == 2


def test_a_card_that_is_a_link_is_not_written_through(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, "# A model\n", LICENSE=mit)
    (made / "README.md").rename(made / "other.md")
    (made / "README.md").symlink_to("other.md")
    assert run_cli("fix", made, "-q", "--write").code == 2
    assert (made / "other.md").read_text() == "# A model\n"


def test_the_rights_of_the_file_stay(run_cli: RunCli, tmp_path: Path, mit: str) -> None:
    made = folder(tmp_path, "# A model\n", LICENSE=mit)
    (made / "README.md").chmod(0o640)
    settled(run_cli, made)
    assert (made / "README.md").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in made.iterdir()) == ["LICENSE", "README.md"]
