"""The licenses of a bill of materials: what is declared, what is concluded, and the text behind each LicenseRef-."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.licenses.expressions import is_expression
from auditor.nouns import AuditReport
from auditor.render.terminal import printable

_REFERENCE = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
#: Characters that no XML document can hold, lone surrogates among them.
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """A license that SPDX does not list: its text as read, or None; `name` as stated, `origin` where it stands."""

    id: str
    name: str
    text: str | None
    origin: str


def plain_text(text: str) -> str:
    """`text` with every character that some bill could not hold replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def declared(report: AuditReport) -> tuple[str, ...]:
    """The licenses that the repository states by tag or name, as SPDX ids, expressions or LicenseRef-s; each once.

    Several are several statements: whether a user may choose among them, the repository does not say.
    """
    names = [source for source in report.license.sources if source.how == "name"]
    tags = [source for source in report.license.sources if source.how == "tag"]
    stated = [source.license or _stated(source.stated) for source in tags] or [None]
    if not any(stated):
        stated = [source.license or _stated(source.stated) or _own_id(report, source.stated) for source in names]
    if not report.license.sources:
        stated = [_stated(report.license.declared or "")]
    return tuple(dict.fromkeys(name for name in stated if name))


def states_none(report: AuditReport) -> bool:
    """Whether it is established that the repository states no license: another thing than not knowing of any."""
    return report.license.how == "none"


def concluded(report: AuditReport) -> str | None:
    """The concluded license; a text of its own that was read is a LicenseRef- with that text. None: not concluded."""
    known = report.license.concluded
    if known is not None:
        return known if is_expression(known) else None
    if not _own_texts(report):
        return None
    names = [source.stated for source in report.license.sources if source.how == "name"]
    return _own_id(report, names[0] if names else f"{report.id} license")


def own_texts(reports: Sequence[AuditReport]) -> tuple[OwnText, ...]:
    """Every LicenseRef- that `declared` and `concluded` name, sorted; a text that was read goes before none."""
    found: dict[str, OwnText] = {}
    for report in sorted(reports, key=lambda item: (item.id, item.commit or "")):
        for name in _references(report):
            made = _own_text(report, name)
            if name not in found or (found[name].text is None and made.text is not None):
                found[name] = made
    return tuple(found[name] for name in sorted(found))


def _references(report: AuditReport) -> Iterator[str]:
    for license in (concluded(report), *declared(report)):
        yield from _REFERENCE.findall(license or "")


def _own_text(report: AuditReport, name: str) -> OwnText:
    names = [source.stated for source in report.license.sources if source.how in ("name", "tag")]
    shown = next((text for text in names if _slug(text) in name), name)
    for path, text in _own_texts(report):
        identity = next((item.identity for item in report.license.documents if item.path == path), None)
        own = identity is None or identity.id is None or name in identity.id
        if own:
            origin = f"read in {report.id}: {path}"
            return OwnText(id=name, name=_line(shown), text=plain_text(text), origin=_line(origin))
    return OwnText(id=name, name=_line(shown), text=None, origin=_line(f"stated by {report.id}; its text was not read"))


def _own_texts(report: AuditReport) -> list[tuple[str, str]]:
    return [(path, text) for path, text in report.license_texts if path in report.license.operative]


def _stated(text: str) -> str | None:
    """A stated license where it is an SPDX id or expression; "other" and names of one's own are none."""
    return text if text and is_expression(text) else None


def _own_id(report: AuditReport, name: str) -> str:
    """A LicenseRef- for terms that have no id: by their name and, where the text was read, by the text."""
    texts = "\0".join(text for _, text in _own_texts(report))
    digest = f"-{hashlib.sha256(texts.encode('utf-8', 'replace')).hexdigest()[:8]}" if texts else ""
    return f"LicenseRef-{_slug(name)}{digest}"


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", text).strip("-.")[:_NAME_LENGTH].strip("-.") or "own"


def _line(text: str) -> str:
    return plain_text(printable(text))
