"""The walk from a model to all its ancestors: level by level, each repository once, circles cut, depth bounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.catalog.catalog import Catalog
from auditor.chain.links import Link, links_of
from auditor.judge import audit
from auditor.nouns import AuditReport, Gap, GapReason, ModelSnapshot

#: Generations above the model that are followed, and repositories read for one chain.
DEPTH = 8
REPOSITORIES = 200

#: Reads many models at once: for each id, in order, a snapshot or the gap that says why there is none.
Read = Callable[[Sequence[str]], Sequence[ModelSnapshot | Gap]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A model of the chain; `report` is None where it could not be read, and `gap` says why."""

    id: str
    report: AuditReport | None = None
    snapshot: ModelSnapshot | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """From a child to what it was made from. `circle`: the target stands above already and is not followed."""

    child: str
    parent: str
    link: Link
    circle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A model, everything found behind it, and what was left out. The first node is the model itself."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    datasets: tuple[Edge, ...] = ()
    successor: Link | None = None
    gaps: tuple[Gap, ...] = ()

    def node(self, model: str) -> Node | None:
        """The node of an id, in any case, by the id asked for or the one answered."""
        key = model.casefold()
        for node in self.nodes:
            requested = node.snapshot.requested.casefold() if node.snapshot else ""
            if key in (node.id.casefold(), requested):
                return node
        return None


def walk(first: ModelSnapshot, catalog: Catalog, read: Read) -> Chain:
    """The chain behind a snapshot. `read` is called once a generation, with ids that were not read before."""
    nodes: dict[str, Node] = {_key(first.id): _node(first, catalog)}
    names = {_key(first.id): _key(first.id), _key(first.requested): _key(first.id)}
    edges: list[Edge] = []
    datasets: list[Edge] = []
    gaps: list[Gap] = []
    level = [nodes[_key(first.id)]]
    for depth in range(DEPTH + 1):
        wanted: dict[str, str] = {}
        for node in level:
            assert node.snapshot is not None
            links = links_of(node.snapshot, catalog.inheritance)
            datasets += [Edge(child=node.id, parent=link.target, link=link) for link in links.datasets]
            if links.left_out:
                gaps.append(Gap(document=node.id, reason=GapReason.TOO_LARGE, detail=f"{links.left_out} more parents"))
            for link in links.parents:
                circle = names.get(_key(link.target)) in _above(node.id, edges)
                edges.append(Edge(child=node.id, parent=link.target, link=link, circle=circle))
                if _key(link.target) not in names:
                    wanted.setdefault(_key(link.target), link.target)
        room = max(REPOSITORIES - len(nodes), 0)
        if not wanted or depth == DEPTH or not room:
            gaps += [
                Gap(document=name, reason=GapReason.TOO_LARGE, detail="beyond the limit") for name in wanted.values()
            ]
            break
        level = _read_level(list(wanted.values()), room, catalog, read, nodes, names, gaps)
    first_links = links_of(first, catalog.inheritance)
    return Chain(
        nodes=tuple(nodes.values()),
        edges=tuple(edges),
        datasets=tuple(datasets),
        successor=first_links.successor,
        gaps=tuple(gaps),
    )


def _read_level(
    wanted: list[str],
    room: int,
    catalog: Catalog,
    read: Read,
    nodes: dict[str, Node],
    names: dict[str, str],
    gaps: list[Gap],
) -> list[Node]:
    """Read one generation and put it into `nodes`; the nodes that are new and were read."""
    level = []
    gaps += [Gap(document=name, reason=GapReason.TOO_LARGE, detail="beyond the limit") for name in wanted[room:]]
    for name, found in zip(wanted[:room], read(wanted[:room]), strict=True):
        if isinstance(found, Gap):
            nodes[_key(name)] = Node(id=name, gap=found)
            names[_key(name)] = _key(name)
            gaps.append(found)
            continue
        key = _key(found.id)
        names[_key(name)] = key
        names[key] = key
        if key not in nodes:
            nodes[key] = _node(found, catalog)
            level.append(nodes[key])
    return level


def _node(snapshot: ModelSnapshot, catalog: Catalog) -> Node:
    return Node(id=snapshot.id, report=audit(snapshot, catalog), snapshot=snapshot)


def _above(model: str, edges: Sequence[Edge]) -> set[str]:
    """The ids on the way from the first model down to `model`, itself included."""
    found = {_key(model)}
    grown = True
    while grown:
        grown = False
        for edge in edges:
            if _key(edge.parent) in found and _key(edge.child) not in found:
                found.add(_key(edge.child))
                grown = True
    return found


def _key(text: str) -> str:
    return text.casefold()
