"""The walk from a model to all its ancestors and their data sets: level by level, each repository once, circles cut.

Reading and judging overlap: while a generation is on its way, the documents of the one before are read, and a model is
judged once, when all its bases are at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from auditor.catalog.catalog import Catalog
from auditor.chain.graph import Chain, Edge, judge, key_of, marked
from auditor.chain.links import Links, links_of
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
        models, datasets = walker.follow()
        if depth == DEPTH:
            walker.leave(models)
            models = []
        asked = (*models, *datasets)
        arriving = read(asked) if asked else ()
        # While the next generation is on its way, the documents of this one are read.
        walker.prepare()
        walker.take(asked, tuple(arriving))
    return walker.chain()


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
        self._gaps: list[Gap] = []
        self._level = [first]
        self._first = first

    def follow(self) -> tuple[list[str], list[str]]:
        """Note the links of the newest generation; the models and the data sets that it names for the first time."""
        models: dict[str, str] = {}
        datasets: dict[str, str] = {}
        for snapshot in self._level:
            links = links_of(snapshot, self._catalog.inheritance)
            self._note_left_out(snapshot.id, links)
            for link in links.datasets:
                self._datasets.append(Edge(child=snapshot.id, parent=link.target, link=link))
                datasets.setdefault(key_of(DATASETS + link.target), DATASETS + link.target)
            for link in links.parents:
                self._edges.append(Edge(child=snapshot.id, parent=link.target, link=link))
                models.setdefault(key_of(link.target), link.target)
        self._level = []
        return self._room(models, REPOSITORIES, data=False), self._room(datasets, DATA_SETS, data=True)

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
        return Chain(
            nodes=tuple(node for key, node in judged.items() if not key.startswith(DATASETS)),
            edges=edges,
            datasets=tuple(self._datasets),
            data=tuple(node for key, node in judged.items() if key.startswith(DATASETS)),
            successor=links_of(self._first, self._catalog.inheritance).successor,
            gaps=tuple(self._gaps),
        )

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
