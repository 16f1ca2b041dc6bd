"""Model references in files with formats of their own: Dockerfile, .env, Modelfile, notebooks, Markdown, lists."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from auditor.discovery.config_files import scan_config
from auditor.discovery.findings import Maker, Reference, Status
from auditor.discovery.model_ids import IdReader
from auditor.discovery.patterns import Patterns
from auditor.discovery.python_files import scan_python
from auditor.discovery.shell import ShellScan, Variables, logical_lines
from auditor.discovery.structured import Broken


def scan_shell(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """References of a shell script or a file of commands (Makefile, Jenkinsfile)."""
    return list(ShellScan(file, patterns, ids).read(text))


def scan_makefile(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """References of a Makefile: `NAME ?= value` sets a variable, `$(NAME)` reads it, recipe lines are shell."""
    text = re.sub(r"(?m)^(\s*)(?:export )?(\w+)[ \t]*[:?+]?=[ \t]*", r"\1\2=", text)
    text = re.sub(r"\$\((\w+)\)", r"${\1}", text)
    return list(ShellScan(file, patterns, ids).read(re.sub(r"(?m)^\t[@-]+", "\t", text)))


def scan_jenkinsfile(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """References of a Jenkinsfile: `NAME = 'value'` in an environment, and the text of `sh` steps."""
    text = re.sub(r"(?m)^(\s*)(\w+)[ \t]*=[ \t]*", r"\1\2=", text)
    text = re.sub(
        r"(?m)^(\s*)(?:sh|bat|powershell)\b[ \t]*\(?(?:script:[ \t]*)?['\"]+(.*?)['\"]*\)?[ \t]*$", r"\1\2", text
    )
    return list(ShellScan(file, patterns, ids).read(text))


def scan_dockerfile(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """References of a Dockerfile: `ARG` and `ENV` set variables, `RUN`, `CMD` and `ENTRYPOINT` hold commands."""
    scan = ShellScan(file, patterns, ids, Variables({}))
    found: list[Reference] = []
    for line, logical in logical_lines(text):
        word, _, rest = logical.strip().partition(" ")
        rest = rest.strip()
        instruction = word.upper()
        if instruction in ("ARG", "ENV"):
            found += _docker_variables(scan, rest, line, instruction)
        elif instruction in ("RUN", "CMD", "ENTRYPOINT", "SHELL"):
            found += _docker_command(scan, rest, line)
    return found


def _docker_variables(scan: ShellScan, rest: str, line: int, instruction: str) -> list[Reference]:
    pairs = re.findall(r"([A-Za-z_]\w*)=(\"[^\"]*\"|'[^']*'|\S*)", rest)
    if not pairs and instruction == "ENV" and " " in rest:
        name, _, value = rest.partition(" ")
        pairs = [(name, value.strip())]
    found: list[Reference] = []
    for name, value in pairs:
        found += list(scan.words([f"{name}={value.strip(chr(34) + chr(39))}"], line))
    return found


def _docker_command(scan: ShellScan, rest: str, line: int) -> list[Reference]:
    if rest.startswith("["):
        try:
            words = json.loads(rest)
        except ValueError:
            words = None
        if isinstance(words, list):
            words = [str(word) for word in words]
            # Options alone go to the image's own command, which is not named here.
            return list(scan.options(words, line) if words[:1] and words[0][:1] == "-" else scan.words(words, line))
    return list(scan.read(rest, line))


def scan_env(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """References of a file of `NAME=value` lines."""
    return list(ShellScan(file, patterns, ids).read(re.sub(r"(?m)^(\s*)(?:export )?([\w.]+)\s*=\s*", r"\1\2=", text)))


def scan_modelfile(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """The `FROM` and `ADAPTER` of an Ollama Modelfile."""
    found: list[Reference] = []
    scan = ShellScan(file, patterns, ids)
    for line, logical in logical_lines(text):
        word, _, rest = logical.strip().partition(" ")
        if word.upper() in ("FROM", "ADAPTER"):
            found += list(scan.value(rest.strip(), line, f"Modelfile {word.upper()}", strip=(), table="ollama"))
    return found


def scan_requirements(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """Wheels, submodules and other lines that download from the Hub."""
    found: list[Reference] = []
    for line, logical in logical_lines(text):
        for address in re.findall(
            r"(?:https?://)?(?:huggingface\.co|hf\.co)/[^\s\"'<>]+|pkg:huggingface/[^\s\"'<>]+", logical
        ):
            known = ids.read(address.removesuffix(".git"))
            if known:
                found.append(Maker(file)(known.id, known.revision, line, Status.DECLARED, "address of the Hub"))
    return found


def scan_notebook(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """References of a notebook's code cells; lines that start with `!` or `%` are shell. Raises Broken."""
    try:
        cells = json.loads(text).get("cells", [])
        sources = [cell.get("source", "") for cell in cells if cell.get("cell_type") == "code"]
    except (ValueError, AttributeError, RecursionError) as reason:
        raise Broken(f"not a notebook: {reason}") from reason
    lines = _cell_lines(text, sources)
    code, shell = _code_and_shell(lines)
    numbers = [number for number, _ in lines]
    found = _python_of_cells(code, file, patterns, ids)
    scan = ShellScan(file, patterns, ids)
    for index, line in shell:
        found += list(scan.read(line, index + 1))
    placed = [replace(item, line=numbers[min(item.line, len(numbers)) - 1]) for item in found] if numbers else []
    return sorted(placed, key=lambda reference: reference.line)


