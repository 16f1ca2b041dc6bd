"""Folders of models (DIR/ORG/NAME) as the repositories of a Hub, with the states that a Hub gives them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ASIDE = {"siblings.txt", "siblings.partial.txt", "model_info.json"}
_FRONT_MATTER = re.compile(r"^(\s*---(?:\r\n|\r|\n))([\S\s]*?)((?:\r\n|\r|\n)---[ \t]*(\r\n|\n|$))")


@dataclass(frozen=True)
class Commit:
    """A commit of a repository with a history: what it changed (None: deleted)."""

    id: str
    changed: Mapping[str, bytes | None]
    date: str = "2026-01-02T03:04:05.000Z"
    author: str = "somebody"


@dataclass
class State:
    """What a Hub says of a repository beside its files.

    `disabled` is "all" (nothing is answered), "files" (the API still answers, and says so) or empty. `lfs` are files
    that another host holds, `answer` overrides fields of the API's answer. `history`, if there is any, replaces the
    folder: the commits of the repository, oldest first.
    """

    history: list[Commit] = field(default_factory=list)

    gated: bool | str = False
    private: bool = False
    disabled: str = ""
    renamed_to: str | None = None
    revisions: dict[str, str] = field(default_factory=dict)
    extra_siblings: list[str] = field(default_factory=list)
    lfs: set[str] = field(default_factory=set)
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Repository:
    """One model: its folder, its id and its state."""

    id: str
    folder: Path
    state: State
    #: The commit that files are read at, in a repository with a history; None is the newest.
    at: str | None = None

    @property
    def commit(self) -> str:
        """The commit of `main`: as model_info.json has it, else made from the id and the card."""
        if self.state.history:
            return self.state.history[-1].id
        named = self.stored().get("sha")
        card = self.read("README.md") or b""
        return named or hashlib.sha1(self.id.encode() + b"\0" + card).hexdigest()

    def stored(self) -> dict[str, Any]:
        """The API's answer as the folder holds it; empty if it holds none."""
        path = self.folder / "model_info.json"
        return json.loads(path.read_text()) if path.is_file() else {}

    def commit_of(self, revision: str) -> str | None:
        """The commit that a branch, tag or commit stands for."""
        for commit in self.state.history:
            if commit.id == revision:
                return revision
        if revision in ("main", self.commit):
            return self.commit
        if revision in self.state.revisions.values():
            return revision
        return self.state.revisions.get(revision)

    def until(self) -> list[Commit]:
        """The commits up to the one that files are read at, oldest first."""
        ids = [commit.id for commit in self.state.history]
        return self.state.history[: ids.index(self.at) + 1] if self.at in ids else self.state.history

    def last_change(self, path: str) -> Commit | None:
        """The newest commit that touched a file."""
        return next((commit for commit in reversed(self.until()) if path in commit.changed), None)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None if the folder has no such file."""
        if self.state.history:
            last = self.last_change(path)
            return last.changed[path] if last else None
        if any(part in ("", ".", "..") for part in path.split("/")) or path in ASIDE:
            return None
        target = self.folder / path
        return target.read_bytes() if target.is_file() else None

    def files(self) -> list[str]:
        """Every file: those that siblings.txt lists, those that are there, and those the test adds."""
        if self.state.history:
            touched = sorted({path for commit in self.until() for path in commit.changed})
            return [path for path in touched if self.read(path) is not None]
        listed = self.folder / "siblings.txt"
        named = listed.read_text().splitlines() if listed.is_file() else []
        present = [p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*") if p.is_file()]
        shown = {name for name in [*named, *present] if name and name not in ASIDE}
        return sorted(shown) + self.state.extra_siblings

    def card_data(self) -> dict[str, Any] | None:
        """The front matter as the Hub's own library reads it; None if there is none or it is no mapping."""
        card = (self.read("README.md") or b"").decode("utf-8", "replace")
        found = _FRONT_MATTER.match(card)
        try:
            data = yaml.safe_load(found[2]) if found else None
        except yaml.YAMLError:
            return None
        return json.loads(json.dumps(data, default=str)) if isinstance(data, dict) else None

    def answer(self) -> dict[str, Any]:
        """The whole `/api/models/ID` answer."""
        card, name = self.card_data(), self.id.removeprefix("datasets/")
        made: dict[str, Any] = {
            "_id": hashlib.md5(self.id.encode()).hexdigest()[:24], "id": name, "modelId": name,
            "author": name.partition("/")[0], "sha": self.commit, "lastModified": "2026-01-02T03:04:05.000Z",
            "createdAt": "2025-01-02T03:04:05.000Z", "downloads": 7, "likes": 3, "tags": _tags(card), **self.stored(),
        }
        if card is not None:
            made.setdefault("cardData", card)
        made |= {"private": self.state.private, "disabled": bool(self.state.disabled)}
        if self.state.gated or "gated" not in made:
            made["gated"] = self.state.gated
        made["siblings"] = [{"rfilename": name} for name in self.files()]
        return made | self.state.answer


def _tags(card: dict[str, Any] | None) -> list[str]:
    card = card or {}
    tags = [tag for tag in _list(card.get("tags")) if isinstance(tag, str)]
    tags += [f"license:{name}" for name in _list(card.get("license"))]
    for base in _list(card.get("base_model")):
        relation = card.get("base_model_relation") or "finetune"
        tags += [f"base_model:{base}", f"base_model:{relation}:{base}"]
    tags += [f"dataset:{name}" for name in _list(card.get("datasets"))]
    return [*tags, "region:us"]


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class Repositories:
    """The models of a folder, or of whatever `find` makes of an id."""

    def __init__(self, root: Path, find: Callable[[str], Path | None] | None = None) -> None:
        self.root = root
        self.states: dict[str, State] = {}
        self._find = find or self._in_root

    def state(self, model_id: str) -> State:
        """The state of a model, to be set by a test."""
        return self.states.setdefault(model_id, State())

    def get(self, model_id: str) -> Repository | None:
        """The repository of an id, or None."""
        folder = self._find(model_id)
        return Repository(model_id, folder, self.states.get(model_id, State())) if folder else None

    def ids(self) -> list[str]:
        """All ids of models of the root, sorted."""
        found = (p for p in self.root.glob("*/*") if p.is_dir() and p.parent.name != "datasets")
        return sorted(f"{p.parent.name}/{p.name}" for p in found)

    def _in_root(self, model_id: str) -> Path | None:
        parts = model_id.split("/")
        if any(part in ("", ".", "..") for part in parts):
            return None
        folder = self.root.joinpath(*parts)
        return folder if folder.is_dir() and len(parts) == (3 if parts[0] == "datasets" else 2) else None
