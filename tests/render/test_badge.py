"""`-f badge`: what a shields endpoint takes, for one model, several, an unknown one and none that could be read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.errors import UsageError
from auditor.nouns import AuditReport, ClassLevel
from auditor.render.badge import render_audit
from auditor.render.canvas import Canvas
from auditor.render.results import AuditResult, Failure
from tests.cli.conftest import RunCli, run_cli
from tests.render.reports import hostile_report
from tests.render.test_spdx import made

__all__ = ["run_cli"]

#: Keys, kinds and colour names as shields.io documents its endpoint badge.
ENDPOINT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schemaVersion", "label", "message", "color"],
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
        "color": {
            "enum": ["brightgreen", "green", "yellowgreen", "yellow", "orange", "red", "lightgrey", "inactive"],
        },
        "isError": {"const": True},
    },
}
GONE = Failure("a/gone", "a/gone: no such model", "Check the id.")


def leveled(level: int, high: int | None = None, name: str = "open weights", known: bool = True) -> AuditReport:
    high = level if high is None else high
    return replace(
        made(f"a/m{level}", "MIT"),
        class_level=ClassLevel(level=level, level_high=high, name=name, available_known=known),
    )


def badge(*reports: AuditReport, failures: tuple[Failure, ...] = ()) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render_audit(AuditResult(reports=reports, failures=failures), Canvas()))
    jsonschema.validate(document, ENDPOINT)
    return document


def test_one_model_shows_its_class() -> None:
    assert badge(leveled(4)) == {
        "schemaVersion": 1, "label": "openness", "message": "class 4 of 7: open weights", "color": "yellowgreen",
    }  # fmt: skip


def test_a_class_with_two_ends_has_the_colour_of_the_lower() -> None:
    shown = badge(leveled(2, 3, "restricted weights"))
    assert (shown["message"], shown["color"]) == ("class 2-3 of 7: restricted weights", "orange")


@pytest.mark.parametrize("level", range(8))
def test_every_class_has_a_colour(level: int) -> None:
    assert badge(leveled(level))["message"].startswith(f"class {level} of 7")


def test_of_several_the_lowest_is_shown_and_an_unknown_one_before_all() -> None:
    shown = badge(leveled(5), leveled(3), leveled(6))
    assert (shown["label"], shown["message"]) == ("openness of 3 models", "class 3 of 7: open weights")
    shown = badge(leveled(5), leveled(0, 7, "availability unknown", known=False))
    assert (shown["message"], shown["color"]) == ("not known", "inactive")


def test_what_could_not_be_read_is_told() -> None:
    assert badge(failures=(GONE,)) == {
        "schemaVersion": 1, "label": "openness", "message": "could not be read", "color": "inactive", "isError": True,
    }  # fmt: skip
    shown = badge(leveled(4), failures=(GONE,))
    assert (shown["label"], shown["message"]) == ("openness of 2 models", "class 4 of 7: open weights (1 not read)")
    assert "isError" not in shown


def test_a_hostile_model_writes_nothing_into_the_badge() -> None:
    assert badge(hostile_report())["message"] == "not known"


def test_nothing_asked_is_no_badge() -> None:
    with pytest.raises(UsageError):
        render_audit(AuditResult(reports=()), Canvas())


def test_the_command_writes_it_and_keeps_its_exit_code(run_cli: RunCli, tmp_path: Path) -> None:
    model = tmp_path / "a/model"
    model.mkdir(parents=True)
    (model / "README.md").write_text("---\nlicense: apache-2.0\n---\n# A model\n", "utf-8")
    (model / "siblings.txt").write_text("README.md\nmodel.safetensors\n", "utf-8")
    ended = run_cli("audit", "a/model", "--hub", tmp_path, "-q", "-f", "badge")
    shown = json.loads(ended.out)
    jsonschema.validate(shown, ENDPOINT)
    assert ended.code == 0 and shown["message"].startswith("class 2-4 of 7")
    gone = run_cli("audit", "a/gone", "--hub", tmp_path, "-q", "-f", "badge")
    assert gone.code == 3 and json.loads(gone.out)["isError"] is True
