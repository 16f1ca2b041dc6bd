"""What holds for every option of every command: an environment variable of its own name, help, and one meaning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from auditor.cli.app import command

OWN = {"help", "version"}


def options(below: Any, path: str = "auditor") -> Iterator[tuple[str, Any]]:
    for parameter in below.params:
        if parameter.param_type_name == "option" and parameter.name not in OWN:
            yield path, parameter
    for name, inner in getattr(below, "commands", {}).items():
        yield from options(inner, f"{path} {name}")


ALL = list(options(command()))


def long_name(option: Any) -> str:
    return str(next(name for name in option.opts if name.startswith("--")))


@pytest.mark.parametrize(("path", "option"), ALL, ids=lambda value: getattr(value, "name", value))
def test_an_option_has_its_environment_variable_and_its_help(path: str, option: Any) -> None:
    wanted = "AUDITOR_" + long_name(option).removeprefix("--").replace("-", "_").upper()
    assert option.envvar == wanted, f"{path} {long_name(option)}"
    assert option.help and option.help.endswith("."), f"{path} {long_name(option)}"


def test_a_short_name_means_the_same_everywhere() -> None:
    meanings: dict[str, set[str]] = {}
    for _, option in ALL:
        for name in option.opts:
            if not name.startswith("--"):
                meanings.setdefault(name, set()).add(long_name(option))
    assert meanings and all(len(names) == 1 for names in meanings.values()), meanings


def commands(below: Any, path: str = "auditor") -> Iterator[tuple[str, Any]]:
    yield path, below
    for name, inner in getattr(below, "commands", {}).items():
        yield from commands(inner, f"{path} {name}")


@pytest.mark.parametrize(
    ("path", "below"), list(commands(command())), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_command_says_what_it_does(path: str, below: Any) -> None:
    assert below.help and below.help.strip().endswith("."), path
