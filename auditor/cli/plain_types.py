"""Parameters of plain types read without pydantic: Typer would import it for them, a tenth of a second at each start.

Only the types that this program uses; every other parameter keeps Typer's own reading. The hook is not a public one of
Typer: where it is missing, everything works as before, and slower (tests/cli/test_plain_types.py compares the two).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

import typer

try:
    from typer._coercion import RuntimeParam
except ImportError:  # pragma: no cover - another Typer than the locked one
    RuntimeParam = None  # type: ignore[assignment, misc]


def read_plainly(command: Any) -> Any:
    """The same command with its parameters of plain types, and those of its subcommands, read without pydantic."""
    if RuntimeParam is not None:
        # Asked with a context, a command names its help option too.
        for parameter in command.get_params(typer.Context(command)):
            _prepare(parameter)
        for below in getattr(command, "commands", {}).values():
            read_plainly(below)
    return command


def _prepare(parameter: Any) -> None:
    descriptor = getattr(parameter, "type_descriptor", None)
    if descriptor is None or getattr(parameter, "_runtime_param", 0) is not None:
        return
    many = get_origin(descriptor.annotation) is list
    leaf = get_args(descriptor.annotation)[0] if many else descriptor.annotation
    if leaf in (str, int, bool, Path) or (isinstance(leaf, type) and issubclass(leaf, Enum)):
        parameter._runtime_param = _Plain(
            parameter_info=descriptor.parameter_info, annotation=descriptor.annotation, leaf=leaf, many=many
        )


if RuntimeParam is not None:

    @dataclass(frozen=True)
    class _Plain(RuntimeParam):
        """A str, int, bool, Path or choice, or a list of them."""

        leaf: Any
        many: bool

        def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:
            try:
                return [self._one(item) for item in value] if self.many else self._one(value)
            except ValueError as reason:
                raise typer.BadParameter(str(reason), ctx=ctx, param=param) from None

        def _one(self, value: Any) -> Any:
            if isinstance(self.leaf, type) and issubclass(self.leaf, Enum):
                return _choice(self.leaf, value)
            if self.leaf is bool:
                return _flag(value)
            return _number(value, self.parameter_info) if self.leaf is int else self.leaf(value)


def _flag(value: Any) -> bool:
    # A flag comes as a word only from its environment variable.
    word = str(value).strip().casefold()
    if word in ("1", "true", "t", "yes", "y", "on"):
        return True
    if word in ("", "0", "false", "f", "no", "n", "off"):
        return False
    raise ValueError(f"{value!r} is neither yes nor no.")


def _choice(kind: type[Enum], value: Any) -> Enum:
    for member in kind:
        if str(value).casefold() == str(member.value).casefold():
            return member
    raise ValueError(f"{value!r} is not one of {', '.join(str(member.value) for member in kind)}.")


def _number(value: Any, bounds: Any) -> int:
    try:
        number = int(value)
    except ValueError:
        raise ValueError(f"{value!r} is no whole number.") from None
    if (bounds.min is not None and number < bounds.min) or (bounds.max is not None and number > bounds.max):
        raise ValueError(f"{number} is not in the range {bounds.min} to {bounds.max}.")
    return number
