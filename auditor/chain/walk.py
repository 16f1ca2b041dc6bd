"""The walk from a model to all its ancestors and their data sets: level by level, each repository once, circles cut.

Reading and judging are apart: the next generation is asked for as soon as the one before has arrived, and a model is
judged once, when all its bases are at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from auditor.catalog.catalog import Catalog
from auditor.chain.links import Link, Links, links_of
from auditor.judge import audit
from auditor.names import DATASETS
from auditor.nouns import AuditReport, Gap, GapReason, ModelSnapshot

#: Generations above the model that are followed, models and data sets read for one chain.
DEPTH = 8
REPOSITORIES = 200
DATA_SETS = 100
#: Generations of bases, and bases of one model, that a model's own report looks at.
_BASES = 2
_MOST_BASES = 8

#: Reads many repositories at once: for each id ("datasets/…" for data sets), in order, a snapshot or the gap that says
#: why there is none.
Read = Callable[[Sequence[str]], Sequence[ModelSnapshot | Gap]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A model or data set of the chain; `report` is None where it could not be read, and `gap` says why."""

    id: str
    report: AuditReport | None = None
    snapshot: ModelSnapshot | None = None
    gap: Gap | None = None

    @property
    def name(self) -> str:
        """The name as models write it: that of a data set without its mark."""
        return self.id.removeprefix(DATASETS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """From a child to what it was made from. `circle`: the target stands above already and is not followed."""

    child: str
    parent: str
    link: Link
    circle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A model, everything found behind it, and what was left out. The first node is the model itself.

    `datasets` lead from models to data sets by name, `data` are those that were looked for.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    datasets: tuple[Edge, ...] = ()
    data: tuple[Node, ...] = ()
    successor: Link | None = None
    gaps: tuple[Gap, ...] = ()

    def node(self, model: str) -> Node | None:
        """The node of an id, in any case, by the id asked for or the one answered."""
        return _find(self.nodes, model)

    def dataset(self, name: str) -> Node | None:
        """The data set of a name as models write it, without "datasets/"."""
        return _find(self.data, DATASETS + name)


def _find(nodes: tuple[Node, ...], name: str) -> Node | None:
    key = name.casefold()
    for node in nodes:
        requested = node.snapshot.requested.casefold() if node.snapshot else ""
        if key in (node.id.casefold(), requested):
            return node
    return None


def walk(first: ModelSnapshot, catalog: Catalog, read: Read) -> Chain:
    """The chain behind a snapshot. `read` is called once a generation, with ids that were not read before."""
    walker = _Walk(first, catalog)
    for depth in range(DEPTH + 1):
        models, datasets = walker.follow()
        if depth == DEPTH or not models:
            walker.leave(models)
            models = []
        if models or datasets:
            walker.take((*models, *datasets), read((*models, *datasets)))
    return walker.chain()


class _Walk:
    """What is known so far: snapshots by key, what each name led to, edges, and the generation to be followed next."""

    def __init__(self, first: ModelSnapshot, catalog: Catalog) -> None:
        self._catalog = catalog
        self._found: dict[str, ModelSnapshot | Gap] = {_key(first.id): first}
        #: Each name that was asked for or answered, with the key of what it led to.
        self._names = {_key(first.requested): _key(first.id), _key(first.id): _key(first.id)}
        self._edges: list[Edge] = []
        self._of_child: dict[str, list[Edge]] = {}
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
                datasets.setdefault(_key(DATASETS + link.target), DATASETS + link.target)
            above = self._above(snapshot.id)
            for link in links.parents:
                circle = self._names.get(_key(link.target)) in above
                edge = Edge(child=snapshot.id, parent=link.target, link=link, circle=circle)
                self._edges.append(edge)
                self._of_child.setdefault(snapshot.id, []).append(edge)
                models.setdefault(_key(link.target), link.target)
        self._level = []
        return self._room(models, REPOSITORIES, data=False), self._room(datasets, DATA_SETS, data=True)

    def leave(self, names: Iterable[str]) -> None:
        """Say that these are not followed."""
        self._gaps += [Gap(document=name, reason=GapReason.TOO_LARGE, detail="beyond the limit") for name in names]

    def take(self, names: Sequence[str], found: Sequence[ModelSnapshot | Gap]) -> None:
        """Keep what came of the names; the models among it are the next generation."""
        for name, item in zip(names, found, strict=True):
            key = _key(name if isinstance(item, Gap) else item.id)
            self._names[_key(name)] = key
            self._names[key] = key
            if isinstance(item, Gap):
                self._gaps.append(item)
            if key not in self._found:
                self._found[key] = item
                if not isinstance(item, Gap) and not item.id.startswith(DATASETS):
                    self._level.append(item)

    def chain(self) -> Chain:
        """Everything, judged: each model with its bases."""
        judged = {key: self._node(key) for key in self._found}
        return Chain(
            nodes=tuple(node for key, node in judged.items() if not key.startswith(DATASETS)),
            edges=tuple(self._edges),
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

    def _above(self, model: str) -> set[str]:
        """The keys on the ways from the first model down to `model`, itself included."""
        children: dict[str, list[str]] = {}
        for edge in self._edges:
            key = _key(edge.parent)
            children.setdefault(self._names.get(key, key), []).append(_key(edge.child))
        found = {_key(model)}
        waiting = [_key(model)]
        while waiting:
            new = set(children.get(waiting.pop(), ())) - found
            found |= new
            waiting += sorted(new)
        return found

    def _node(self, key: str) -> Node:
        found = self._found[key]
        if isinstance(found, Gap):
            return Node(id=found.document, gap=found)
        whole = self._with_bases(found, frozenset({key}), _BASES)
        report = audit(whole, self._catalog, frameworks=not key.startswith(DATASETS))
        return Node(id=found.id, report=report, snapshot=found)

    def _with_bases(self, snapshot: ModelSnapshot, seen: frozenset[str], depth: int) -> ModelSnapshot:
        """The snapshot with the bases of this chain, whatever the store happened to hold of them."""
        bases = []
        for edge in self._of_child.get(snapshot.id, ())[:_MOST_BASES] if depth else ():
            key = self._names.get(_key(edge.parent), "")
            base = self._found.get(key)
            if key not in seen and isinstance(base, ModelSnapshot):
                bases.append(self._with_bases(base, seen | {key}, depth - 1))
        return replace(snapshot, bases=tuple(bases))


def _key(text: str) -> str:
    return text.casefold()
