"""Look-up of known licenses: by Hub id, name, address, SPDX id or LicenseRef-, both ways. Answers from facts only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.catalog.licenses import KnownLicense, plain, plain_url

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

#: Words that stand around a license's name without being part of it, as `plain` leaves them.
_AROUND = re.compile(
    r"^(?:the|under|license|licence|released under)\s+|\s+(?:licen[cs]e(?:d|\s+agreement)?|agreement)$"
)
_BRACKET = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*$")
#: A name longer than this is prose.
_NAME_LENGTH = 200


class KnownLicenses:
    """The known licenses with their indexes. Use `known(catalog)`, which keeps one for each catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Index the `licenses` section of `catalog`."""
        self.all: tuple[KnownLicense, ...] = catalog.licenses
        self._ids = {item.id.casefold(): item for item in self.all}
        self._tags = {tag.casefold(): item for item in self.all for tag in item.hub}
        self._urls = {plain_url(url): item for item in self.all for url in item.urls}
        self._names: dict[str, KnownLicense] = {}
        for item in self.all:
            for name in (item.title, *item.aliases, item.id, *item.hub):
                self._names.setdefault(plain(name), item)
        for item in self.all:
            for name in (item.title, *item.aliases):
                self._names.setdefault(_bare(plain(name)), item)
        self._first = {name.split(" ", 1)[0] for name in self._names if name}

    def by_tag(self, hub_id: str) -> KnownLicense | None:
        """The license of a Hub id (`llama3.1`, `apache-2.0`); a family or "other" is answered with its `kind`."""
        return self._tags.get(hub_id.strip().casefold())

    def by_id(self, license_id: str) -> KnownLicense | None:
        """The license of an SPDX id or LicenseRef-, in any case; an SPDX id without a file has only what SPDX lists."""
        found = self._ids.get(license_id.strip().casefold())
        return found or _listed(license_id.strip())

    def by_name(self, text: str) -> KnownLicense | None:
        """The license that this names by id, title or alias, blanks and hyphens alike, a remark in brackets aside."""
        if len(text) > _NAME_LENGTH:
            return None
        for form in (text, _BRACKET.sub("", text)):
            key = plain(form)
            found = self._names.get(key) or self._names.get(_bare(key)) or self.by_id(form)
            if found:
                return found
        return None

    def by_exact_name(self, text: str) -> KnownLicense | None:
        """The license that has exactly this id, title or alias (blanks and hyphens alike), nothing dropped from it."""
        return self._names.get(plain(text))

    def may_begin(self, word: str) -> bool:
        """Whether a license's name begins with this word: a quick test before names are compared."""
        return plain(word).split(" ", 1)[0] in self._first

    def by_url(self, url: str) -> KnownLicense | None:
        """The license whose text stands at this address (scheme, www., query, fragment and last slash aside)."""
        return self._urls.get(plain_url(url))

    def hub_id(self, license_id: str) -> str | None:
        """The Hub id of an SPDX id or LicenseRef-, or None if the Hub has none of its own."""
        found = self._ids.get(license_id.casefold())
        return found.hub[0] if found and found.hub else None


def known(catalog: Catalog) -> KnownLicenses:
    """The known licenses of a catalog, indexed once."""
    found: KnownLicenses = catalog.cached("known-licenses", KnownLicenses)
    return found


def _bare(name: str) -> str:
    """A plain name without the words around it."""
    before = ""
    while before != name:
        before, name = name, _AROUND.sub("", name)
    return name


def _listed(license_id: str) -> KnownLicense | None:
    """What the SPDX list says of an id that has no file here: its name, and whether OSI approved it."""
    from auditor.licenses.expressions import spdx_license

    entry = spdx_license(license_id)
    if entry is None:
        return None
    return KnownLicense(
        schema=1, id=entry.id, title=entry.name, approved=entry.osi, osi=entry.osi, fsf=entry.fsf, source=""
    )
