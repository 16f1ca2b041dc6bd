"""Model arguments: what a user may call a model by, read into a `ModelRef`. Nothing is looked up here.

| argument | means |
| --- | --- |
| `./DIR`, `../DIR`, `/DIR`, `.` | a folder |
| `ORG/NAME`, `ORG/NAME@REVISION` | a Hub id, never a folder |
| `hf://ORG/NAME@REVISION`, the Hub's URL, `pkg:huggingface/ORG/NAME@SHA` | a Hub id |
| one segment, or words with blanks | a name of the catalog of systems |
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from auditor.errors import UsageError
from auditor.text.shown import has_hidden, shown

#: Nothing that names a model or a folder is longer than this (Linux: PATH_MAX).
ARGUMENT_LENGTH = 4_096
#: The Hub's own limit on a name, for each part.
_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?|_[A-Za-z0-9._-]{0,94}[A-Za-z0-9_]")
_REVISION_LENGTH = 250
#: Git forbids these in the name of a branch or tag.
_NOT_IN_REVISION = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|@\{")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_NAME_WITH_REVISION = re.compile(r"([\w.-]+)@([^\s@]+)")
#: What the id of a data set begins with, as its address does.
DATASETS = "datasets/"
HUB_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co"})
#: Pages of a repository whose next part is a revision.
_REVISION_PAGES = frozenset({"tree", "blob", "resolve", "raw", "commit", "commits", "edit", "blame"})
_OTHER_KINDS = {"datasets": "a data set", "spaces": "a Space", "papers": "a paper", "collections": "a collection"}
_HINT = "Give ORG/NAME, ORG/NAME@REVISION, a folder as ./DIR, or a name from the catalog such as \"Llama 3.1 8B\"."


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRef:
    """What a model argument means. `text` is the argument as given.

    `folder`: `path` is set. `hub`: `id` is a Hub id, `revision` a branch, tag or commit or None. `name`: `id` holds
    the words to look up in the catalog.
    """

    kind: Literal["folder", "hub", "name"]
    text: str
    id: str = ""
    revision: str | None = None
    path: str | None = None

    @property
    def pinned(self) -> bool:
        """Whether the revision is a full commit, so that the reference always means the same files."""
        return bool(self.revision and _COMMIT.fullmatch(self.revision))


def parse_model(argument: str) -> ModelRef:
    """The reference that a model argument stands for. Raises UsageError, saying what is wrong with it."""
    text = argument.strip()
    if not text or text == "-":
        raise UsageError("no model named" if not text else '"-" stands for a list on standard input', _HINT)
    if len(text) > ARGUMENT_LENGTH:
        raise UsageError(f"{shown(text, 40)}: longer than {ARGUMENT_LENGTH:,} characters", _HINT)
    is_folder = text in (".", "..") or text.startswith(("./", "../", "/"))
    # A folder may be called what it likes, as long as the system can open it.
    if "\0" in text or (not is_folder and has_hidden(text)):
        raise UsageError(f"{shown(text)}: holds control or invisible characters", _HINT)
    if is_folder:
        return ModelRef(kind="folder", text=text, path=text)
    return _from_url(text) or _from_id(text) or _from_words(text)


def dataset_ref(name: str) -> ModelRef | None:
    """The reference to a data set of the Hub, ORG/NAME or a name from before organisations; None if it is none.

    Its id is "datasets/NAME", as in its address, since a model may have the same name.
    """
    if hub_id_fault(name) is not None:
        return None
    return ModelRef(kind="hub", text=DATASETS + name, id=DATASETS + name)


def repository_ref(name: str) -> ModelRef:
    """The reference to a model by its Hub id, or to a data set by "datasets/NAME". Raises UsageError if it is none."""
    data = dataset_ref(name.removeprefix(DATASETS)) if name.startswith(DATASETS) else None
    return data or parse_model(name)


def read_arguments(arguments: Iterable[str], standard_input: Iterable[str]) -> Iterator[str]:
    """The arguments with each "-" replaced by the lines of standard input (blank lines and `# …` comments skipped)."""
    for argument in arguments:
        if argument != "-":
            yield argument
            continue
        for line in standard_input:
            entry = line.strip("\ufeff \t\r\n")
            if entry and not entry.startswith("#"):
                yield entry


def hub_id_fault(model_id: str) -> str | None:
    """What keeps `model_id` from being a Hub id (ORG/NAME, or a legacy NAME), or None if nothing does."""
    parts = model_id.split("/")
    if len(parts) > 2:
        return "more than one slash"
    for part in parts:
        if not part:
            return "an empty part"
        if len(part) > 96:
            return "a part longer than 96 characters"
        if "--" in part or ".." in part or part.endswith(".git"):
            return '"--", ".." and a closing ".git" are not allowed'
        if not _PART.fullmatch(part):
            return 'only letters, digits, "-", "_" and "." are allowed, and "-" or "." neither first nor last'
    return None


def revision_fault(revision: str) -> str | None:
    """What keeps `revision` from naming a branch, tag or commit, or None if nothing does."""
    if not revision:
        return "an empty revision"
    if len(revision) > _REVISION_LENGTH:
        return f"a revision longer than {_REVISION_LENGTH} characters"
    if _NOT_IN_REVISION.search(revision) or has_hidden(revision) or revision == "@":
        return "a character or sequence that no branch, tag or commit may have"
    if revision[0] in "/-." or revision.endswith(("/", ".", ".lock")) or "/." in revision:
        return "a revision that begins or ends as none may"
    return None


def _hub(text: str, model_id: str, revision: str | None) -> ModelRef:
    fault = hub_id_fault(model_id) or (revision_fault(revision) if revision is not None else None)
    if fault:
        raise UsageError(f"{shown(text)}: not a Hub id: {fault}", _HINT)
    if revision and _COMMIT.fullmatch(revision.lower()):
        revision = revision.lower()
    return ModelRef(kind="hub", text=text, id=model_id, revision=revision)


def _from_id(text: str) -> ModelRef | None:
    if "/" not in text.partition("@")[0]:
        return None
    model_id, at, revision = text.partition("@")
    return _hub(text, model_id, revision if at else None)


def _from_words(text: str) -> ModelRef:
    found = _NAME_WITH_REVISION.fullmatch(text)
    if found and revision_fault(found[2]) is None:
        return ModelRef(kind="name", text=text, id=found[1], revision=found[2])
    return ModelRef(kind="name", text=text, id=text)


def _from_url(text: str) -> ModelRef | None:
    lowered = text.lower()
    if lowered.startswith("hf://"):
        return _from_hf(text, text[5:])
    if lowered.startswith("pkg:"):
        return _from_purl(text)
    if lowered.startswith(("http://", "https://")):
        return _from_page(text, text)
    if text.partition("/")[0].lower() in HUB_HOSTS and "/" in text:
        return _from_page(text, "https://" + text)
    if "://" in text:
        raise UsageError(f"{shown(text)}: not an address of the Hub", _HINT)
    return None


def _from_hf(text: str, rest: str) -> ModelRef:
    parts = rest.split("/")
    _refuse_other_kind(text, parts[0])
    if parts[0] == "models":
        parts = parts[1:]
    # hf://ORG/NAME@REVISION/FILE: a slash in the revision is written %2F there; refs/… is the one exception.
    head = "/".join(parts[:2])
    model_id, at, revision = head.partition("@")
    if at and revision == "refs" and len(parts) >= 4:
        revision = "/".join([revision, *parts[2:4]])
    return _hub(text, model_id, unquote(revision) if at else None)


def _from_purl(text: str) -> ModelRef:
    body, _, _ = text.partition("#")
    body, _, query = body.partition("?")
    kind, _, rest = body[4:].lstrip("/").partition("/")
    if kind.lower() != "huggingface":
        hint = "Only pkg:huggingface/ORG/NAME@SHA names a model."
        raise UsageError(f"{shown(text)}: a package of type {shown(kind)!r}", hint)
    if "repository_url" in parse_qs(query):
        raise UsageError(f"{shown(text)}: names its own repository_url", "Set HF_ENDPOINT to read another Hub.")
    model_id, at, revision = rest.rstrip("/").partition("@")
    return _hub(text, unquote(model_id), unquote(revision) if at else None)


def _from_page(text: str, url: str) -> ModelRef:
    address = _split(text, url)
    prefix = _endpoint_path(address)
    segments = [unquote(segment) for segment in address.path[len(prefix) :].split("/") if segment]
    if segments[:2] == ["api", "models"]:
        segments = segments[2:]
    elif segments[:1] == ["models"]:
        segments = segments[1:]
    if not segments:
        raise UsageError(f"{shown(text)}: names no model", _HINT)
    _refuse_other_kind(text, segments[0])
    size = 1 if len(segments) == 1 or segments[1] in _REVISION_PAGES else 2
    return _hub(text, "/".join(segments[:size]), _page_revision(segments[size:]))


def _split(text: str, url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        host = (address.hostname or "").lower()
    except ValueError as reason:
        raise UsageError(f"{shown(text)}: not an address: {reason}", _HINT) from reason
    if "@" in address.netloc:
        raise UsageError(f"an address at {shown(host)} with a user name or password", "Use HF_TOKEN instead.")
    if host not in HUB_HOSTS and host != _endpoint_host():
        raise UsageError(f"{shown(text)}: {shown(host)} is not the Hub", "Set HF_ENDPOINT to read another Hub.")
    return address


def _page_revision(rest: list[str]) -> str | None:
    if len(rest) < 2 or rest[0] not in (*_REVISION_PAGES, "revision"):
        return None
    if rest[1] == "refs" and len(rest) >= 4:
        return "/".join(rest[1:4])
    return rest[1]


def _refuse_other_kind(text: str, segment: str) -> None:
    if segment in _OTHER_KINDS:
        raise UsageError(f"{shown(text)}: {_OTHER_KINDS[segment]}, not a model", _HINT)


def _endpoint() -> SplitResult:
    try:
        return urlsplit(os.environ.get("HF_ENDPOINT", ""))
    except ValueError:
        return urlsplit("")


def _endpoint_host() -> str | None:
    return (_endpoint().hostname or "").lower() or None


def _endpoint_path(address: SplitResult) -> str:
    """The path below which a Hub of one's own is served, as in https://mirror.example/hub/ORG/NAME."""
    endpoint = _endpoint()
    prefix = endpoint.path.rstrip("/")
    same_host = (address.hostname or "").lower() == _endpoint_host()
    return prefix if prefix and same_host and address.path.startswith(prefix + "/") else ""
