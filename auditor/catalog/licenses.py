"""Known licenses: names, steward, addresses and clause facts of one license, policy or family a file.

Facts only, no text. They answer where a text cannot be read (basis known-terms); where it was read, its words decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from auditor.catalog.reader import Faults
from auditor.nouns import Quantity

#: license and policy are single texts; terms are a service's terms of use; a family names no single text; unnamed is
#: the Hub's word for "none of the listed" (other, unknown).
Kind = Literal["license", "policy", "terms", "family", "unnamed"]
#: What sort of terms these are said to be, where no clause facts are known (as in the catalog of systems).
Nature = Literal["osi", "permissive-custom", "rail", "community-restricted", "non-commercial", "proprietary-terms", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFact:
    """A clause that the text is known to have: the rule's id, what it names, and the quantity of a threshold."""

    rule: str
    value: str = ""
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLicense:
    """One known license. `id` is an SPDX id or a LicenseRef- and names the file.

    `hub` are ids that the Hub uses for it, `aliases` further names, `urls` addresses of its text. `approved`: on the
    list of approved licenses (license level 4). `family`: the member ids of a family tag, which concludes nothing.
    `policies`: ids of policy texts that it makes binding. `complete`: `clause` lists every clause of the text, so that
    one that is not listed is absent; without it nothing is known of the clauses but their `nature`. `versions_of`
    groups the versions of one license. `fingerprint` names the texts that the index of texts is built from, beside
    those that SPDX publishes: `corpus:NAME` or `scancode:KEY`.
    """

    schema: int
    id: str
    title: str
    kind: Kind = "license"
    steward: str = ""
    versions_of: str = ""
    version: str = ""
    hub: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    approved: bool = False
    osi: bool = False
    fsf: bool = False
    family: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    nature: Nature = ""
    fingerprint: tuple[str, ...] = ()
    complete: bool = False
    source: str = ""
    clause: tuple[ClauseFact, ...] = ()

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
        if not _ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is no SPDX id and no LicenseRef-")
        if (self.kind == "family") != bool(self.family):
            raise ValueError("a family, and nothing else, lists its members in `family`")
        if self.osi and not self.approved:
            raise ValueError("an OSI-approved license is on the list of approved licenses")
        if self.clause and not self.complete:
            raise ValueError("clause facts are complete or not given")
        if self.complete and not self.source:
            raise ValueError("clause facts name their source")

    @property
    def clauses(self) -> tuple[ClauseFact, ...]:
        """The clause facts, in the order of the file."""
        return self.clause

    @property
    def concludes(self) -> bool:
        """Whether this names a single text: a family tag or "other" does not."""
        return self.kind not in ("family", "unnamed")


_CLAUSES = ("restrict.", "oblige.", "grant.", "term.")
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.+-]*[A-Za-z0-9+])?")


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Faults that need all licenses: an id, Hub id or alias used twice, members and policies that do not exist."""
    licenses = [item for item in records["licenses"] if item is not None]
    known = {item.id for item in licenses}
    owner: dict[tuple[str, str], str] = {}
    for item in licenses:
        file = f"licenses/{item.id}.toml"
        keys = [("id", item.id.casefold()), *(("hub", name.casefold()) for name in item.hub)]
        keys += [("alias", plain(name)) for name in (item.title, *item.aliases)]
        keys += [("url", plain_url(url)) for url in item.urls]
        for key in keys:
            if owner.setdefault(key, item.id) != item.id:
                faults.add(file, key[0], f"{key[1]!r} already names {owner[key]!r}")
        for policy in item.policies:
            if policy not in known:
                faults.add(file, "policies", f"no license file for {policy!r}")
        seen: set[str] = set()
        for number, fact in enumerate(item.clause):
            if fact.rule in seen:
                faults.add(file, f"clause[{number}].rule", f"{fact.rule!r} stands twice")
            if not fact.rule.startswith(_CLAUSES):
                faults.add(file, f"clause[{number}].rule", f"{fact.rule!r} is no clause rule")
            seen.add(fact.rule)


def plain(name: str) -> str:
    """A license name as names are compared: NFKC, casefolded, other runs than letters, digits and "+" = one blank."""
    import unicodedata

    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w+]+|_+", " ", folded).strip()


def plain_url(url: str) -> str:
    """An address as addresses are compared: no scheme, no www., no query, fragment or last slash; raw = shown file."""
    found = re.sub(r"^[a-z]+://(www\.)?", "", url.strip().casefold())
    found = re.split(r"[?#]", found, maxsplit=1)[0].rstrip("/")
    found = re.sub(r"^raw\.githubusercontent\.com/([^/]+/[^/]+)/", r"github.com/\1/blob/", found)
    return re.sub(r"^(huggingface\.co/[^/]+/[^/]+)/(raw|resolve)/", r"\1/blob/", found)
