"""What a read is asked to do, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import AuditorError
from auditor.names import ModelRef
from auditor.nouns import DocumentKind, ModelSnapshot

#: How long one model may wait for a rate limit to reset, in seconds: the Hub's window is five minutes.
PATIENCE_SECONDS = 330.0


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDocument:
    """A text that the user holds, for a model whose own copy cannot be read.

    `model` is the id it belongs to (None: whichever model is asked for), `commit` the commit it was taken from, and
    `sha256` what its bytes must hash to.
    """

    kind: DocumentKind
    path: Path
    sha256: str | None = None
    model: str | None = None
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """Where models are read from.

    `hub` is an endpoint's address or a folder of models; None means HF_ENDPOINT, else huggingface.co. `store` is the
    evidence database, None for none. `jobs` bounds the requests in flight. `patience` bounds, in seconds, how long a
    model waits for rate limits. `hub_cache` is read when offline; None means the folder that HF_HUB_CACHE or HF_HOME
    name.
    """

    hub: str | Path | None = None
    offline: bool = False
    store: Path | None = None
    jobs: int = 16
    documents: tuple[UserDocument, ...] = ()
    patience: float = PATIENCE_SECONDS
    hub_cache: Path | None = None
    #: Ask the Hub whether the data sets and bases that a card names are there: one request each.
    resolve: bool = False
    #: Ask a Hub for the first bytes of a weight file too: one request a model.
    headers: bool = False
    #: Hosts that linked terms and code repositories may be read from, exactly as named.
    allow_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one reference: a snapshot, or the error that says why there is none and what to do."""

    ref: ModelRef
    snapshot: ModelSnapshot | None = None
    error: AuditorError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A step of a long read: `step` is reading, waiting, done or unsaved; `detail` says what, how long or why."""

    model: str
    step: str
    detail: str = ""


#: Told of every step. Called from the reading threads, one call at a time.
ProgressFunction = Callable[[Progress], None]
