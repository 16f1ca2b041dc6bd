"""The date on a document that is made twice and must be the same twice."""

from __future__ import annotations

import datetime
import os
import re

from auditor.errors import UsageError

#: The last second of the year 9999.
_LATEST = 253_402_300_799


def created() -> datetime.datetime:
    """SOURCE_DATE_EPOCH (seconds), else 1970, in UTC. Raises UsageError for what is no such number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip() or "0"
    if not re.fullmatch(r"[0-9]{1,12}", epoch) or int(epoch) > _LATEST:
        raise UsageError("SOURCE_DATE_EPOCH is no number of seconds since 1970", "Give a number such as 1700000000.")
    return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
