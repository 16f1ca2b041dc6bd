"""Dates in prose against the audited commit: how long ago something was promised for. No clock is read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from auditor.nouns import Evidence, ModelSnapshot

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\b(20[0-4]\d)-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?\b")
_NAMED = re.compile(
    r"\b(" + "|".join(_MONTHS) + r")[a-z]{0,6}\.?,?\s{1,3}(?:\d{1,2},?\s{1,3})?(20[0-4]\d)\b", re.IGNORECASE
)
_QUARTER = re.compile(r"\bq([1-4])[\s,/-]{0,3}(20[0-4]\d)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(20[0-4]\d)\b")


def days_past(evidence: Iterable[Evidence], snapshot: ModelSnapshot) -> int | None:
    """Days from the last date that these passages name to the audited commit; None where either is not known."""
    now = commit_date(snapshot)
    dates = [date for place in evidence for date in dates_in(place.quote)]
    return (now - max(dates)).days if now is not None and dates else None


def commit_date(snapshot: ModelSnapshot) -> datetime.date | None:
    """The date of the audited commit, as the Hub tells it."""
    said = snapshot.metadata.last_modified if snapshot.metadata else None
    try:
        return datetime.date.fromisoformat(said[:10]) if said else None
    except ValueError:
        return None


def dates_in(text: str) -> list[datetime.date]:
    """The dates of a passage, each taken at the end of what it names: a month's, a quarter's or a year's last day."""
    found = [_end(int(year), int(month)) for year, month, _ in _ISO.findall(text)]
    found += [_end(int(year), _MONTHS.index(month[:3].casefold()) + 1) for month, year in _NAMED.findall(text)]
    found += [_end(int(year), int(quarter) * 3) for quarter, year in _QUARTER.findall(text)]
    return found or [_end(int(year), 12) for year in _YEAR.findall(text)]


def _end(year: int, month: int) -> datetime.date:
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)
