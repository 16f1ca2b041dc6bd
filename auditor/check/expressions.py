"""License lists of a policy: SPDX expressions with LicenseRef-, by what each alternative of a license demands."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.licenses.expressions import ExpressionError, alternatives


def is_allowed(license: str, allowed: Iterable[str]) -> bool:
    """Whether some alternative of `license` is covered: each of its parts is allowed by itself, or all of them by one
    entry of the list. An OR in the list allows each side; an AND allows what its sides demand together.

    Raises ExpressionError for a list entry that is no expression; a license that is none is allowed by nothing.
    """
    entries = [option for text in allowed for option in alternatives(text)]
    single = {part for option in entries if len(option) == 1 for part in option}
    return any(option <= single or any(option <= entry for entry in entries) for option in _options(license))


def is_denied(license: str, denied: Iterable[str]) -> bool:
    """Whether every alternative of `license` has a part that the list denies."""
    parts = {part for text in denied for option in alternatives(text) for part in option}
    options = _options(license)
    return bool(options) and all(option & parts for option in options)


def _options(license: str) -> tuple[frozenset[str], ...]:
    try:
        return alternatives(license)
    except ExpressionError:
        return ()
