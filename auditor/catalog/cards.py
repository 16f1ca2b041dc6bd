"""Card rules: what a card discloses about one item of the recipe, as a list of signals with a fixed merge.

A rule is one file of `rules/recipe/`; the words that many rules share (headings, link targets, units, placeholders,
promises, cues of other models) stand in the `[cards]` table of `rules/language/<lang>.toml`. The phrase language and
the matching are told in docs/writing-card-rules.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from auditor.catalog.reader import Faults

Kind = Literal["front-matter", "heading", "link", "number", "table", "code-block", "passage", "file"]
Gives = Literal["open", "partial", "closed", "none"]
About = Literal["this-model", "base", "series", "any"]
Said = Literal["open", "partial", "closed", "unstated"]
Target = Literal[
    "self",
    "own-files",
    "hub-model",
    "hub-dataset",
    "hub-space",
    "hub-collection",
    "arxiv",
    "doi",
    "paper",
    "repo",
    "hub-file",
    "repo-file",
    "colab",
    "blog",
    "mail",
    "issues",
    "form",
    "chat",
    "social",
    "license",
    "website",
    "image",
    "any",
]
Unit = Literal[
    "tokens",
    "examples",
    "bytes",
    "hours",
    "duration",
    "date",
    "flop",
    "parameters",
    "gpus",
    "energy",
    "emissions",
    "percent",
    "any",
]
Part = Literal["sentence", "item", "row", "heading"]
Role = Literal["base", "tuned", "adapter", "quantized", "merge", "derived"]

#: What a signal of each kind must say to be a question at all.
NEEDS: dict[str, tuple[str, ...]] = {
    "front-matter": ("key",),
    "heading": ("near",),
    "link": ("target",),
    "number": ("units",),
    "table": ("near", "key"),
    "code-block": ("near", "must", "target"),
    "passage": ("near", "must", "under"),
    "file": ("near",),
}
WORD = re.compile(r"[^\W_][\w\-'’/.,&+]*\*?|%|#(?:\.#)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """At least `n` of the signals named in `of` have fired."""

    of: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One way in which a card answers the rule. Every key that is given must hold.

    `near`: one of these phrases; `must`: one of each group; `avoid`: none; all in the same passage (a sentence, a list
    item, a table row with its column heads, a heading). `under` / `avoid_under`: phrases in a heading above.
    `role`: what kind of copy this repository is. `model`: part of the model's own name. `all_of`, `unless`, `count`
    name other signals of the rule. A signal that gives "none" only serves those.
    """

    kind: Kind | None = None
    gives: Gives
    id: str = ""
    about: About = "this-model"
    near: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    avoid: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    avoid_under: tuple[str, ...] = ()
    #: Link signals: phrases in the words of the passage directly before the link (about ten).
    ahead: tuple[str, ...] = ()
    avoid_ahead: tuple[str, ...] = ()
    target: tuple[Target, ...] = ()
    key: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    role: tuple[Role, ...] = ()
    avoid_role: tuple[Role, ...] = ()
    #: Least number of words that a heading's own section must have, or the passage.
    words: int = 0
    #: Also passages in which something is only promised; else those are passed over.
    promised: bool = False
    #: Only passages of these kinds; without it all but code.
    parts: tuple[Part, ...] = ()
    #: The next n passages after the one that met `near` are searched for `target`, `units` and `must` too.
    within: int = 0
    all_of: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    count: Count | None = None

    def __post_init__(self) -> None:
        if self.kind is None:
            if not (self.all_of or self.count or self.role):
                raise ValueError("a signal without kind needs all_of, count or role")
        elif not any(getattr(self, key) for key in NEEDS[self.kind]):
            raise ValueError(f"a {self.kind} signal needs {' or '.join(NEEDS[self.kind])}")
        for phrase in self.phrases():
            fault = phrase_fault(phrase)
            if fault:
                raise ValueError(fault)

    def phrases(self) -> Iterator[str]:
        """Every phrase of the signal, word sets (`@name`) included."""
        yield from self.near
        yield from self.avoid
        yield from self.under
        yield from self.avoid_under
        yield from self.ahead
        yield from self.avoid_ahead
        for group in self.must:
            yield from group


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """`disagree`: the verdict where fired signals of equal rank name different things (two different bases)."""

    disagree: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class CardExample:
    """A small card, whole, and the verdict it must get. `model` is the Hub id the card is read under."""

    text: str
    verdict: Said
    model: str = "example/sample-model"
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardExamples:
    """Cards that disclose something (match) and cards that do not, or say the contrary (no_match)."""

    match: tuple[CardExample, ...]
    no_match: tuple[CardExample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRule:
    """One question that is asked of every card.

    `told = "words"`: the words are themselves the disclosure (a size, a setting); "thing": they point to something
    that exists elsewhere, so that only an address or a tag proves it (design: grades).
    """

    schema: int
    id: str
    answers: Literal["disclosure"]
    title: str
    why: str
    told: Literal["words", "thing"]
    signal: tuple[Signal, ...]
    examples: CardExamples
    merge: Merge | None = None
    #: Share of right answers on labelled cards, by verdict; what is not measured has the matcher's default.
    confidence: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.schema != 1:
            raise ValueError("schema must be 1")
        if not self.signal:
            raise ValueError("a card rule has at least one [[signal]]")
        for name, examples in (("match", self.examples.match), ("no_match", self.examples.no_match)):
            if len(examples) < 3:
                raise ValueError(f"examples.{name}: at least 3 are needed, {len(examples)} given")
        ids = [signal.id for signal in self.signal if signal.id]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"signal ids given twice: {', '.join(twice)}")
        for signal in self.signal:
            named = (*signal.all_of, *signal.unless, *(signal.count.of if signal.count else ()))
            for name in named:
                if name not in ids:
                    raise ValueError(f"no signal has the id {name!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLanguage:
    """The words of one language that card rules share: the `[cards]` table of a language file.

    `sets` are phrase lists that a rule names as `@name`, in any language at once. `split` joins what is written in
    one word or two ("fine|tun" makes "finetuned" read "fine tuned"). `units` are phrases by unit. `targets` are
    address patterns (`host/path`, `*` any run) by kind of link target.
    """

    sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    split: tuple[str, ...] = ()
    units: dict[str, tuple[str, ...]] = field(default_factory=dict)
    targets: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, phrases in (*self.sets.items(), *self.units.items()):
            for phrase in phrases:
                fault = phrase_fault(phrase)
                if fault:
                    raise ValueError(f"{name}: {fault}")
        for pair in self.split:
            if not re.fullmatch(r"[a-z]+\|[a-z]+", pair):
                raise ValueError(f"split: {pair!r} should be first|second in small letters")


def phrase_fault(phrase: str) -> str | None:
    """What is wrong with a phrase, or None. `@name` stands for a word set and is looked up by `check`."""
    if re.fullmatch(r"@[a-z0-9-]+", phrase):
        return None
    sure, atoms = False, phrase.split()
    for atom in atoms:
        if atom in ("...", "^", "$"):
            continue
        if not all(word == "#" or WORD.fullmatch(word) for word in atom.removesuffix("?").split("|")):
            return f"{phrase!r}: {atom!r} is no word, `stem*`, `a|b`, `word?`, `#`, `...`, `^` or `$`"
        sure = sure or not atom.endswith("?")
    if not sure:
        return f"{phrase!r}: at least one word must always be there"
    if atoms.count("...") > 2:
        return f"{phrase!r}: more than two gaps"
    return None


def prepare(records: dict[str, list[Any]]) -> Any:
    """What the matcher needs of the rules and languages, computed once at compile time."""
    from auditor.matching.card_build import build

    return build(records["recipe"], records["language"])


def check(records: dict[str, list[Any]], faults: Faults) -> None:
    """Faults that need all files: a rule that names a word set which no language file has."""
    known = {
        name for language in records.get("language", []) if language and language.cards for name in language.cards.sets
    }
    for rule in records["recipe"]:
        if rule is None:
            continue
        for number, signal in enumerate(rule.signal):
            for phrase in (*signal.phrases(), *(value for value in signal.value)):
                if phrase.startswith("@") and phrase[1:] not in known:
                    faults.add(
                        f"recipe/{rule.id}.toml", f"signal[{number}]", f"no language file has the word set {phrase!r}"
                    )
