"""RDF in one order: the writer of spdx-tools names blank nodes by chance and orders nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from rdflib import BNode, Graph
    from rdflib.term import Node


def ordered(written: str) -> str:
    """The same graph with blank nodes named by what they hold and who points to them, and everything sorted.

    `written` is RDF/XML of our own, where blank nodes form trees: no document from outside is parsed here. Linear, but
    for the sorting; the canonical form for any graph (RDFC-1.0) takes minutes for some hundred models.
    """
    from rdflib import BNode, Graph

    graph = Graph()
    graph.parse(data=written, format="xml")
    flat = Graph()
    for prefix, address in sorted(graph.namespaces()):
        flat.bind(prefix, address)
        ElementTree.register_namespace(prefix, str(address))
    names = {node: BNode(_name(node, graph)) for node in graph.all_nodes() if isinstance(node, BNode)}
    for subject, predicate, value in graph:
        flat.add((_renamed(subject, names), predicate, _renamed(value, names)))
    root = ElementTree.fromstring(flat.serialize(format="xml"))
    for part in root:
        part[:] = sorted(part, key=ElementTree.tostring)
    root[:] = sorted(root, key=ElementTree.tostring)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _renamed(node: Node, names: dict[BNode, BNode]) -> Node:
    from rdflib import BNode

    return names[node] if isinstance(node, BNode) else node


def _name(node: BNode, graph: Graph) -> str:
    from rdflib import BNode

    above = sorted(str(subject) for subject in graph.subjects(None, node) if not isinstance(subject, BNode))
    return "b" + hashlib.sha256("\n".join([*above, _content(node, graph)]).encode()).hexdigest()[:32]


def _content(node: Node, graph: Graph) -> str:
    """What hangs on a blank node, those below it included."""
    from rdflib import BNode

    lines = [
        f"{predicate} ({_content(value, graph)})" if isinstance(value, BNode) else f"{predicate} {value.n3()}"
        for predicate, value in graph.predicate_objects(node)
    ]
    return "\n".join(sorted(lines))
