"""Model references in shell text: scripts, `run:` steps, `RUN` and `CMD` lines, cells that start with `!`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.catalog.references import Command
from auditor.discovery.findings import Maker, Reference, Status
from auditor.discovery.model_ids import HUB_ID, IdReader, is_template
from auditor.discovery.patterns import Patterns

_ASSIGNMENT = re.compile(r"(?:export\s+|readonly\s+|local\s+|declare\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?::?[-=]([^{}]*))?\}|([A-Za-z_]\w*))")
_PASSED = re.compile(r"(?:--?\w+=)?([A-Z][A-Z0-9_]*)=(\S+)")
_SEPARATORS = {"&&", "||", ";", "|", "&", "(", ")", "then", "do", "else", "fi", "done", "{", "}", "!"}
_URL = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/[^\s\"'<>)\]`|;&]+")


@dataclass
class Variables:
    """Variables known so far: name → (value, where it was set)."""

    values: dict[str, tuple[str, str]]

    def expand(self, text: str) -> tuple[str | None, str]:
        """The text with its variables filled in, and where the first came from; None where one is not known."""
        origin = ""
        unknown = False

        def fill(found: re.Match[str]) -> str:
            nonlocal origin, unknown
            name = found.group(1) or found.group(3)
            default = found.group(2)
            if name in self.values:
                value, where = self.values[name]
                origin = origin or where
                return value
            if default:
                origin = origin or f"default of {name}"
                return default
            unknown = True
            return ""

        for _ in range(4):
            filled = _VARIABLE.sub(fill, text)
            if unknown or filled == text:
                break
            text = filled
        return (None if unknown or "$(" in text or "`" in text else text), origin


class ShellScan:
    """Reads shell text line by line; variables carry over from line to line."""

    def __init__(self, file: str, patterns: Patterns, ids: IdReader, variables: Variables | None = None) -> None:
        self._made, self._patterns, self._ids = Maker(file), patterns, ids
        self.variables = variables or Variables({})

    def read(self, text: str, first_line: int = 1) -> Iterator[Reference]:
        """The references in `text`, whose first line has the number `first_line`."""
        for line, logical in logical_lines(text, first_line):
            if "huggingface.co/" in logical or "hf.co/" in logical:
                yield from self._addresses(logical, line)
            yield from self.words(split(logical), line)

    def words(self, words: list[str], line: int) -> Iterator[Reference]:
        """The references of one line that is already split into words."""
        command: list[str] = []
        for word in [*words, ";"]:
            if word in _SEPARATORS:
                yield from self._command(command, line)
                command = []
            else:
                command.append(word)

    def options(self, words: list[str], line: int) -> Iterator[Reference]:
        """The references of options whose command is not named: any that is a key of configuration counts."""
        for at, word in enumerate(words):
            name, equals, value = word.partition("=")
            pattern = self._patterns.code_key(name.lstrip("-").replace("-", "_")) if name[:1] == "-" else None
            if pattern is None or pattern[1].kind != "model":
                continue
            value = value if equals else (words[at + 1] if at + 1 < len(words) else "")
            if value:
                yield from self.value(value, line, pattern[0], strip=pattern[1].strip, table="")

    def _command(self, words: list[str], line: int) -> Iterator[Reference]:
        for word in words[1:]:
            passed = _PASSED.fullmatch(word)
            if passed and passed.group(1) in self._patterns.variables:
                yield from self._assign(passed.group(1), passed.group(2), line)
        while words:
            assigned = _ASSIGNMENT.fullmatch(words[0])
            if not assigned and words[0] not in ("export", "readonly", "local"):
                break
            if assigned:
                yield from self._assign(assigned.group(1), assigned.group(2), line)
            words = words[1:]
        yield from self._matches(words, line)

    def _assign(self, name: str, value: str, line: int) -> Iterator[Reference]:
        text, origin = self.variables.expand(value)
        if text is not None:
            self.variables.values[name] = (text, origin or f"variable {name}, line {line}")
        key = self._patterns.code_key(name)
        if name in self._patterns.variables or (key is not None and key[1].table):
            strip, table = (key[1].strip, key[1].table) if key is not None else ((), "")
            yield from self.value(value, line, f"variable {name}", strip=strip, table=table)

    def _matches(self, words: list[str], line: int) -> Iterator[Reference]:
        fitting = []
        for start in range(min(len(words), 8)):
            head = words[start].rpartition("/")[2]
            for how, command in self._patterns.commands.get(head, ()):
                size = len(command.words)
                if (head, *words[start + 1 : start + size]) == command.words:
                    fitting.append((command.weak, how, command, words[start + size :]))
        # `python -m vllm…` is first of all what stands after the interpreter.
        for _, how, command, rest in sorted(fitting, key=lambda item: item[0])[:1]:
            yield from self._of_command(how, command, rest, line)

    def _of_command(self, how: str, command: Command, rest: list[str], line: int) -> Iterator[Reference]:
        options, positional = _options(rest, command)
        if command.kind != "model" or _is_other_kind(rest):
            return
        revision = next((options[name][0] for name in command.revision if options.get(name)), None)
        values = [value for name in command.options for value in options.get(name, [])]
        if command.position is not None and command.position < len(positional):
            values.insert(0, positional[command.position])
        for value in values:
            if command.inside:
                inside = re.search(rf"(?:^|,)\s*{re.escape(command.inside)}=([^,]+)", value)
                if not inside:
                    continue
                value = inside.group(1)
            yield from self.value(
                _inner(value),
                line,
                how,
                strip=command.strip,
                table=command.table,
                namespace=command.namespace,
                revision=revision,
                weak=command.weak,
            )

    def value(
        self,
        value: str,
        line: int,
        how: str,
        *,
        strip: tuple[str, ...],
        table: str,
        namespace: str = "",
        revision: str | None = None,
        weak: bool = False,
    ) -> Iterator[Reference]:
        """The reference that a value is, with its variables filled in; nothing where it is no model."""
        text, origin = self.variables.expand(value)
        if text is None or (is_template(text) and not text.startswith("<")):
            if not weak and not value.startswith(("/", "./")):
                yield self._made(value, None, line, Status.UNRESOLVED, how, "")
            return
        found = self._ids.read(text, strip=strip, table=table, namespace=namespace)
        if found is not None:
            status = Status.INFERRED if origin else Status.DECLARED
            yield self._made(found.id, revision or found.revision, line, status, how, origin or found.via)

    def _addresses(self, text: str, line: int) -> Iterator[Reference]:
        """Addresses of the Hub in downloads and clones."""
        if not re.search(r"\b(?:git|curl|wget|aria2c|axel)\b", text):
            return
        for address in _URL.findall(text):
            expanded, origin = self.variables.expand(address.removesuffix(".git"))
            if expanded is None:
                yield self._made(address, None, line, Status.UNRESOLVED, "download of an address", "")
                continue
            found = self._ids.read(expanded)
            if found:
                status = Status.INFERRED if origin else Status.DECLARED
                yield self._made(found.id, found.revision, line, status, "download of an address", origin)


def _is_other_kind(words: list[str]) -> bool:
    """Whether an option says that a dataset or a Space is meant."""
    pairs = zip(words, [*words[1:], ""], strict=True)
    return any(
        word in ("--repo-type=dataset", "--repo-type=space")
        or (word == "--repo-type" and value in ("dataset", "space"))
        for word, value in pairs
    )


def _inner(value: str) -> str:
    """The id inside a value: `name=org/model`, or the model of a JSON object."""
    if value.startswith("{"):
        inside = re.search(r"\"(?:model|path)\":\s*\"([^\"]+)\"", value)
        return inside.group(1) if inside else value
    named = re.fullmatch(r"[\w.-]+=([\w.-]+/[\w.-]+)", value)
    return named.group(1) if named else value


def _options(words: list[str], command: Command) -> tuple[dict[str, list[str]], list[str]]:
    """Options with their values (`--x=y`, `--x y`), and the words that belong to none."""
    options: dict[str, list[str]] = {}
    positional: list[str] = []
    taking = {*command.options, *command.revision}
    at = 0
    while at < len(words):
        word = words[at]
        name, equals, value = word.partition("=")
        if word.startswith("-") and equals:
            options.setdefault(name, []).append(value)
        elif word in taking and at + 1 < len(words):
            at += 1
            while at < len(words) and not words[at].startswith("-"):
                options.setdefault(word, []).append(words[at])
                at += 1
            at -= 1
        elif word.startswith("-") and word not in taking:
            # An unknown option with a value: skipped with it, unless that can be the id that is looked for.
            if word.startswith("--") and at + 1 < len(words) and not words[at + 1].startswith("-"):
                at += bool(positional) or HUB_ID.fullmatch(words[at + 1]) is None
        else:
            positional.append(word)
        at += 1
    return options, positional


def logical_lines(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Lines with continuations joined, comments and empty ones left out, each with the number of its first line."""
    pending: list[str] = []
    start = first_line
    for number, line in enumerate(text.split("\n"), first_line):
        stripped = line.rstrip("\r").rstrip()
        if not pending:
            start = number
        if stripped.endswith(("\\", "`", "^")) and not stripped.endswith("\\\\"):
            pending.append(stripped[:-1])
            continue
        pending.append(stripped)
        joined = " ".join(part.strip() for part in pending)
        pending = []
        if joined and not joined.lstrip().startswith("#"):
            yield start, joined
    if pending:
        yield start, " ".join(part.strip() for part in pending)


def split(line: str) -> list[str]:
    """The words of a shell line; text with unbalanced quotes is split at blanks."""
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|()")
        lexer.whitespace_split = True
        lexer.commenters = "#" if " #" in line else ""
        return list(lexer)
    except ValueError:
        return [word.strip("\"'") for word in line.split()]
