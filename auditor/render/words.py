"""Numbers, places and intervals as the renderers for people write them."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.nouns import AuditReport, Evidence, FacetLevel, Finding, Gap, Interval
from auditor.render.terminal import printable

BAR = 20


def span(low: str, high: str) -> str:
    """ "59" where both ends are written alike, else "59-65"."""
    return low if low == high else f"{low}-{high}"


def points(interval: Interval) -> str:
    """An axis in whole points."""
    return span(f"{interval.low:.0f}", f"{interval.high:.0f}")


def levels(facet: FacetLevel) -> str:
    """A facet's level at both ends, or "not applicable"."""
    return span(str(facet.low), str(facet.high)) if facet.applicable else "not applicable"


def bar(interval: Interval) -> str:
    """Twenty cells: full up to the low end, shaded up to the high end."""
    low = round(interval.low * BAR / 100)
    high = max(round(interval.high * BAR / 100), low)
    return "█" * low + "▒" * (high - low) + "░" * (BAR - high)


def place(evidence: Evidence) -> str:
    """File and line."""
    return f"{printable(evidence.document)}:{evidence.line}"


def places(evidence: Iterable[Evidence], limit: int = 2) -> str:
    """The first places, each once."""
    unique = list(dict.fromkeys(place(item) for item in evidence))
    return ", ".join(unique[:limit])


def value_of(finding: Finding) -> str:
    """What the clause names: the strictest quantity in full, else the words of the value."""
    if finding.quantity is None:
        return printable(finding.value)
    quantity = finding.quantity
    period = f" a {quantity.period}" if quantity.period and quantity.unit not in ("MAU", "DAU") else ""
    return f"{quantity.number:,.0f} {printable(quantity.unit)}{period}"


def gap_words(gap: Gap) -> str:
    """A gap in words: what was not read and why."""
    detail = f"; {printable(gap.detail)}" if gap.detail else ""
    return f"{printable(gap.document)} ({gap.reason}{detail})"


def short_gaps(gaps: Iterable[Gap]) -> str:
    """What was not read, grouped by reason: "LICENSE, README.md (gated-auto); report (outside-hub)"."""
    grouped: dict[str, list[str]] = {}
    for gap in gaps:
        names = grouped.setdefault(str(gap.reason), [])
        if printable(gap.document) not in names:
            names.append(printable(gap.document))
    return "; ".join(f"{', '.join(names)} ({reason})" for reason, names in grouped.items())


def class_text(report: AuditReport) -> str:
    """ "3 of 7", "3-5 of 7" where the high end differs, "? of 7" where nothing is known of the availability."""
    level = report.class_level
    if not level.available_known:
        return "? of 7"
    return f"{span(str(level.level), str(level.level_high))} of 7"


def title(report: AuditReport) -> str:
    """The model with its commit."""
    commit = f" @ {printable(report.commit)[:12]}" if report.commit else ""
    return printable(report.id) + commit


def source_words(report: AuditReport) -> str:
    """Where it was read and how it is gated."""
    names = {"hub": "Hub", "folder": "folder", "store": "store", "catalog": "catalog of systems"}
    source = names.get(report.source, printable(report.source))
    gate = {"auto": ", gated: auto", "manual": ", gated: manual", "no": ", not gated"}.get(report.gated or "", "")
    return source + gate
