"""`auditor fix`: the patch says what the files say; nothing is written unless asked, and only in a folder."""

from __future__ import annotations

from pathlib import Path

from tests.chain.test_contradictions import MIT as WHOLE
from tests.cli.conftest import RunCli

#: The text from its grant on: a text of its own without any notice of who made it.
MIT = WHOLE.partition("office\n\n")[2]


def folder(root: Path, front: str | None, **files: str) -> Path:
    made = root / "model"
    made.mkdir()
    card = f"---\r\n{front}\r\n---\r\n# A model\r\n" if front is not None else "# A model\n"
    (made / "README.md").write_bytes(card.encode())
    for name, text in files.items():
        (made / name.replace("__", ".")).write_text(text, "utf-8")
    return made


def test_a_license_file_without_a_tag_gets_its_tag(run_cli: RunCli, tmp_path: Path) -> None:
    made = folder(tmp_path, None, LICENSE=MIT)
    ended = run_cli("fix", made, "-q")
    assert ended.code == 0, ended.err
    assert "+license: mit" in ended.out and "# license: mit (LICENSE is the text of MIT)" in ended.out
    assert (made / "README.md").read_text() == "# A model\n"


def test_a_wrong_tag_is_replaced_and_line_ends_are_kept(run_cli: RunCli, tmp_path: Path) -> None:
    made = folder(tmp_path, "license: apache-2.0\r\ntags:\r\n- one", LICENSE=MIT)
    assert run_cli("fix", made, "-q", "--write").code == 0
    assert (made / "README.md").read_bytes() == b"---\r\nlicense: mit\r\ntags:\r\n- one\r\n---\r\n# A model\r\n"
    assert run_cli("fix", made, "-q").out == ""


def test_a_base_of_the_configuration_is_named_with_its_relation(run_cli: RunCli, tmp_path: Path) -> None:
    made = folder(tmp_path, "license: mit", LICENSE=MIT, adapter_config__json='{"base_model_name_or_path": "a/base"}')
    out = run_cli("fix", made, "-q").out
    assert "+base_model: a/base" in out and "+base_model_relation: adapter" in out


def test_a_named_license_without_its_text_is_a_file_to_add(run_cli: RunCli, tmp_path: Path) -> None:
    assert "# add the file LICENSE" in run_cli("fix", folder(tmp_path, "license: mit"), "-q").out


def test_a_model_of_the_hub_is_not_written(run_cli: RunCli) -> None:
    assert run_cli("fix", "a/model", "--write").code == 2


def test_a_card_that_is_a_link_is_not_written_through(run_cli: RunCli, tmp_path: Path) -> None:
    made = folder(tmp_path, None, LICENSE=MIT)
    (made / "README.md").rename(made / "other.md")
    (made / "README.md").symlink_to("other.md")
    assert run_cli("fix", made, "-q", "--write").code == 2
    assert (made / "other.md").read_text() == "# A model\n"
