"""The chain as a graph: models, data sets, the links between them; circles marked, each model judged on its bases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.catalog.catalog import Catalog
from auditor.chain.links import How, Link
from auditor.judge import Prepared, place, report
from auditor.names import DATASETS
from auditor.nouns import AuditReport, Gap, ModelSnapshot


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

    `datasets` lead from models to data sets by name, `data` are those that were looked for; `successors` lead to the
    newer versions that models name, `newer` are those of them that no model of the chain is made from.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    datasets: tuple[Edge, ...] = ()
    data: tuple[Node, ...] = ()
    successors: tuple[Edge, ...] = ()
    newer: tuple[Node, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def node(self, model: str) -> Node | None:
        """The node of an id, in any case, by the id asked for or the one answered."""
        return _found(self.nodes, model)

    @property
    def successor(self) -> Link | None:
        """The newer version that the model itself names."""
        first = self.nodes[0].id
        return next((edge.link for edge in self.successors if edge.child == first), None)

    @property
    def unread(self) -> tuple[tuple[str, tuple[Gap, ...]], ...]:
        """What was not read of the repositories that were found: (id, gaps) of each that has any."""
        nodes = (*self.nodes, *self.newer, *self.data)
        return tuple((node.id, node.report.gaps) for node in nodes if node.report and node.report.gaps)

    def newer_version(self, name: str) -> Node | None:
        """The node of a newer version by its id; it may stand among the models that others are made from."""
        return _found((*self.newer, *self.nodes), name)

    def dataset(self, name: str) -> Node | None:
        """The data set of a name as models write it, without "datasets/"."""
        return _found(self.data, DATASETS + name)


def _found(nodes: tuple[Node, ...], name: str) -> Node | None:
    key = name.casefold()
    for node in nodes:
        requested = node.snapshot.requested.casefold() if node.snapshot else ""
        if key in (node.id.casefold(), requested):
            return node
    return None


def key_of(name: str) -> str:
    """What names are compared by: the Hub knows no case."""
    return name.casefold()


def marked(edges: Sequence[Edge], names: Mapping[str, str]) -> tuple[Edge, ...]:
    """The edges without those from a model to itself; one that closes a circle is marked.

    `names` holds what each name led to: a circle through an old name is one too. Depth first from the first child, in
    the order of the edges, so that the same links give the same marks.
    """
    below: dict[str, list[int]] = {}
    targets = [names.get(key_of(edge.parent), key_of(edge.parent)) for edge in edges]
    for number, edge in enumerate(edges):
        if targets[number] != key_of(edge.child):
            below.setdefault(key_of(edge.child), []).append(number)
    closing: set[int] = set()
    done: set[str] = set()
    for start in below:
        on_way: list[str] = []
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            key, leaving = stack.pop()
            if leaving:
                on_way.pop()
                done.add(key)
            elif key not in done and key not in on_way:
                on_way.append(key)
                stack.append((key, True))
                closing.update(number for number in below.get(key, ()) if targets[number] in on_way)
                stack += [(targets[number], False) for number in reversed(below.get(key, ()))]
    return tuple(
        replace(edge, circle=number in closing) if number in closing else edge
        for number, edge in enumerate(edges)
        if targets[number] != key_of(edge.child)
    )


def judge(
    found: Mapping[str, ModelSnapshot | Gap],
    prepared: Mapping[str, Prepared],
    edges: Sequence[Edge],
    names: Mapping[str, str],
    catalog: Catalog,
) -> dict[str, Node]:
    """A node for everything found, by key and in its order; bases are placed before what was made from them."""
    bases: dict[str, list[str]] = {}
    for edge in edges:
        # Those that an audit of the model by itself looks at: what the card or the Hub declares.
        if edge.link.how is How.DECLARED and not edge.circle:
            target = names.get(key_of(edge.parent), key_of(edge.parent))
            bases.setdefault(key_of(edge.child), []).append(target)
    placed: dict[str, Prepared] = {}
    for key in found:
        _place(key, prepared, bases, placed, catalog)
    return {key: _node(item, key, placed, catalog) for key, item in found.items()}


def _place(
    start: str,
    prepared: Mapping[str, Prepared],
    bases: Mapping[str, list[str]],
    placed: dict[str, Prepared],
    catalog: Catalog,
) -> None:
    """Place a model after its bases. Edges that close a circle are not among them, so that this ends."""
    stack = [start]
    while stack:
        key = stack[-1]
        above = [base for base in dict.fromkeys(bases.get(key, ())) if base in prepared]
        waiting = [base for base in above if base not in placed]
        if key in prepared and key not in placed:
            if waiting:
                stack += waiting
                continue
            placed[key] = place(prepared[key], [placed[base] for base in above], catalog)
        stack.pop()


def _node(item: ModelSnapshot | Gap, key: str, placed: Mapping[str, Prepared], catalog: Catalog) -> Node:
    if isinstance(item, Gap):
        return Node(id=item.document, gap=item)
    made = report(placed[key], catalog, frameworks=False)
    return Node(id=item.id, report=made, snapshot=item)
