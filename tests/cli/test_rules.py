"""`auditor rules check`: broken rules are refused, all faults at once; examples that come out otherwise are named."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import RunCli

RULE = """schema = 1
id = "restrict.use-gardening"
answers = "clause"
title = "Not for gardening"
why = "A rule of the tests."
force = "forbid"

[[phrasing]]
text = "you may not use the model to plan or to tend any garden"
must = [["garden*"]]

[[examples.match]]
text = "You may not use the Model to plan a garden."
[[examples.match]]
text = "The Model must not be used to tend any garden."
[[examples.match]]
text = "{third}"

[[examples.no_match]]
text = "You may use the Model to tend any garden."
because = "a permission"
[[examples.no_match]]
text = "You may not use the Model to plan a war."
because = "no garden"
[[examples.no_match]]
text = "The garden of the Licensor is open to everybody."
because = "not about use"
"""


def folder(tmp_path: Path, third: str, name: str = "restrict.use-gardening") -> Path:
    (tmp_path / "usage").mkdir()
    (tmp_path / "usage" / f"{name}.toml").write_text(RULE.format(third=third), encoding="utf-8")
    return tmp_path


def test_a_rule_of_the_user_is_added_and_has_its_page(run_cli: RunCli, tmp_path: Path) -> None:
    rules = folder(tmp_path, "You may not use the Model to plan, plant or tend a garden.")
    assert "Not for gardening" in run_cli("explain", "restrict.use-gardening", "--rules", rules).out
    ended = run_cli("license", "-", "--rules", rules, "-f", "csv", stdin=b"You may not use the Model to plan a garden.")
    assert "restrict.use-gardening,found" in ended.out


def test_an_example_that_comes_out_otherwise_is_named(run_cli: RunCli, tmp_path: Path) -> None:
    ended = run_cli("rules", "check", folder(tmp_path, "Nothing of the kind is said here at all."))
    assert ended.code == 2
    assert "usage/restrict.use-gardening.toml: examples.match[2]: is not found" in ended.err
    assert ended.err.count("restrict.use-gardening") == 1


def test_every_fault_of_every_file_is_told_at_once(run_cli: RunCli, tmp_path: Path) -> None:
    rules = folder(tmp_path, "x", name="restrict.other-name")
    (rules / "usage" / "broken.toml").write_text("id = [", encoding="utf-8")
    (rules / "nowhere").mkdir()
    (rules / "nowhere" / "a.toml").write_text("id = 1", encoding="utf-8")
    ended = run_cli("rules", "check", rules)
    assert ended.code == 2
    for fault in ("restrict.other-name.toml: id:", "broken.toml: not TOML", "nowhere/a.toml: no section"):
        assert fault in ended.err, ended.err


def test_the_profile_names_every_clause_rule(run_cli: RunCli, tmp_path: Path) -> None:
    rules = folder(tmp_path, "You may not use the Model to plan, plant or tend a garden.")
    shown = run_cli("rules", "check", rules, "--profile").out
    row = next(line for line in shown.splitlines() if line.startswith("restrict.use-gardening "))
    assert row.split()[-3:] == ["0", "of", "1"]
