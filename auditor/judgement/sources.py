"""Whether a passage on data names where they come from, or tells only how much and how good they are."""

from __future__ import annotations

import re

from auditor.nouns import DisclosureFinding

#: A name in running text: a capital after a small letter or a comma, or a set name in code marks.
_NAME = re.compile(r"(?<=[a-z,:(] )[\"'`*\[]{0,3}[A-Z][A-Za-z0-9.+-]*[a-z0-9]|`[\w./-]+`")
#: What follows one of these is what was trained on; names before it are the model's own.
_ON = re.compile(
    r"\b(?:on|from|using|with|of|over|including|include[sd]?|comprising|sobre|con|de|auf|aus|sur)\b|[:：在用で]"
)


class Sources:
    """The words of `facets.toml` that name a source, ready to be looked for."""

    def __init__(self, words: tuple[str, ...]) -> None:
        """Index the words: those with letters of an alphabet are whole words, the others stand anywhere."""
        plain = [re.escape(word.casefold()) for word in words if word.isascii() or word[0].casefold() < "\u3000"]
        dense = [re.escape(word) for word in words if not (word.isascii() or word[0].casefold() < "\u3000")]
        options = [r"\b(?:" + "|".join(plain) + r")\b"] if plain else []
        self._words = re.compile("|".join([*options, *dense]) or r"(?!)")

    def told(self, said: DisclosureFinding, what: str) -> bool:
        """Whether the disclosure's links or quotes name a set, or (what = "source") at least a kind of source."""
        if said.links:
            return True
        quotes = [place.quote for place in said.evidence]
        return any(_names_set(quote) or (what == "source" and self._has_kind(quote)) for quote in quotes)

    def _has_kind(self, quote: str) -> bool:
        return bool(self._words.search(quote.casefold()))


def _names_set(quote: str) -> bool:
    start = _ON.search(quote)
    return bool(start and _NAME.search(quote, start.start()))
