"""Where results go: formats paired with files, the terminal's width and colours, one writer."""

from __future__ import annotations

import difflib
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.cli.options import Color
from auditor.errors import UsageError
from auditor.render.canvas import Canvas

#: Columns of a table that is not written to a terminal.
PIPED_WIDTH = 80
#: Bytes of an answer that wait in memory until all of it is there, and characters written at once.
_IN_MEMORY = 8_000_000
_AT_ONCE = 1_000_000
#: A narrower terminal wraps by itself.
MIN_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Target:
    """One format and the file it goes to; None is stdout."""

    format: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes results of one kind where the options say: the targets, the renderers of the kind, when to colour."""

    targets: tuple[Target, ...]
    renderers: Mapping[str, str]
    color: Color

    def write(self, result: object, catalog_sha256: str) -> None:
        """Render `result` for each target; `catalog_sha256` is the hash of the rules it comes from."""
        write_results(self.targets, self.renderers, result, canvas_for(self.color, catalog_sha256))


@dataclass(frozen=True, slots=True)
class Writing:
    """The options that say how a result is written, as given."""

    formats: Sequence[str] | None
    outputs: Sequence[Path] | None
    color: Color

    def by(self, renderers: Mapping[str, str]) -> Writer:
        """The writer for results of one kind. Raises UsageError as `pair_targets` does, before anything is read."""
        return Writer(pair_targets(self.formats, self.outputs, renderers), renderers, self.color)


def pair_targets(
    formats: Sequence[str] | None, outputs: Sequence[Path] | None, known: Mapping[str, object]
) -> tuple[Target, ...]:
    """Formats paired with files in the order given; one surplus format goes to stdout; none at all is a table there.

    Raises UsageError for an unknown format, a file without a format, two surplus formats, or a place that cannot hold
    a file.
    """
    formats, outputs = list(formats or []), list(outputs or [])
    if not formats and not outputs:
        formats = ["table"]
    for name in formats:
        _known_format(name, known)
    if not len(outputs) <= len(formats) <= len(outputs) + 1:
        raise UsageError(
            f"{len(formats)} formats and {len(outputs)} files do not pair",
            "Give a --format for each --output; one format more goes to the terminal.",
        )
    for path in outputs:
        _writable_place(path)
    return tuple(Target(name, outputs[at] if at < len(outputs) else None) for at, name in enumerate(formats))


def _known_format(name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise UsageError(f"no format is called {name!r}", f"{hint}Known: {', '.join(known)}.")


def _writable_place(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path}: is a folder", "Name a file for --output.")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: the folder {path.parent} does not exist", "Make the folder first.")


def write_results(targets: Sequence[Target], renderers: Mapping[str, str], result: object, canvas: Canvas) -> None:
    """Render `result` once for each target and write it. Files are replaced as a whole or not at all."""
    for target in targets:
        render = renderer(renderers[target.format])
        if target.path is None:
            _write_stdout(_pieces(render(result, canvas)))
        else:
            _write_file(target.path, _pieces(render(result, canvas.for_file(target.path.suffix))))


def renderer(reference: str) -> Any:
    """The function that `module:name` refers to."""
    module, _, name = reference.partition(":")
    return getattr(importlib.import_module(module), name)


def _pieces(rendered: str | Iterable[str]) -> Iterable[str]:
    """What a renderer gives: one text, or pieces of it where a long run would not fit in memory."""
    return [rendered] if isinstance(rendered, str) else rendered


def _write_stdout(pieces: Iterable[str]) -> None:
    """All pieces are there before the first is shown, so that nothing half done is read from a pipe."""
    # No text of any kind is changed by its stay in the file; stdout escapes what it cannot carry.
    with tempfile.SpooledTemporaryFile(
        max_size=_IN_MEMORY, mode="w+", encoding="utf-8", errors="surrogatepass", newline=""
    ) as waiting:
        waiting.writelines(pieces)
        waiting.seek(0)
        while piece := waiting.read(_AT_ONCE):
            sys.stdout.write(piece)


def _write_file(path: Path, pieces: Iterable[str]) -> None:
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
                out.writelines(pieces)
            # Made readable as any file of the user's, and not for this process alone.
            Path(temporary).chmod(0o666 & ~_umask())
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as reason:
        message = f"{path}: could not be written: {reason.strerror}"
        raise UsageError(message, "Name another file for --output.") from reason


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def canvas_for(color: Color, catalog_sha256: str) -> Canvas:
    """What renderers may know of the outside: the width and colours of stdout, and the hash of the rules."""
    terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns if terminal else PIPED_WIDTH
    return Canvas(width=max(columns, MIN_WIDTH), color=wants_color(color, terminal), catalog_sha256=catalog_sha256)


def wants_color(color: Color, terminal: bool) -> bool:
    """Whether to colour: the option decides, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
    if color is not Color.AUTO:
        return color is Color.ALWAYS
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return terminal and os.environ.get("TERM") != "dumb"
