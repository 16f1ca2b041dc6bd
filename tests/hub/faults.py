"""Faults on demand: what a test wants a request to meet, a number of times or always."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field


@dataclass
class Fault:
    """What requests whose path fits `path` meet: `times` of them, or all (None).

    `kind` is one of: status (answer `status` with `headers` and `body`), cut (close after half of the body), short
    (announce and send half of the body as if it were all), long (announce more than is sent), hang (no answer for
    `seconds`), drip (a byte of the body each `seconds`), redirect (to `headers["Location"]`), compress (gzip though
    plain was asked for), corrupt (another byte in place of the first), garbage (no HTTP
    at all), headers (a header each 0.05 s, for `seconds`).
    """

    path: str
    kind: str
    times: int | None = None
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0


class Faults:
    """The faults set so far; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, path: str, kind: str, **more: object) -> None:
        """Have requests whose path the regular expression `path` finds meet a fault."""
        with self._lock:
            self._faults.append(Fault(path, kind, **more))  # type: ignore[arg-type]

    def meet(self, path: str) -> Fault | None:
        """The fault that a request for `path` meets, counted."""
        with self._lock:
            for fault in self._faults:
                if (fault.times is None or fault.times > 0) and re.search(fault.path, path):
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None


class Budget:
    """A fixed window of a bucket: `allowed` requests, then 429 until `seconds` have passed."""

    def __init__(self, allowed: int, seconds: float) -> None:
        self.allowed = allowed
        self.seconds = seconds
        self._lock = threading.Lock()
        self._used = 0
        self._ends = 0.0

    def take(self, now: float) -> tuple[int, float]:
        """(requests left after this one, seconds to the reset); -1 left means refused."""
        with self._lock:
            if now >= self._ends:
                self._used, self._ends = 0, now + self.seconds
            self._used += 1
            return max(self.allowed - self._used, -1), self._ends - now
