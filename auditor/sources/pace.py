"""When the next request may go out: what the Hub's rate limits say, shared by all threads of a run."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping

_REMAINING = re.compile(r";\s*r=(\d{1,9})\b")
_RESET = re.compile(r";\s*t=(\d{1,9})\b")
#: Wait this long where a refusal does not say how long.
_DEFAULT_SECONDS = 10.0


class Stopped(Exception):
    """The run was broken off; nobody waits for this request any more."""


def wait_asked(headers: Mapping[str, str]) -> float:
    """Seconds that a refused request should wait: by Retry-After, else until the rate limit's window ends."""
    after = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", after):
        return float(after)
    if after:
        date = _date(after)
        if date is not None:
            return max(0.0, date - time.time())
    reset = _RESET.search(headers.get("ratelimit", ""))
    return float(reset[1]) if reset else _DEFAULT_SECONDS


def window_used_up(headers: Mapping[str, str]) -> float | None:
    """Seconds until the window ends, if an answer says that it was the last one the window allows."""
    limit = headers.get("ratelimit", "")
    remaining, reset = _REMAINING.search(limit), _RESET.search(limit)
    return float(reset[1]) if remaining and reset and int(remaining[1]) == 0 else None


class Pace:
    """Holds back the requests of one bucket of the Hub's limits ("api" or "resolvers") until its window ends."""

    def __init__(self, stop: threading.Event) -> None:
        """`stop` ends every wait at once."""
        self._stop = stop
        self._not_before: dict[str, float] = {}
        self._lock = threading.Lock()

    def hold(self, bucket: str, seconds: float) -> None:
        """No request of `bucket` goes out for so many seconds."""
        with self._lock:
            until = time.monotonic() + seconds
            self._not_before[bucket] = max(self._not_before.get(bucket, 0.0), until)

    def due(self, bucket: str) -> float:
        """Seconds until a request of `bucket` may go out; 0 if it may now."""
        with self._lock:
            return max(0.0, self._not_before.get(bucket, 0.0) - time.monotonic())

    def wait(self, bucket: str, patience: float, say: Callable[[float], None]) -> float | None:
        """Wait until `bucket` is free; returns the seconds waited, or None if that takes longer than `patience`."""
        waited = 0.0
        while (seconds := self.due(bucket)) > 0:
            if waited + seconds > patience:
                return None
            say(seconds)
            self.sleep(seconds)
            waited += seconds
        return waited

    def sleep(self, seconds: float) -> None:
        """Sleep, unless the run is broken off meanwhile. Raises Stopped then."""
        if self._stop.wait(seconds):
            raise Stopped


def _date(text: str) -> float | None:
    import email.utils

    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
