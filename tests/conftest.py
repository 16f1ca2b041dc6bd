"""What holds for every test: an empty cache of its own, no setting from outside, no network beyond loopback."""

from __future__ import annotations

import ipaddress
import os
import socket
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest

_KEPT = {"AUDITOR_CORPUS"}
_COLORS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR")
_FOREIGN = ("AUDITOR_", "HF_", "HUGGING", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", *_COLORS)


def pytest_configure(config: pytest.Config) -> None:
    """Settings are taken away before anything is imported: the Hub's library reads them at import."""
    for name in list(os.environ):
        if name.upper().startswith(_FOREIGN) and name not in _KEPT:
            del os.environ[name]
    own = tempfile.TemporaryDirectory(prefix="auditor-tests-")
    config.add_cleanup(own.cleanup)
    os.environ["AUDITOR_CACHE"] = os.path.join(own.name, "cache")  # noqa: PTH118
    os.environ["HF_HOME"] = os.path.join(own.name, "hf")  # noqa: PTH118
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A connection to any other host than this one is refused, so that no test can depend on it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
            raise ConnectionRefusedError(f"a test may not connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield
