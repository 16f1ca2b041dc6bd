"""The clause rules made ready for matching: one lexicon, and each phrasing with its string, groups and forces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.catalog.clauses import Cancel, ClauseRule, Phrasing
from auditor.catalog.language import ClauseLanguage
from auditor.matching.lexicon import FORCE_CHARS, Lexicon, Marker
from auditor.matching.resolver import resolve_negation
from auditor.matching.values import QuantityWords, quantity_words
from auditor.text.words import Words

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

#: From here a wording counts: with exact groups beside it, and alone.
LEAST_WITH_MUST = 40.0
LEAST_ALONE = 80.0
#: Content words of which a phrasing without groups needs two in the passage before it is compared.
ANCHORS = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrasing or a cancel, ready: `mask` holds the groups that must be met, `need` is `mask` as single bits."""

    rule: int
    text: str
    chars: str
    mask: int
    need: tuple[int, ...]
    forces: frozenset[str]
    objects: int
    least: float
    words: int
    #: Groups as written, for languages without spaces.
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadyCancel:
    """A cancel with the wording that has to be met, and where."""

    wording: Wording
    scope: str
    spaced: bool


@dataclass(frozen=True, slots=True)
class ClauseIndex:
    """All of it. `spaced` are wordings of languages with words, `unspaced` those of Chinese and its like."""

    rules: tuple[ClauseRule, ...]
    lexicon: Lexicon
    spaced: tuple[Wording, ...]
    unspaced: tuple[Wording, ...]
    cancels: tuple[tuple[ReadyCancel, ...], ...]
    any_object: int
    not_operative: frozenset[str]
    operative: frozenset[str]
    abbreviations: frozenset[str]
    means: frozenset[tuple[str, ...]]
    exceptions: tuple[tuple[str, ...], ...]
    conditions: frozenset[str]
    consequences: dict[str, int]
    quantities: QuantityWords
    unspaced_languages: tuple[ClauseLanguage, ...]


#: Languages written without spaces between words.
UNSPACED = frozenset(("zh", "ja"))


def clause_index(catalog: Catalog) -> ClauseIndex:
    """The index of a catalog, built when first asked for."""
    index: ClauseIndex = catalog.cached("clause-index", lambda own: _build(own.clause_rules, own.languages))
    return index


def _build(rules: tuple[ClauseRule, ...], languages: tuple[object, ...]) -> ClauseIndex:
    from auditor.catalog.language import Language

    found = [language for language in languages if isinstance(language, Language)]
    spaced = tuple(language.clauses for language in found if language.id not in UNSPACED)
    unspaced = tuple(language.clauses for language in found if language.id in UNSPACED)
    lexicon = _lexicon(spaced, rules)
    objects = {
        thing: lexicon.group(sorted({word for language in spaced for word in language.objects.get(thing, ())}))
        for thing in sorted({thing for language in spaced for thing in language.objects})
    }
    builder = _Builder(lexicon, objects)
    wordings = [
        builder.phrasing(number, rule, phrasing) for number, rule in enumerate(rules) for phrasing in rule.phrasing
    ]
    languages_of = [phrasing.lang for rule in rules for phrasing in rule.phrasing]
    ready = ClauseIndex(
        rules=rules,
        lexicon=lexicon,
        spaced=tuple(w for w, lang in zip(wordings, languages_of, strict=True) if lang not in UNSPACED),
        unspaced=tuple(w for w, lang in zip(wordings, languages_of, strict=True) if lang in UNSPACED),
        cancels=tuple(
            tuple(builder.cancel(number, cancel) for cancel in rule.cancel) for number, rule in enumerate(rules)
        ),
        any_object=sum(set(objects.values())),
        not_operative=_phrases(spaced, "not_operative") | _phrases(unspaced, "not_operative"),
        operative=_phrases(spaced, "operative") | _phrases(unspaced, "operative"),
        abbreviations=frozenset(word for language in spaced for word in language.abbreviations),
        means=frozenset(tuple(Words.of(phrase).words) for language in spaced for phrase in language.means),
        exceptions=tuple(
            sorted({tuple(Words.of(phrase).words) for language in spaced for phrase in language.exceptions})
        ),
        conditions=frozenset(word for language in spaced for word in language.conditions),
        consequences={
            name: lexicon.group(sorted({phrase for language in spaced for phrase in language.consequences.get(name, ())}))
            for name in sorted({name for language in spaced for name in language.consequences})
        },
        quantities=quantity_words((*spaced, *unspaced)),
        unspaced_languages=unspaced,
    )
    # Words looked up on the way were looked up before every group was known.
    lexicon.clear()
    return ready


def _phrases(languages: tuple[ClauseLanguage, ...], key: str) -> frozenset[str]:
    given = (phrase for language in languages for phrase in getattr(language, key))
    return frozenset(" ".join(Words.of(phrase).words) for phrase in given)


def _lexicon(languages: tuple[ClauseLanguage, ...], rules: tuple[ClauseRule, ...]) -> Lexicon:
    lexicon = Lexicon()
    for language in languages:
        lexicon.ignore(language.ignore)
        lexicon.negators = lexicon.negators | frozenset(language.negators)
        for row in language.synonyms:
            lexicon.synonyms(row)
        for force in ("forbid", "require", "permit", "disclaim", "limit"):
            for phrase in getattr(language.markers, force):
                lexicon.marker(phrase, force)
    for rule in rules:
        for phrasing in rule.phrasing:
            lexicon.know(Words.of(phrasing.text).words)
        for cancel in rule.cancel:
            lexicon.know(Words.of(cancel.text).words)
    return lexicon


class _Builder:
    """Turns phrasings and cancels into wordings."""

    def __init__(self, lexicon: Lexicon, objects: dict[str, int]) -> None:
        self.lexicon, self.objects = lexicon, objects

    def phrasing(self, number: int, rule: ClauseRule, phrasing: Phrasing) -> Wording:
        force = phrasing.force or rule.force
        things = phrasing.object or rule.object
        least = phrasing.least
        if least is None:
            least = LEAST_WITH_MUST if phrasing.must else LEAST_ALONE
        return self._wording(number, phrasing.text, phrasing.must, phrasing.lang, least,
                             frozenset((force,) if isinstance(force, str) else force), things)

    def cancel(self, number: int, cancel: Cancel) -> ReadyCancel:
        least = cancel.least if cancel.least is not None else (LEAST_ALONE if cancel.text else 0.0)
        wording = self._wording(number, cancel.text, cancel.must, cancel.lang, least, frozenset(), ("any",))
        return ReadyCancel(wording, cancel.scope, cancel.lang not in UNSPACED)

    def _wording(self, number: int, text: str, must: tuple[tuple[str, ...], ...], lang: str, least: float,
                 forces: frozenset[str], things: tuple[str, ...]) -> Wording:
        words = Words.of(text)
        objects = 0 if "any" in things else sum({self.objects.get(thing, 0) for thing in things})
        if lang in UNSPACED:
            groups = tuple(tuple("".join(Words.of(entry).words) for entry in group) for group in must)
            return Wording(number, text, "".join(words.words), 0, (), forces, objects, least, len(words), groups)
        chars, _ = characters(self.lexicon, words.words)
        bits = tuple(dict.fromkeys(self.lexicon.group(group) for group in must))
        return Wording(number, text, "".join(chars), sum(bits), bits, forces, objects, least, len(words))


def characters(lexicon: Lexicon, words: list[str]) -> tuple[list[str], list[Marker]]:
    """One character (or none) a word, with markers replaced by the sign of their force, and the markers."""
    chars = [lexicon[word].char for word in words]
    markers: list[Marker] = []
    skip = 0
    for at, word in enumerate(words):
        if at < skip or not lexicon[word].starts:
            continue
        marker = lexicon.marker_at(words, at)
        if marker:
            markers.append(marker)
            skip = at + marker.length
    markers = resolve_negation(markers, words, lexicon.negators)
    sign_markers(chars, markers)
    return chars, markers


def sign_markers(chars: list[str], markers: list[Marker]) -> None:
    """Put the sign of each marker's force in place of its words."""
    for marker in markers:
        chars[marker.at] = FORCE_CHARS[marker.force]
        for at in range(marker.at + 1, marker.at + marker.length):
            chars[at] = ""
