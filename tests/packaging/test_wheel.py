"""What the packages hold, built by the real backend: the compiled catalog, its sources, the schemas, nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(TOP)]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob("*.whl")))


def test_the_wheel_holds_the_catalog_compiled_and_as_sources(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    names = set(wheel.namelist())
    rules = {
        f"auditor/_rules/source/{path.relative_to(TOP / 'rules').as_posix()}"
        for path in (TOP / "rules").rglob("*.toml")
    }
    assert rules and rules <= names
    assert "auditor/_rules/catalog.bin" in names and "auditor/py.typed" in names
    assert {"auditor/schemas/audit-1.json", "auditor/schemas/license-1.json"} <= names


def test_the_compiled_catalog_is_that_of_the_sources(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    from auditor.catalog.catalog import Catalog
    from auditor.catalog.compiled import CompiledCatalog

    path = tmp_path / "catalog.bin"
    path.write_bytes(wheel.read("auditor/_rules/catalog.bin"))
    assert CompiledCatalog(path).sha256 == Catalog.load().sha256


def test_the_wheel_holds_no_tests_and_no_texts_of_licenses(wheel: zipfile.ZipFile) -> None:
    names = [name for name in wheel.namelist() if not name.startswith("auditor-")]
    assert all(name.startswith("auditor/") for name in names)
    assert not [name for name in names if name.endswith((".txt", ".md", ".pyc"))]


def test_two_builds_of_one_tree_hold_the_same_catalog(wheel: zipfile.ZipFile) -> None:
    from auditor.catalog.compiled import compile_catalog

    assert compile_catalog([TOP / "rules"]) == wheel.read("auditor/_rules/catalog.bin")


def test_the_sdist_can_build_and_test_itself(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"hatch_build.py", "pyproject.toml", "LICENSE", "README.md", "script/test", "requirements.txt"}
    assert wanted <= names and "rules/facets.toml" in names and "tests/conftest.py" in names
    assert not {name for name in names if name.startswith((".venv", "auditor/_rules"))}


def test_the_version_stands_once(wheel: zipfile.ZipFile) -> None:
    from auditor import __version__

    metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    assert f"\nVersion: {__version__}\n" in wheel.read(metadata).decode()


def test_the_catalog_compiles_with_the_standard_library_alone(tmp_path: Path) -> None:
    """A build in isolation has the build backend and nothing else."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "from auditor.catalog.compiled import compile_catalog;"
        "print(len(compile_catalog([Path(sys.argv[1], 'rules')])))"
    )
    command = [sys.executable, "-I", "-S", "-c", code, str(TOP)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 10_000
