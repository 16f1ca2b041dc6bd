"""From a text as written to a Hub id: schemes and addresses taken off, paths and placeholders refused."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

_SEGMENT = r"[A-Za-z0-9](?:[\w.-]{0,95})"
HUB_ID = re.compile(rf"{_SEGMENT}/{_SEGMENT}")
_ONE = re.compile(_SEGMENT)
#: Texts whose plausibility is kept.
REMEMBERED = 20_000
_URL = re.compile(
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com)/"
    rf"({_SEGMENT}/{_SEGMENT})(?:/(?:resolve|blob|tree|raw)/([^/?#\s]+))?(?:[/?#:][^\s]*)?"
)
#: First segments of Hub addresses that are no organisation.
_PLACES = frozenset(
    {
        "api",
        "blog",
        "collections",
        "datasets",
        "docs",
        "join",
        "learn",
        "login",
        "models",
        "new",
        "organizations",
        "papers",
        "posts",
        "pricing",
        "settings",
        "spaces",
        "tasks",
        "terms-of-service",
        "chat",
        "welcome",
        "support",
        "privacy",
    }
)
#: Endings of files: a value with one of them is a path, not a model.
_FILE_ENDINGS = (
    ".py",
    ".js",
    ".ts",
    ".json",
    ".yaml",
    ".yml",
    ".toml",
    ".txt",
    ".md",
    ".csv",
    ".tsv",
    ".jsonl",
    ".parquet",
    ".sh",
    ".cfg",
    ".ini",
    ".html",
    ".css",
    ".png",
    ".jpg",
    ".jpeg",
    ".svg",
    ".wav",
    ".mp3",
    ".mp4",
    ".zip",
    ".tar",
    ".gz",
    ".pkl",
    ".joblib",
    ".lock",
    ".xml",
    ".ipynb",
    ".h",
    ".c",
    ".cpp",
    ".so",
    ".dll",
    ".exe",
    ".ckpt",
    ".pt",
    ".pth",
    ".bin",
    ".safetensors",
    ".gguf",
    ".onnx",
    ".engine",
    ".log",
    ".sql",
    ".whl",
    ".tgz",
    ".npy",
    ".npz",
    ".conf",
    ".service",
    ".proto",
)


@dataclass(frozen=True, slots=True)
class ModelId:
    """A Hub id with its revision if the text named one; `via` names the alias it was resolved by, else ""."""

    id: str
    revision: str | None = None
    via: str = ""


def is_template(text: str) -> bool:
    """Whether the text still holds a variable of some template language."""
    return bool(re.search(r"\$\{|\{\{|\$\(|\{%|<[A-Za-z_][\w -]*>|\$[A-Za-z_]|%\([A-Za-z_]|\{[A-Za-z_][\w.]*\}", text))


class IdReader:
    """Reads values as Hub ids by the prefixes, ignored values and alias tables of the catalog."""

    def __init__(
        self,
        prefixes: tuple[str, ...],
        ignore: tuple[str, ...],
        tables: dict[str, dict[str, str]],
        exists: Callable[[str], bool] = lambda path: False,
    ) -> None:
        """`exists(path)` says whether the repository holds such a path; ids are never taken from one that does."""
        self._prefixes = tuple(sorted(prefixes, key=len, reverse=True))
        self._ignored = re.compile("|".join(fnmatch.translate(glob.casefold()) for glob in ignore) or r"(?!)")
        self._tables = tables
        self._exists = exists
        self._plausible: dict[str, bool] = {}

    def read(self, text: str, *, strip: tuple[str, ...] = (), namespace: str = "", table: str = "") -> ModelId | None:
        """The Hub id that `text` is, or None: a path, a placeholder, a route of a provider, or no id at all."""
        text = text.strip().strip("\"'`")
        if not text or len(text) > 300 or any(char.isspace() for char in text):
            return None
        address = _URL.fullmatch(unquote(text))
        if address:
            return self._of_url(address)
        revision = None
        scheme, text = self._stripped(text, strip)
        head, colon, tail = text.partition(":")
        if colon and head.count("/") == 1 and "/" not in tail and (scheme or _is_quant(tail)):
            text, revision = head, tail if "hf" in scheme and not _is_quant(tail) else None
        if "@" in text and not text.startswith("@"):
            text, _, revision = text.partition("@")
        if table:
            named = self._of_table(text, table, revision)
            if named:
                return named
        return self._of_id(text, revision, namespace)

    def plausible(self, text: str) -> bool:
        """Whether a text of the form organisation/name can be a Hub id; no look at the disk, each text judged once."""
        known = self._plausible.get(text)
        if known is None:
            known = not text.casefold().endswith(_FILE_ENDINGS) and not self._refused(text)
            if len(self._plausible) < REMEMBERED:
                self._plausible[text] = known
        return known

    def _of_url(self, address: re.Match[str]) -> ModelId | None:
        name, revision = address.group(1), address.group(2)
        if name.partition("/")[0].casefold() in _PLACES or self._refused(name):
            return None
        return ModelId(re.sub(r"(\.git)$", "", name), revision)

    def _stripped(self, text: str, strip: tuple[str, ...]) -> tuple[str, str]:
        """The prefix found, and the text without it."""
        for prefix in (*strip, *self._prefixes):
            if text.casefold().startswith(prefix.casefold()):
                return prefix, text[len(prefix) :]
        return "", text

    def _of_table(self, text: str, table: str, revision: str | None) -> ModelId | None:
        aliases = self._tables.get(table, {})
        name = text if text in aliases else text.partition(":")[0]
        target = aliases.get(text) or aliases.get(name)
        return ModelId(target, revision, f"alias {text!r} in {table}") if target else None

    def _of_id(self, text: str, revision: str | None, namespace: str) -> ModelId | None:
        if text.count("/") >= 2 and HUB_ID.match(text):
            # `org/name/file.ext` names a file of a repository; a deeper path is a path.
            head, tail = "/".join(text.split("/")[:2]), text.split("/")[2:]
            return self._of_id(head, revision, "") if len(tail) == 1 and "." in tail[0] else None
        if HUB_ID.fullmatch(text):
            return None if self._refused(text) or self._is_path(text) else ModelId(text, revision)
        if namespace and _ONE.fullmatch(text) and not self._is_path(text) and not self._refused(text):
            return ModelId(f"{namespace}/{text}", revision, f"short name {text!r}")
        return None

    def _refused(self, text: str) -> bool:
        return self._ignored.match(text.casefold()) is not None

    def _is_path(self, text: str) -> bool:
        return text.casefold().endswith(_FILE_ENDINGS) or self._exists(text)


def is_shaped(text: str) -> bool:
    """Whether the last part looks like the name of a model: a digit, a capital or a mark in it."""
    return re.search(r"[\dA-Z._-]", text.rpartition("/")[2]) is not None


def _is_quant(text: str) -> bool:
    """Whether a suffix after a colon is a quantisation or a size of a file, not a revision."""
    return re.fullmatch(r"(?i)(iq|q|bf|f|fp|int|ud-q|tq|mxfp)\d\w*|latest|[\d.]+[bm]", text) is not None
