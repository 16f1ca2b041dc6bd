"""What `auditor explain X` means: a rule, license, framework or system, in this order; `kind:X` forces one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor.errors import UnknownName

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

Hit = tuple[str, Any]
KINDS = ("rule", "license", "framework", "system")


def find_pages(text: str, catalog: Catalog) -> list[Hit]:
    """The pages that `text` means, as (kind of page, record). Raises UnknownName with near matches if there is none."""
    kind, colon, rest = text.partition(":")
    forced = kind.strip().casefold() if colon and kind.strip().casefold() in KINDS else ""
    wanted = rest.strip() if forced else text.strip()
    finders = {"rule": _rules, "license": _licenses, "framework": _frameworks, "system": _systems}
    for name in [forced] if forced else KINDS:
        hits = list(finders[name](wanted, catalog))
        if hits:
            return hits
    what = forced or "rule, license, framework or system"
    raise UnknownName(f"no {what} is called {wanted!r}", _near(wanted, catalog))


def all_rules(catalog: Catalog) -> Iterator[tuple[str, Any]]:
    """Every rule with its kind of page, section by section, in the order of the ids."""
    for kind, rules in (
        ("clause", catalog.clause_rules),
        ("disclosure", catalog.card_rules),
        ("metadata", catalog.metadata_rules),
        ("flag", catalog.flag_rules),
    ):
        for rule in sorted(rules, key=lambda rule: str(rule.id)):
            yield kind, rule


def _rules(wanted: str, catalog: Catalog) -> Iterator[Hit]:
    for kind, rule in all_rules(catalog):
        if rule.id.casefold() == wanted.casefold():
            yield kind, rule


def _licenses(wanted: str, catalog: Catalog) -> Iterator[Hit]:
    from auditor.licenses.known import known

    licenses = known(catalog)
    found = licenses.by_tag(wanted) or licenses.by_id(wanted) or licenses.by_name(wanted) or licenses.by_url(wanted)
    if found is not None:
        yield "license", found


def _frameworks(wanted: str, catalog: Catalog) -> Iterator[Hit]:
    for framework in catalog.frameworks:
        if wanted.casefold() in (framework.id.casefold(), framework.title.casefold()):
            yield "framework", framework


def _systems(wanted: str, catalog: Catalog) -> Iterator[Hit]:
    from auditor.systems import find_by_hub_id, resolve_name

    row = find_by_hub_id(catalog, wanted)
    if row is not None:
        yield "system", row
        return
    try:
        rows = resolve_name(catalog, wanted).rows
    except UnknownName:
        return
    for found in rows:
        yield "system", found


def _near(wanted: str, catalog: Catalog) -> str:
    names = [rule.id for _, rule in all_rules(catalog)]
    names += [name for item in catalog.licenses for name in (item.id, *item.hub)]
    names += [framework.id for framework in catalog.frameworks]
    names += [system.model for vendor in catalog.vendors for system in vendor.system]
    folded = {name.casefold(): name for name in names}
    parts = [name for name in names if wanted.casefold() in name.casefold()][:4]
    near = parts or [folded[name] for name in difflib.get_close_matches(wanted.casefold(), folded, n=4, cutoff=0.5)]
    return f"Near matches: {', '.join(near)}." if near else "`auditor rules` lists the rules."
