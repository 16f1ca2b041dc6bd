"""`auditor rules check --profile`: what each clause rule costs, and which of its phrasings no example needs.

The texts are the rules' own examples. Times differ from run to run; nothing else of this program prints any.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog

#: Each rule is asked this often, and the fastest time counts.
ROUNDS = 3


def profile_lines(catalog: Catalog) -> list[str]:
    """A table of rules, the most costly first, then every phrasing that hits in no example."""
    from auditor.matching.clause_index import clause_index
    from auditor.render.grid import grid
    from auditor.render.terminal import printable

    index = clause_index(catalog)
    hits, costs = _hits(catalog), _costs(catalog)
    phrasings = [(index.rules[wording.rule].id, wording.chars) for wording in index.spaced]
    idle = sorted(phrasing for phrasing in phrasings if not hits[phrasing])
    all_of, idle_of = Counter(rule for rule, _ in phrasings), Counter(rule for rule, _ in idle)
    order = sorted(costs, key=lambda rule: (-costs[rule], rule))
    rows = [(rule, f"{1000 * costs[rule]:.2f}", f"{idle_of[rule]} of {all_of[rule]}") for rule in order]
    lines = grid(rows, ("rule", "ms", "phrasings that hit in no example"), "simple")
    return [*lines, "", *(f"{rule}: {printable(chars)}" for rule, chars in idle)]


def _examples(catalog: Catalog) -> list[str]:
    return [example.text for rule in catalog.clause_rules for example in rule.examples.match]


def _hits(catalog: Catalog) -> Counter[tuple[str, str]]:
    from auditor.matching.clause_index import clause_index
    from auditor.matching.matcher import Matcher
    from auditor.matching.reading import read_text
    from auditor.text.words import Words

    index = clause_index(catalog)
    found: Counter[tuple[str, str]] = Counter()
    for text in _examples(catalog):
        for hit in Matcher(read_text(text, Words.of(text), index), index, "license").spaced():
            found[(index.rules[hit.wording.rule].id, hit.wording.chars)] += 1
    return found


def _costs(catalog: Catalog) -> dict[str, float]:
    from auditor.matching.clause_index import clause_index
    from auditor.matching.matcher import Matcher
    from auditor.matching.reading import read_text
    from auditor.text.words import Words

    index = clause_index(catalog)
    text = "\n\n".join(_examples(catalog))
    ready = read_text(text, Words.of(text), index)
    costs = {}
    for number, rule in enumerate(index.rules):
        rounds = []
        for _ in range(ROUNDS):
            matcher = Matcher(ready, index, "license")
            matcher.asked = [at == number for at in range(len(index.rules))]
            started = time.perf_counter()
            matcher.hits()
            rounds.append(time.perf_counter() - started)
        costs[rule.id] = min(rounds)
    return costs
