"""Formats and files in pairs, colours, and files that are replaced as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.options import Color
from auditor.cli.output import Target, pair_targets, wants_color, write_results
from auditor.errors import UsageError
from auditor.render.canvas import Canvas
from auditor.render.formats import LICENSE_RENDERERS
from auditor.render.results import LicenseResult

KNOWN = {"table": "", "json": "", "csv": ""}


def test_nothing_asked_is_a_table_on_stdout() -> None:
    assert pair_targets(None, None, KNOWN) == (Target("table", None),)


def test_formats_and_files_pair_by_order_and_one_surplus_format_goes_to_stdout(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assert pair_targets(["json", "csv", "table"], [first, second], KNOWN) == (
        Target("json", first),
        Target("csv", second),
        Target("table", None),
    )


@pytest.mark.parametrize(("formats", "files"), [([], 1), (["json"], 2), (["json", "csv"], 0), (["json"] * 3, 1)])
def test_what_does_not_pair_is_refused(formats: list[str], files: int, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="do not pair"):
        pair_targets(formats, [tmp_path / str(at) for at in range(files)], KNOWN)


def test_an_unknown_format_names_the_near_one() -> None:
    with pytest.raises(UsageError) as caught:
        pair_targets(["jsn"], [], KNOWN)
    assert "'json'" in caught.value.hint and "csv" in caught.value.hint


def test_a_file_in_no_folder_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        pair_targets(["json"], [tmp_path / "none" / "a"], KNOWN)
    with pytest.raises(UsageError, match="is a folder"):
        pair_targets(["json"], [tmp_path], KNOWN)


@pytest.mark.parametrize(
    ("choice", "terminal", "environment", "wanted"),
    [
        (Color.AUTO, True, {}, True),
        (Color.AUTO, False, {}, False),
        (Color.AUTO, True, {"NO_COLOR": "1"}, False),
        (Color.AUTO, True, {"NO_COLOR": ""}, True),
        (Color.AUTO, False, {"FORCE_COLOR": "1"}, True),
        (Color.AUTO, False, {"CLICOLOR_FORCE": "0"}, False),
        (Color.AUTO, True, {"TERM": "dumb"}, False),
        (Color.AUTO, True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (Color.ALWAYS, False, {"NO_COLOR": "1"}, True),
        (Color.NEVER, True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_who_decides_on_colours(
    choice: Color, terminal: bool, environment: dict[str, str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_color(choice, terminal) is wanted


def test_a_file_gets_no_colours_and_is_not_half_written(tmp_path: Path) -> None:
    target = Target("table", tmp_path / "out.txt")
    write_results([target], LICENSE_RENDERERS, LicenseResult(readings=()), Canvas(color=True, width=200))
    assert (tmp_path / "out.txt").read_bytes() == b"\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]
