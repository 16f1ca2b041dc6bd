"""The one grammar of conditions: facets, class ladder, flags, frameworks, policies and inheritance are written in it.

A condition is one table that says exactly one thing: a combination of other conditions or an atom. Its value is true,
false or unknown; what an unread document would have to show is unknown, never false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from auditor.catalog.reader import Faults, rename
from auditor.nouns import Component

#: What is looked at: this model, its base, or the data sets that it names.
Of = Literal["self", "base", "dataset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """Holds if at least `n` of the conditions hold."""

    n: int
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition. The first group combines, the second are atoms, the third qualifies an atom.

    rule        a finding, or all whose id fits a pattern with `*`: found (or `is`) in any of them
    disclosure  what the card says of an item: `at_least` partial or open, or `is`, or a `signal` that fired; with
                `in_words` prose without an address is enough (the words are the disclosure), with `tells` the
                passage has to name a "source" or kind of source, or a "set" by its name or address
    facet       a facet's level `at_least` n
    license     the concluded license is one of these ids or lists (`approved`, `osi`, `fsf`, `stated`), known by `how`
    component   the license of one part of the release, by `license_in`
    gate        the repository's gate is one of no, auto, manual
    files       a listed file fits one of these patterns
    relation    how this model came from its base: finetune, adapter, merge, quantized
    quantity    a number that the card or the metadata tell, `at_least` n or `below` n
    age_of      the date that this disclosure's passage names lies `at_least` n days before the audited commit
    flag        a flag is raised (or `is` = "clear")
    resolved    the datasets or bases that are named were asked for at the Hub, the linked code or pages at an allowed
                host, and are all there; with `has`, code holds a file that fits one of these patterns
    stricter    a data set that was asked for at the Hub is under a known license with limits that the model's has not
    conflict    two mentions of the license disagree; the evidence is that of the deciding or of the other one
    name        names this condition, so that a flag can print its evidence
    """

    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    none: tuple[Condition, ...] | None = None

    rule: str | None = None
    disclosure: str | None = None
    facet: str | None = None
    license: tuple[str, ...] | None = None
    component: Component | None = None
    gate: tuple[Literal["no", "auto", "manual"], ...] | None = None
    files: tuple[str, ...] | None = None
    relation: tuple[Literal["finetune", "adapter", "merge", "quantized"], ...] | None = None
    quantity: str | None = None
    age_of: str | None = None
    flag: str | None = None
    resolved: Literal["dataset", "base", "code", "page"] | None = None
    stricter: Literal["dataset"] | None = None
    conflict: Literal["deciding", "other"] | None = None

    at_least: AtLeast | float | Literal["partial", "open"] | None = None
    below: float | None = None
    is_: str | None = rename("is", None)
    signal: tuple[str, ...] | None = None
    license_in: tuple[str, ...] | None = None
    how: tuple[Literal["text", "link", "name", "tag", "catalog"], ...] | None = None
    in_words: bool | None = None
    tells: Literal["source", "set"] | None = None
    has: tuple[str, ...] | None = None
    of: Of = "self"
    name: str = ""
    #: Which of the combinations or atoms this is.
    kind: str = field(init=False, repr=False, compare=False, default="")
    #: Whether it looks at nothing but this model's own findings: at no facet, flag or other model.
    local: bool = field(init=False, repr=False, compare=False, default=True)
    #: Whether it looks at the terms of use.
    on_terms: bool = field(init=False, repr=False, compare=False, default=False)

    def __post_init__(self) -> None:
        kind = self._kind()
        object.__setattr__(self, "kind", kind)
        own = self.of == "self" and kind not in ("facet", "flag")
        object.__setattr__(self, "local", own and all(part.local for part in self.parts))
        terms = kind in _ON_TERMS or (kind == "rule" and not (self.rule or "").startswith("weights."))
        object.__setattr__(self, "on_terms", terms or any(part.on_terms for part in self.parts))
        allowed = _QUALIFIERS[kind]
        for qualifier in ("at_least", "below", "is_", "signal", "license_in", "how", "in_words", "tells", "has"):
            if getattr(self, qualifier) is not None and qualifier not in allowed and kind != qualifier:
                raise ValueError(f"{qualifier.rstrip('_')!r} does not belong to a condition on {kind!r}")
        if kind in ("all", "any", "none", "at_least") and not self.parts:
            raise ValueError(f"{kind!r} combines nothing")
        if kind == "component" and self.license_in is None:
            raise ValueError("a condition on a component says which licenses: `license_in`")
        if kind in ("facet", "age_of") and not isinstance(self.at_least, float):
            raise ValueError(f"a condition on {kind!r} needs a number: `at_least`")
        if kind == "quantity" and not isinstance(self.at_least, float) and self.below is None:
            raise ValueError("a condition on a quantity needs `at_least` or `below`")
        if self.is_ is not None and self.is_ not in _WORDS.get(kind, ()):
            raise ValueError(f"'is' = {self.is_!r}: known: {', '.join(_WORDS.get(kind, ()))}")

    def _kind(self) -> str:
        given = [name for name in _KINDS if getattr(self, name) is not None]
        if isinstance(self.at_least, AtLeast):
            given.append("at_least")
        if len(given) != 1:
            said = " and ".join(map(repr, given)) or "nothing"
            raise ValueError(f"a condition says one thing, this one says {said}")
        return given[0]

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions that this one combines; none for an atom."""
        if isinstance(self.at_least, AtLeast):
            return self.at_least.of
        return self.all or self.any or self.none or ()


_KINDS = (
    "all",
    "any",
    "none",
    "rule",
    "disclosure",
    "facet",
    "license",
    "component",
    "gate",
    "files",
    "relation",
    "quantity",
    "age_of",
    "flag",
    "resolved",
    "stricter",
    "conflict",
)
_ON_TERMS = ("license", "component", "stricter", "conflict")
_QUALIFIERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*_KINDS, "at_least"), ()),
    "rule": ("is_",),
    "disclosure": ("at_least", "is_", "signal", "in_words", "tells"),
    "license": ("how",),
    "resolved": ("has",),
    "facet": ("at_least",),
    "component": ("license_in",),
    "quantity": ("at_least", "below"),
    "age_of": ("at_least", "signal"),
    "flag": ("is_",),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "rule": ("found", "absent", "unknown"),
    "disclosure": ("open", "partial", "closed", "unstated", "unknown"),
    "flag": ("raised", "clear"),
}


def atoms(condition: Condition) -> Iterator[Condition]:
    """Every atom below this condition, in the order written."""
    if condition.parts:
        for part in condition.parts:
            yield from atoms(part)
    else:
        yield condition


def conditions_of(record: Any) -> Iterator[Condition]:
    """Every outermost condition inside a record of rules, in the order of its fields."""
    for item in fields(record):
        yield from _conditions_in(getattr(record, item.name))


def _conditions_in(value: Any) -> Iterator[Condition]:
    if isinstance(value, Condition):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _conditions_in(item)
    elif hasattr(value, "__dataclass_fields__"):
        yield from conditions_of(value)


def check_names(record: Any, file: str, records: dict[str, list[Any]], faults: Faults) -> None:
    """Faults for conditions that name a rule, disclosure, facet or flag that no file holds."""
    known = known_names(records)
    for condition in conditions_of(record):
        for atom in atoms(condition):
            kind = atom.kind
            named = getattr(atom, kind) if kind in ("rule", "disclosure", "facet", "flag") else None
            if named is not None and not _fits(named, known[kind]):
                faults.add(file, kind, f"no {kind} {named!r}")


def known_names(records: dict[str, list[Any]]) -> dict[str, frozenset[str]]:
    """The ids that conditions may name: rules, disclosures, facets, flags."""

    def ids(section: str) -> list[str]:
        return [item.id for item in records.get(section, []) if item is not None]

    facets = [facet.id for item in records.get("facets", []) if item is not None for facet in item.facet]
    return {
        "rule": frozenset(ids("usage") + ids("weights")),
        "disclosure": frozenset(ids("recipe")),
        "facet": frozenset(facets),
        "flag": frozenset(ids("flags")),
    }


def _fits(name: str, known: frozenset[str]) -> bool:
    if "*" not in name:
        return name in known
    import fnmatch

    return any(fnmatch.fnmatchcase(item, name) for item in known)
