"""Many texts read by several processes: the same answer as by one, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

import pytest

from auditor import limits
from auditor.catalog.catalog import Catalog
from auditor.cli import license_processes
from auditor.cli.license_files import read_texts
from auditor.cli.license_processes import Arriving, processes_for, read_with_processes
from auditor.cli.output import renderer
from auditor.cli.spool import KEPT
from auditor.nouns import DocumentKind, DocumentReading, Identity, Match
from auditor.render.canvas import Canvas
from auditor.render.formats import LICENSE_RENDERERS
from auditor.render.results import LicenseResult
from tests.cli.conftest import RunCli

_TERMS = "You may not use the Model or its Output to train or improve any other large language model. Copy {}."


@pytest.fixture
def texts(tmp_path: Path) -> list[str]:
    paths = [tmp_path / f"{number:02}.txt" for number in range(20)]
    for number, path in enumerate(paths):
        path.write_text(_TERMS.format(number), encoding="utf-8")
    return [str(path) for path in paths]


def test_few_or_small_files_are_read_here(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(license_processes, "_cores", lambda: 4)
    assert processes_for(texts, None) == 1
    assert processes_for(texts[:1], 4) == 1
    assert processes_for(["-"], 4) == 1
    assert processes_for(texts, 3) == 3
    assert processes_for(texts, 1) == 1


def test_each_core_gets_a_process_where_there_is_much_to_read(
    texts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(license_processes, "_cores", lambda: 4)
    for name in texts[:10]:
        Path(name).write_text("a " * 250_000, encoding="utf-8")
    assert processes_for(texts, None) == 4
    assert processes_for(texts[:4], None) == 2
    assert processes_for(texts[:1], None) == 1
    assert processes_for([*texts[:2], str(tmp_path / "none")], None) == 1
    monkeypatch.setattr(license_processes, "_cores", lambda: 64)
    monkeypatch.setattr(license_processes, "_size", lambda name: limits.LICENSE_BYTES)
    assert processes_for(texts, None) == 8, "each holds the rules in memory"


def test_the_answer_is_the_same_and_in_the_order_asked(texts: list[str], run_cli: RunCli) -> None:
    Path(texts[3]).write_bytes(b"MIT\0License")
    Path(texts[7]).write_bytes(b"a" * (limits.LICENSE_BYTES + 1))
    names = [*texts[:5], "-", *reversed(texts[5:])]
    for name in ("json", "table"):
        alone, together = (
            run_cli("license", *names, "-f", name, "--jobs", jobs, stdin=_TERMS.encode()) for jobs in (1, 2)
        )
        assert (alone.code, together.code) == (3, 3)
        assert together.out == alone.out
    assert run_cli("license", *texts[:2], "--all", "--jobs", 2).out == run_cli("license", *texts[:2], "--all").out


def test_rules_of_the_user_reach_every_process(texts: list[str], tmp_path: Path, run_cli: RunCli) -> None:
    folder = tmp_path / "rules" / "licenses"
    folder.mkdir(parents=True)
    run = [run_cli("license", *texts, "-f", "json", "--rules", folder.parent, "--jobs", jobs) for jobs in (1, 2)]
    assert run[0].code == 0
    assert run[0] == run[1]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_where_the_processes_fall_this_one_reads_on(
    method: str, texts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if method not in get_all_start_methods():
        pytest.skip("processes are never copied here")
    catalog = Catalog.load()
    monkeypatch.setattr(license_processes, "_context", lambda: get_context(method))
    # Copies get an end for a beginning; fresh processes rules that are not there.
    monkeypatch.setattr(license_processes, "_begin", _fall if method == "fork" else license_processes._begin)
    found = tuple(read_with_processes(texts, catalog, [tmp_path / "none"], 2))
    assert found == tuple(read_texts(texts, catalog))


def _fall(rules: tuple[Path, ...]) -> None:
    os._exit(1)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_copies_and_fresh_processes_answer_the_same(
    method: str, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if method not in get_all_start_methods():
        pytest.skip("processes are never copied here")
    catalog = Catalog.load()
    monkeypatch.setattr(license_processes, "_context", lambda: get_context(method))
    assert tuple(read_with_processes(texts, catalog, None, 2)) == tuple(read_texts(texts, catalog))


def reading(number: int) -> DocumentReading:
    identity = Identity(id=None, match=Match.NONE)
    return DocumentReading(path=f"{number}", sha256="", kind=DocumentKind.LICENSE, identity=identity, findings=())


def test_readings_are_kept_for_the_next_walk() -> None:
    assert len(Arriving(iter([]))) == 0
    all_of_them = [reading(number) for number in range(KEPT * 2)]
    arriving = Arriving(iter(all_of_them))
    first = iter(arriving)
    assert next(first) == all_of_them[0]
    assert list(arriving) == all_of_them
    assert list(first) == all_of_them[1:]
    assert all_of_them[-1] in arriving and reading(-1) not in arriving
    assert len(arriving) == len(all_of_them)


@pytest.mark.parametrize("name", ["json", "csv"])
def test_a_long_answer_is_rendered_text_by_text(name: str) -> None:
    walked: list[int] = []

    def coming() -> Iterator[DocumentReading]:
        for number in range(KEPT * 2):
            walked.append(number)
            yield reading(number)

    render = renderer(LICENSE_RENDERERS[name])
    result = LicenseResult(readings=Arriving(coming()))
    pieces = render(result, Canvas())
    seen = [len(walked) for _ in pieces]
    assert seen[1:4] == [1, 2, 3]


#: The command, which says when the first text has been read; Ctrl-C counts whatever the shell above thinks of it.
_STARTED = """
import signal, sys
from auditor.cli import license_processes
from auditor.cli.main import run

more = license_processes.Arriving._more

def first(self):
    found = more(self)
    if len(self._kept) == 1:
        print("reading", file=sys.stderr, flush=True)
    return found

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    license_processes.Arriving._more = first
    run()
"""


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C reaches a group of processes on POSIX")
def test_ctrl_c_ends_all_processes_with_one_word(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:03}.txt" for number in range(200)]
    for number, path in enumerate(paths):
        path.write_text("\n\n".join(_TERMS.format(f"{number} {line}") for line in range(400)), encoding="utf-8")
    command = [sys.executable, "-c", _STARTED, "license", *map(str, paths), "--jobs", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "reading\n"
        os.killpg(process.pid, signal.SIGINT)
        # Ends when nobody holds the other end of the pipes: the processes are gone, too.
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert "interrupted" in errors and "Traceback" not in errors
