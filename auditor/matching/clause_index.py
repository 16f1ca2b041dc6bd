"""The compiled clause rules as the matcher uses them: one lexicon, and each phrasing with its string and its groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from auditor.matching.lexicon import Lexicon
from auditor.matching.quantities import QuantityWords

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrasing or a cancel, ready: `mask` holds the groups that must be met, `need` is `mask` as bits, rarest first.

    `groups` are the groups as written, for languages without spaces; `expands`: terms are read with their definitions;
    `stands_in`: a forbidden term stands for what its definition names.
    """

    rule: int
    text: str
    chars: str
    mask: int
    need: tuple[int, ...]
    objects: int
    least: float
    spaced: bool
    groups: tuple[tuple[str, ...], ...]
    forces: frozenset[str]
    expands: bool
    stands_in: bool
    within: int | None
    scope: str
    #: Ids of rules that undo this one where they are found (of a cancel).
    rules: frozenset[str]
    #: Groups, as bits, that lift a cancel where all are met; 0: nothing does.
    unless: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks beside its wordings: a value of `kind` in one of `units`, a consequence."""

    id: str
    documents: tuple[str, ...]
    kind: str
    units: tuple[str, ...]
    required: bool
    consequence: tuple[str, ...]
    implied_by: tuple[str, ...]


class ClauseIndex:
    """All of it. `anchors` are the rarest groups of the wordings, `turning` the words that turn a force around,
    `defining` those that follow a defined term, `idle` (both bits) those of a summary that says it does not bind."""

    def __init__(self, prepared: dict[str, Any], catalog: Catalog) -> None:
        """Load what `auditor.matching.clause_build.build` made."""
        self._catalog = catalog
        self._quantities: QuantityWords | None = None
        self.rules = tuple(_asked(table) for table in prepared["rules"])
        self.lexicon = Lexicon.load(prepared["lexicon"])
        wordings = [_wording(table) for table in prepared["wordings"]]
        self.spaced = tuple(wording for wording in wordings if wording.spaced)
        self.unspaced = tuple(wording for wording in wordings if not wording.spaced)
        self.cancels = tuple(tuple(_wording(table) for table in rows) for rows in prepared["cancels"])
        #: For each rule the cancels that are words, by their number, and the ids of the rules that undo it.
        self.cancelling = tuple(
            tuple((which, cancel) for which, cancel in enumerate(rows) if not cancel.rules) for rows in self.cancels
        )
        self.undoing = {
            rule.id: ids for rule, rows in zip(self.rules, self.cancels, strict=True)
            if (ids := frozenset(name for cancel in rows for name in cancel.rules))
        }
        self.uses_definitions = any(wording.expands or wording.stands_in for wording in self.spaced) or any(
            cancel.scope == "definition" for rows in self.cancels for cancel in rows
        )
        self.any_object: int = prepared["any_object"]
        self.turning: int = prepared["turning"]
        self.defining: int = prepared["defining"]
        self.idle: int = prepared["idle"]
        self.recitals = frozenset(prepared["recitals"])
        #: Clue to role, for the names that a text gives; and words that are no such name.
        self.roles: dict[str, str] = {clue: role for role, clues in prepared["roles"].items() for clue in clues}
        self.no_names = frozenset(prepared["no_names"])
        self.anchors = 0
        for wording in self.spaced:
            self.anchors |= wording.need[0] if wording.need else 0
        self.consequences: dict[str, int] = prepared["consequences"]
        self.not_operative = frozenset(prepared["not_operative"])
        self.operative = frozenset(prepared["operative"])
        self.abbreviations = frozenset(prepared["abbreviations"])
        #: Last words of a defined term that names a use or purpose, and no person or thing.
        self.purposes = frozenset(prepared["purposes"])
        self.following = {word: frozenset(after) for word, after in prepared["following"].items()}
        self.means = frozenset(tuple(phrase.split()) for phrase in prepared["means"])
        self.exceptions = tuple(tuple(phrase.split()) for phrase in prepared["exceptions"])
        self.conditions = frozenset(prepared["conditions"])
        self.continuing = frozenset(prepared["continuing"])
        #: Markers of each unspaced language as (phrase, force), the longest first: "不禁止" holds "禁止".
        self.unspaced_markers = [
            sorted(((phrase, force) for force in markers for phrase in markers[force]), key=_longest_first)
            for markers in prepared["unspaced_markers"]
        ]

    @property
    def quantities(self) -> QuantityWords:
        """How quantities are written, compiled when a rule first asks for one."""
        if self._quantities is None:
            self._quantities = QuantityWords(tuple(language.clauses for language in self._catalog.languages))
        return self._quantities


def clause_index(catalog: Catalog) -> ClauseIndex:
    """The index of a catalog, loaded when first asked for."""
    index: ClauseIndex = catalog.cached("clause-index", lambda own: ClauseIndex(own.prepared("usage"), own))
    return index


def _longest_first(row: tuple[str, str]) -> tuple[int, str]:
    return -len(row[0]), row[1]


def _asked(table: dict[str, Any]) -> Asked:
    return Asked(table["id"], tuple(table["documents"]), table["kind"], tuple(table["units"]), table["required"],
                 tuple(table["consequence"]), tuple(table["implied_by"]))


def _wording(table: dict[str, Any]) -> Wording:
    return Wording(
        rule=table["rule"], text=table["text"], chars=table["chars"],
        mask=sum(table["need"]), need=tuple(table["need"]),
        objects=table["objects"], least=table["least"], spaced=table["spaced"],
        groups=tuple(tuple(group) for group in table["groups"]), forces=frozenset(table.get("forces", ())),
        expands=table.get("expands", False), stands_in=table.get("stands_in", False),
        within=table.get("within"), scope=table.get("scope", ""),
        rules=frozenset(table.get("rules", ())), unless=table.get("unless", 0),
    )
