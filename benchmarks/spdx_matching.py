"""SPDX's own matching patterns applied as they are written: a second opinion on whether a text is a listed license.

Nothing of the package is used here. Case, spaces and punctuation count for nothing, as SPDX's guidelines say.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

_SPACE = r"\W*"


def allows(template: str, text: str) -> bool:
    """Whether a whole text is what an SPDX license file (XML) matches."""
    root = ElementTree.fromstring(template)
    body = next(element for element in root.iter() if _tag(element) == "text")
    pattern = _SPACE + _children(body) + _SPACE
    return re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: ElementTree.Element) -> str:
    parts = [_fixed(element.text)]
    for child in element:
        parts += [_of(child), _fixed(child.tail)]
    return _SPACE.join(part for part in parts if part)


def _of(element: ElementTree.Element) -> str:
    tag = _tag(element)
    if tag == "alt":
        return f"(?:{element.get('match', '')})"
    if tag == "bullet":
        return r"(?:\(?\w{1,3}[.)])?"
    if tag == "copyrightText":
        return r"(?:[^\n]*(?:copyright|\(c\)|©)[^\n]*)?"
    inner = _children(element)
    return f"(?:{inner})?" if tag in ("optional", "titleText", "standardLicenseHeader") else inner


def _fixed(text: str | None) -> str:
    return _SPACE.join(re.findall(r"\w+", text or ""))
