"""The walk from a model to its ancestors, data sets and newer versions: level by level, each once, circles cut.

Reading and judging overlap: while a generation is on its way, the documents of the one before are read, and a model is
judged once, when all its bases are at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditor.catalog.catalog import Catalog
from auditor.chain.graph import Chain, Edge, judge, key_of, marked
from auditor.chain.links import Link, Links, links_of
from auditor.judge import Prepared, prepare
from auditor.names import DATASETS
from auditor.nouns import Gap, GapReason, ModelSnapshot

#: Generations above the model that are followed, models and data sets read for one chain.
DEPTH = 8
REPOSITORIES = 200
DATA_SETS = 100

#: Reads many repositories at once: for each id ("datasets/…" for data sets), in order, a snapshot or the gap that says
#: why there is none. Called, it may begin to read and answer before it is done: what it gives is gone through later.
Read = Callable[[Sequence[str]], Iterable[ModelSnapshot | Gap]]


def walk(first: ModelSnapshot, catalog: Catalog, read: Read) -> Chain:
    """The chain behind a snapshot. `read` is called once a generation, with ids that were not read before."""
    walker = _Walk(first, catalog)
    for depth in range(DEPTH + 1):
        wanted = walker.follow()
        if depth == DEPTH:
            walker.leave(wanted.models)
            wanted = _Wanted(models=[], datasets=wanted.datasets)
        asked = (*wanted.models, *wanted.datasets)
        arriving = read(asked) if asked else ()
        # While the next generation is on its way, the documents of this one are read.
        walker.prepare()
        walker.take(asked, tuple(arriving))
    return walker.chain()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """The models, newer versions among them, and the data sets that a generation names for the first time."""

    models: list[str]
    datasets: list[str]


class _Walk:
    """What is known so far: snapshots by key, what each name led to, edges, and the generation to be followed next."""

    def __init__(self, first: ModelSnapshot, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: dict[str, ModelSnapshot | Gap] = {key_of(first.id): first}
        self._prepared: dict[str, Prepared] = {}
        #: Each name that was asked for or answered, with the key of what it led to.
        self._names = {key_of(first.requested): key_of(first.id), key_of(first.id): key_of(first.id)}
        self._edges: list[Edge] = []
        self._datasets: list[Edge] = []
        self._successors: dict[str, Edge] = {}
        #: The keys of what is wanted or known as a newer version only: read, but what it is made from is not followed.
        self._newer: set[str] = set()
        self._gaps: list[Gap] = []
        self._level = [first]

    def follow(self) -> _Wanted:
        """Note the links of the newest generation; what it names for the first time."""
        models: dict[str, str] = {}
        newer: dict[str, str] = {}
        datasets: dict[str, str] = {}
        for snapshot in self._level:
            links = links_of(snapshot, self._catalog.inheritance)
            if links.successor:
                self._successors.setdefault(key_of(snapshot.id), _edge(snapshot, links.successor))
                newer.setdefault(key_of(links.successor.target), links.successor.target)
            if key_of(snapshot.id) in self._newer:
                continue
            self._note_left_out(snapshot.id, links)
            for link in links.datasets:
                self._datasets.append(_edge(snapshot, link))
                datasets.setdefault(key_of(DATASETS + link.target), DATASETS + link.target)
            for link in links.parents:
                self._edges.append(_edge(snapshot, link))
                models.setdefault(key_of(link.target), link.target)
        self._level = [*self._turned(models)]
        self._newer.update(key for key in newer if key not in models and key not in self._names)
        return _Wanted(
            models=self._room({**models, **newer}, REPOSITORIES, data=False),
            datasets=self._room(datasets, DATA_SETS, data=True),
        )

    def leave(self, names: Iterable[str]) -> None:
        """Say that these are not followed."""
        self._gaps += [Gap(document=name, reason=GapReason.TOO_LARGE, detail="beyond the limit") for name in names]

    def take(self, names: Sequence[str], found: Sequence[ModelSnapshot | Gap]) -> None:
        """Keep what came of the names; the models among it are the next generation."""
        for name, item in zip(names, found, strict=True):
            key = key_of(name if isinstance(item, Gap) else item.id)
            self._names[key_of(name)] = key
            self._names[key] = key
            if isinstance(item, Gap):
                self._gaps.append(item)
            if key not in self._found:
                self._found[key] = item
                if key_of(name) in self._newer:
                    self._newer.add(key)
                if not isinstance(item, Gap) and not item.id.startswith(DATASETS):
                    self._level.append(item)

    def prepare(self) -> None:
        """Read the documents of what has arrived, as far as that needs no bases."""
        for key, found in self._found.items():
            if key not in self._prepared and isinstance(found, ModelSnapshot):
                self._prepared[key] = prepare(found, self._catalog)

    def chain(self) -> Chain:
        """Everything, judged: each model with its bases."""
        self.prepare()
        edges = marked(self._edges, self._names)
        judged = judge(self._found, self._prepared, edges, self._names, self._catalog)
        models = {key: node for key, node in judged.items() if not key.startswith(DATASETS)}
        return Chain(
            nodes=tuple(node for key, node in models.items() if key not in self._newer),
            edges=edges,
            datasets=tuple(self._datasets),
            data=tuple(node for key, node in judged.items() if key.startswith(DATASETS)),
            successors=tuple(self._successors.values()),
            newer=tuple(node for key, node in models.items() if key in self._newer),
            gaps=tuple(self._gaps),
        )

    def _turned(self, models: Iterable[str]) -> Iterator[ModelSnapshot]:
        """Those of the models that were read as newer versions until now: from here on they are followed too."""
        for key in models:
            target = self._names.get(key, key)
            if target in self._newer:
                self._newer.discard(target)
                found = self._found.get(target)
                if isinstance(found, ModelSnapshot):
                    yield found

    def _note_left_out(self, model: str, links: Links) -> None:
        for count, what in ((links.left_out, "parents"), (links.datasets_left_out, "data sets")):
            if count:
                detail = f"{count} more {what} are named and were not followed"
                self._gaps.append(Gap(document=model, reason=GapReason.TOO_LARGE, detail=detail))

    def _room(self, wanted: dict[str, str], limit: int, data: bool) -> list[str]:
        """Those of the names that are new, as far as the limit allows; the rest is told."""
        held = sum(key.startswith(DATASETS) is data for key in self._found)
        new = [name for key, name in wanted.items() if key not in self._names]
        room = max(limit - held, 0)
        self.leave(new[room:])
        return new[:room]


def _edge(snapshot: ModelSnapshot, link: Link) -> Edge:
    return Edge(child=snapshot.id, parent=link.target, link=link)
