"""The date on a document that is made twice and must be the same twice."""

from __future__ import annotations

import datetime
import os


def created() -> datetime.datetime:
    """SOURCE_DATE_EPOCH (seconds), else 1970, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.datetime.fromtimestamp(int(epoch) if epoch.isdigit() else 0, datetime.UTC)
