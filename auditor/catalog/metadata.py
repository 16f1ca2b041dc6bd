"""The record of a rule on metadata and file lists: signals that are looked for, each true, false or unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from auditor.catalog.reader import rename

SignalKind = Literal[
    "file",
    "shards",
    "gate",
    "gate-asks",
    "config",
    "tag",
    "library",
    "relation",
    "name",
    "parameters",
    "size",
    "state",
    "card-key",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing to look for.

    file        a listed file fits `any_of` and not `avoid` (shell patterns on the path, without regard to case)
    shards      the weight files form a complete set (`is` = complete) or lack a part (`is` = broken)
    gate        the repository's gate is one of `any_of` (no, auto, manual)
    gate-asks   the access form asks for a field whose name has one of the words of `any_of`; any field if it is empty
    config      a configuration document has the key `key` (dots lead inwards), with a value of `any_of` if given
    tag         a tag of the repository is one of `any_of`
    library     the library is one of `any_of`
    relation    the model came from its base by one of `any_of`
    name        the repository's name has one of the words of `any_of`
    parameters  the number of parameters is told
    size        the sizes of the weight files are told
    state       private or disabled, as `any_of` says
    card-key    the card's front matter has the key `key`, with a value of `any_of` if given
    """

    kind: SignalKind
    any_of: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    key: str = ""
    is_: Literal["complete", "broken", ""] = rename("is", "")
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataExample:
    """A small repository: `files` is its complete list unless `partial_list`, each of `size` bytes; `config` is
    the text of config.json."""

    because: str = ""
    files: tuple[str, ...] = ()
    partial_list: bool = False
    tags: tuple[str, ...] = ()
    gated: Literal["no", "auto", "manual"] | None = None
    private: bool | None = None
    disabled: bool | None = None
    library: str | None = None
    relation: str | None = None
    model: str = "example/model"
    config: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    parameters: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataExamples:
    """Repositories that meet the rule and such that do not."""

    match: tuple[MetadataExample, ...]
    no_match: tuple[MetadataExample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataRule:
    """A rule on metadata: found if a signal is true (of all, with `every`), absent if it is false, else unknown."""

    schema: int
    id: str
    answers: Literal["metadata"]
    title: str
    why: str
    signal: tuple[Signal, ...]
    examples: MetadataExamples
    every: bool = False

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
        if not self.id.startswith("weights."):
            raise ValueError("the id of a metadata rule begins with 'weights.'")
        if not self.signal:
            raise ValueError("names no signal")
