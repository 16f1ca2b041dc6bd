"""The one place that ends the process: every expected error becomes a message with its next step and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from auditor.cli.codes import CRASHED, DONE, INCOMPLETE, USAGE
from auditor.errors import AuditorError, CatalogError, path_refused

#: How seldom Python looks for circles of objects: rules and patterns live until the end, and looking among them again
#: and again is wasted time.
COLLECTED = (50_000, 20, 50)


def run() -> None:
    """Entry point of the installed command: `main`, and the process ends with its code."""
    gc.set_threshold(*COLLECTED)
    sys.exit(main())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code. Raises nothing."""
    _speak_utf8()
    try:
        code = _dispatch(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except AuditorError as error:
        _report(error)
        return error.exit_code
    except (BrokenPipeError, SystemExit):
        # Typer turns a broken pipe into SystemExit(1), which would read as a violated demand; it raises no other.
        return _reader_left()
    except OSError as reason:
        refused = path_refused(reason)
        if refused is None:
            return _crashed()
        _report(refused)
        return refused.exit_code
    except KeyboardInterrupt:
        _say("error: interrupted before there was anything to show")
        return INCOMPLETE
    except Exception:
        return _crashed()
    return code


def _dispatch(arguments: list[str]) -> int:
    import typer

    from auditor.cli.app import command

    try:
        code = command().main(args=arguments, prog_name="auditor", standalone_mode=False)
    except typer.TyperException as error:
        _say_usage(error.format_message())
        return USAGE
    except typer.Abort:
        return INCOMPLETE
    if code == 130:
        # Typer's word for Ctrl-C; the exit codes of this program are a closed list.
        raise KeyboardInterrupt
    return code if isinstance(code, int) else DONE


def _say_usage(message: str) -> None:
    if message.startswith("Usage: "):
        # No command was named. The parser's message is then the whole help, which is read line by line.
        _say("error: no command named\n")
        _say("\n".join(_printable(line) for line in message.splitlines()))
        return
    _say(f"error: {_printable(message)}")
    _say("  auditor --help shows the commands, auditor COMMAND --help the options of one.")


def _report(error: AuditorError) -> None:
    _say(f"error: {_printable(error.message)}")
    if isinstance(error, CatalogError):
        for fault in error.faults:
            _say(f"  {_printable(fault)}")
    if error.hint:
        _say("\n".join(f"  {_printable(line)}" for line in error.hint.splitlines()))


def _reader_left() -> int:
    # `auditor … | head`: nobody reads on, and the interpreter's own flush at exit would complain once more.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _crashed() -> int:
    from auditor.cli.crash import write_log

    kind, error, _ = sys.exc_info()
    log = write_log()
    name = kind.__name__ if kind else "error"
    _say(f"error: auditor met a fault of its own ({name}: {_printable(str(error))[:200]})")
    _say(f"  The details are in {log}; report it with that file." if log else "  The log file could not be written.")
    return CRASHED


def _speak_utf8() -> None:
    # The same input gives the same bytes whatever the locale says; what UTF-8 cannot carry is escaped, not lost.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _printable(text: str) -> str:
    from auditor.render.terminal import printable

    return printable(text)


def _say(line: str) -> None:
    try:
        print(line, file=sys.stderr)
    except OSError:
        # Nobody reads stderr; the exit code still tells.
        return
