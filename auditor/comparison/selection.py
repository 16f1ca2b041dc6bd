"""What an argument of `compare` means: a vendor, a family, a model, or an organisation of the Hub, in that order."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.catalog.catalog import Catalog
from auditor.catalog.systems import Vendor, plain
from auditor.comparison.releases import Audited, capability
from auditor.errors import UnknownName, UsageError
from auditor.nouns import AuditReport
from auditor.systems import Row, all_rows, resolve_name

KINDS = ("vendor", "family", "model", "org")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """One row of a comparison: its label, what kind of thing it is, and the releases of the catalog behind it.

    `hub_id` is set for a model id that is to be read from the source, `org` for an organisation that is to be listed.
    """

    label: str
    kind: str
    rows: tuple[Row, ...] = ()
    hub_id: str | None = None
    org: str | None = None


def select(catalog: Catalog, argument: str) -> Selection:
    """What `argument` means. Raises UnknownName with near matches where it means nothing."""
    kind, colon, name = argument.partition(":")
    if colon and kind in KINDS:
        found = (_forced_org if kind == "org" else _WAYS[kind])(catalog, name)
        if found is None:
            raise UnknownName(f"no {kind} is called {name!r}", _near(catalog, name))
        return found
    if "/" in argument:
        return Selection(label=argument, kind="model", hub_id=argument)
    for way in (_vendor, _family, _exact_model, _org, _model):
        found = way(catalog, argument)
        if found:
            return found
    raise UnknownName(f"no vendor, family, model or organisation is called {argument!r}", _near(catalog, argument))


def _vendor(catalog: Catalog, name: str) -> Selection | None:
    for vendor in catalog.vendors:
        if plain(name) in {plain(text) for text in (vendor.id, vendor.name, *vendor.aliases)}:
            return Selection(label=vendor.name, kind="vendor", rows=_rows_of(vendor))
    return None


def _rows_of(vendor: Vendor) -> tuple[Row, ...]:
    return tuple((vendor, system) for system in vendor.system)


def _family(catalog: Catalog, name: str) -> Selection | None:
    rows = tuple(row for row in all_rows(catalog) if plain(row[1].family) == plain(name))
    return Selection(label=rows[0][1].family, kind="family", rows=rows) if rows else None


def _exact_model(catalog: Catalog, name: str) -> Selection | None:
    """A model by its full name or an alias: the beginning of a name may as well be an organisation's."""
    return _model(catalog, name, ("prefix",))


def _model(catalog: Catalog, name: str, without: tuple[str, ...] = ()) -> Selection | None:
    if "/" in name:
        return Selection(label=name, kind="model", hub_id=name)
    try:
        found = resolve_name(catalog, name)
    except UnknownName:
        return None
    if found.how in without:
        return None
    if found.hub_id:
        return Selection(label=name, kind="model", hub_id=found.hub_id)
    label = found.rows[0][1].model if len(found.rows) == 1 else name
    return Selection(label=label, kind="model", rows=found.rows)


def _org(catalog: Catalog, name: str) -> Selection | None:
    """An organisation that a vendor of the catalog has on the Hub; `org:NAME` takes any other."""
    rows = _rows_of_org(catalog, name)
    known = any(name.casefold() == org.casefold() for vendor in catalog.vendors for org in vendor.hub_orgs)
    return Selection(label=name, kind="org", rows=rows, org=name) if rows or known else None


def _forced_org(catalog: Catalog, name: str) -> Selection | None:
    return Selection(label=name, kind="org", rows=_rows_of_org(catalog, name), org=name) if name else None


def _rows_of_org(catalog: Catalog, name: str) -> tuple[Row, ...]:
    return tuple(row for row in all_rows(catalog) if row[1].hub_id.partition("/")[0].casefold() == name.casefold())


_WAYS: dict[str, Callable[[Catalog, str], Selection | None]] = {
    "vendor": _vendor,
    "family": _family,
    "model": _model,
    "org": _org,
}


def _near(catalog: Catalog, name: str) -> str:
    names: dict[str, str] = {}
    for vendor in catalog.vendors:
        for text in (vendor.name, *vendor.aliases, *(system.family for system in vendor.system)):
            names.setdefault(plain(text), text)
    near = difflib.get_close_matches(plain(name), names, n=4, cutoff=0.6)
    return (
        "Near matches: " + ", ".join(names[key] for key in near) + "."
        if near
        else "Name a vendor, a family, a model, or org:NAME."
    )


def within(rows: Sequence[Row], since: str | None, until: str | None) -> tuple[Row, ...]:
    """The rows released from `since` to `until` (YYYY, YYYY-MM or YYYY-MM-DD, both included).

    Raises UsageError where `since` is after `until`.
    """
    if since and until and since[: len(until)] > until:
        raise UsageError(f"the range from {since} to {until} is empty", "Give --since a date before --until.")
    return tuple(
        row
        for row in rows
        if (not since or row[1].date >= since[: len(row[1].date)]) and (not until or row[1].date[: len(until)] <= until)
    )


def audited(row: Row, report: AuditReport) -> Audited:
    """A report joined with what the catalog says of the release."""
    vendor, system = row
    return Audited(
        report=report,
        vendor=vendor.name,
        family=system.family,
        name=system.model,
        date=system.date,
        capability=capability(system.capability),
        osi_license=system.license_kind == "osi",
    )