def _cell_lines(text: str, sources: list[object]) -> list[tuple[int, str]]:
    """(line in the file, line of code) of all code cells, in order: each line of code is one JSON string."""
    found: list[tuple[int, str]] = []
    raw = text.split("\n")
    at = 0
    for source in sources:
        parts = source if isinstance(source, list) else str(source).splitlines(keepends=True)
        for part in parts:
            token = json.dumps(str(part), ensure_ascii=False)[1:-1]
            other = json.dumps(str(part))[1:-1]
            hit = next((n for n in range(at, min(at + 5000, len(raw))) if token in raw[n] or other in raw[n]), at)
            at = hit
            found.append((hit + 1, str(part).rstrip("\n")))
        found.append((at + 1, ""))
    return found


def _code_and_shell(lines: list[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
    code: list[str] = []
    shell: list[tuple[int, str]] = []
    cell_magic = False
    for index, (_, line) in enumerate(lines):
        bare = line.lstrip()
        cell_magic = (bare.startswith("%%") and not bare.startswith(("%%time", "%%capture"))) or (
            cell_magic and bool(line)
        )
        if bare.startswith(("!", "%")) or cell_magic:
            shell.append((index, re.sub(r"^[!%]+\s*(?:pip|time|sx|system)?\s*", "", bare)))
            code.append(line[: len(line) - len(bare)] + "pass")
        else:
            code.append(line)
    return "\n".join(code), shell


def _python_of_cells(code: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    try:
        return scan_python(code, file, patterns, ids)
    except (SyntaxError, ValueError, RecursionError) as reason:
        raise Broken(f"a code cell is not Python: {reason}") from reason


def scan_markdown(text: str, file: str, patterns: Patterns, ids: IdReader) -> list[Reference]:
    """Front matter, and commands in code blocks marked as shell; prose names no dependency."""
    found: list[Reference] = []
    lines = text.split("\n")
    if lines and lines[0].strip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
        if end:
            matter = "\n" + "\n".join(lines[1:end])
            name = str(PurePosixPath(file).with_suffix(".md"))
            with contextlib.suppress(Broken):
                found += [replace(item, file=file) for item in scan_config(matter, name, patterns, ids)]
    for start, block in _shell_blocks(lines):
        for reference in ShellScan(file, patterns, ids).read(block, start):
            if reference.status is not Status.UNRESOLVED:
                found.append(replace(reference, how=f"{reference.how} (in documentation)"))
    return found


def _shell_blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(first line, text) of fenced blocks whose language is a shell."""
    fence, start = "", 0
    kept: list[str] = []
    for number, line in enumerate(lines, 1):
        opened = re.match(r"\s*(`{3,}|~{3,})\s*(\w*)", line)
        if fence:
            if opened and line.strip().startswith(fence) and not line.strip().strip("`~"):
                yield start, "\n".join(kept)
                fence, kept = "", []
            else:
                kept.append(re.sub(r"^\s*\$ ", "", line) if fence else line)
        elif opened and opened.group(2).lower() in ("bash", "sh", "shell", "console", "zsh", "shellsession"):
            fence, start, kept = opened.group(1), number + 1, []
