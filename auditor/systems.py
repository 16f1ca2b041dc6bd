"""Names to systems: what a name that is no Hub id means, by the catalog of systems.

Names are compared after NFKC, case folding and blank = hyphen = underscore; only if nothing matches, also with a
bracketed suffix dropped and every other run of signs read as a blank. Exact model beats alias beats family beats
whole-word prefix; several hits are all meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from auditor.catalog.catalog import Catalog
from auditor.catalog.systems import System, Vendor, plain
from auditor.errors import UnknownName
from auditor.nouns import Gap, GapReason, ModelSnapshot

Row = tuple[Vendor, System]
#: The alias table of one-segment Hub ids from before organisations (rules/references).
LEGACY_TABLE = "legacy-ids"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: rows of the catalog, or a Hub id that a short name stands for. `how` says by which rule."""

    how: str
    rows: tuple[Row, ...] = ()
    hub_id: str | None = None


def all_rows(catalog: Catalog) -> tuple[Row, ...]:
    """Every release with its vendor, in the order of the catalog."""
    rows: tuple[Row, ...] = catalog.cached("systems:rows", _rows)
    return rows


def _rows(catalog: Catalog) -> tuple[Row, ...]:
    return tuple((vendor, system) for vendor in catalog.vendors for system in vendor.system)


def find_by_hub_id(catalog: Catalog, hub_id: str) -> Row | None:
    """The release that has this Hub id (compared without case), or None."""
    table: dict[str, Row] = catalog.cached("systems:by-hub-id", _by_hub_id)
    return table.get(hub_id.casefold())


def _by_hub_id(catalog: Catalog) -> dict[str, Row]:
    table: dict[str, Row] = {}
    for vendor, system in all_rows(catalog):
        if system.hub_id:
            table.setdefault(system.hub_id.casefold(), (vendor, system))
    return table


def find_by_model(catalog: Catalog, model: str) -> Row | None:
    """The release with exactly this `model` name, or None."""
    table: dict[str, Row] = catalog.cached(
        "systems:by-model", lambda catalog: {system.model: (vendor, system) for vendor, system in all_rows(catalog)}
    )
    return table.get(model)


def resolve_name(catalog: Catalog, name: str) -> Resolution:
    """What `name` means. Raises UnknownName, with near matches as the hint, where nothing fits."""
    for compare in (plain, loose):
        found = _by_catalog(catalog, name, compare)
        if found:
            return found
    legacy = _legacy(catalog, name)
    if legacy:
        return Resolution("legacy Hub id", hub_id=legacy)
    raise UnknownName(f"no model, alias or family is called {name!r}", _near(catalog, name))


def loose(name: str) -> str:
    """A name with a bracketed suffix dropped and all runs but letters, digits and plus signs read as one blank."""
    bare = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*$", "", name)
    return re.sub(r"[^\w+]+|_+", " ", plain(bare)).strip()


def _by_catalog(catalog: Catalog, name: str, compare: Callable[[str], str]) -> Resolution | None:
    wanted = compare(name)
    if not wanted:
        return None
    ways: tuple[tuple[str, Callable[[System], Iterable[str]], Callable[[str], bool]], ...] = (
        ("model", lambda system: (system.model,), wanted.__eq__),
        ("alias", lambda system: system.aliases, wanted.__eq__),
        ("Hub name", lambda system: (system.hub_id.partition("/")[2],) if system.hub_id else (), wanted.__eq__),
        ("family", lambda system: (system.family,), wanted.__eq__),
        ("prefix", lambda system: (system.model, *system.aliases), lambda text: text.startswith(wanted + " ")),
    )
    for how, names, fits in ways:
        rows = tuple(row for row in all_rows(catalog) if any(fits(compare(text)) for text in names(row[1])))
        if rows:
            return Resolution(how, rows)
    return None


def _legacy(catalog: Catalog, name: str) -> str | None:
    for table in catalog.records("references"):
        if table.id == LEGACY_TABLE:
            target: str | None = table.alias.get(name) or table.alias.get(name.casefold())
            return target
    return None


def _near(catalog: Catalog, name: str) -> str:
    names: dict[str, str] = {}
    for _, system in all_rows(catalog):
        for text in (system.model, *system.aliases, system.family):
            names.setdefault(plain(text), text)
    near = difflib.get_close_matches(plain(name), names, n=4, cutoff=0.6)
    if near:
        return "Near matches: " + ", ".join(names[key] for key in near) + "."
    return "Name a Hub id as ORGANISATION/NAME, or a folder as ./NAME."


def catalog_snapshot(row: Row, requested: str, gaps: tuple[Gap, ...] = ()) -> ModelSnapshot:
    """A snapshot that holds nothing but the catalog's knowledge of a release.

    `gaps` say why nothing was read; without them the reason is that the system is on no Hub (outside-hub).
    """
    system = row[1]
    detail = "known from the catalog of systems only" if system.hub_id else "this system is on no Hub"
    reason = GapReason.OFFLINE if system.hub_id else GapReason.OUTSIDE_HUB
    return ModelSnapshot(
        id=system.hub_id or system.model,
        requested=requested,
        source="catalog",
        gaps=gaps or (Gap(document="README.md", reason=reason, detail=detail),),
        system=system.model,
    )
