"""The walk: what counts as a link, each repository once, circles, depth, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable

from auditor.chain.graph import Chain
from auditor.chain.links import MOST_PARENTS, How
from auditor.chain.walk import DEPTH, REPOSITORIES

from .conftest import Write

ChainOf = Callable[[str], Chain]


def test_declared_bases_are_followed_to_the_origin(write: Write, chain_of: ChainOf) -> None:
    write("a/quant", "base_model: a/tuned\nbase_model_relation: quantized")
    write("a/tuned", "base_model: a/base")
    write("a/base")
    found = chain_of("a/quant")
    assert [node.id for node in found.nodes] == ["a/quant", "a/tuned", "a/base"]
    assert [(edge.child, edge.parent, edge.link.relation) for edge in found.edges] == [
        ("a/quant", "a/tuned", "quantized"),
        ("a/tuned", "a/base", "finetune"),
    ]


def test_each_repository_is_read_once(write: Write, chain_of: ChainOf) -> None:
    write("m/merge", "base_model:\n- m/one\n- m/two")
    write("m/one", "base_model: m/base")
    write("m/two", "base_model: m/base")
    write("m/base")
    found = chain_of("m/merge")
    assert sorted(chain_of.reads) == ["m/base", "m/one", "m/two"]  # type: ignore[attr-defined]
    assert [edge.link.relation for edge in found.edges[:2]] == ["merge", "merge"]


def test_an_adapter_names_its_base_in_its_configuration(write: Write, chain_of: ChainOf) -> None:
    write("a/lora", adapter_config__json='{"base_model_name_or_path": "a/base"}')
    write("a/base")
    (edge,) = chain_of("a/lora").edges
    assert (edge.parent, edge.link.relation, edge.link.how) == ("a/base", "adapter", How.CONFIG)
    assert edge.link.evidence is not None and edge.link.evidence.quote == "a/base"


def test_prose_is_inferred_and_only_asked_where_nothing_else_answers(write: Write, chain_of: ChainOf) -> None:
    write("a/told", body="This model was fine-tuned from [a/base](https://huggingface.co/a/base) on letters.")
    write("a/declared", "base_model: a/base", "Its layout is based on other/thing.")
    write("a/base")
    (edge,) = chain_of("a/told").edges
    assert edge.link.how is How.INFERRED
    assert edge.link.evidence is not None and "fine-tuned from" in edge.link.evidence.quote
    assert [edge.parent for edge in chain_of("a/declared").edges] == ["a/base"]


def test_a_merge_recipe_in_the_card_names_its_parts(write: Write, chain_of: ChainOf) -> None:
    write("a/mix", body="```yaml\nmerge_method: slerp\nmodels:\n  - model: a/one\n  - model: a/two\n```")
    write("a/one")
    write("a/two")
    assert [(edge.parent, edge.link.how) for edge in chain_of("a/mix").edges] == [
        ("a/one", How.RECIPE),
        ("a/two", How.RECIPE),
    ]


def test_a_circle_is_marked_and_ends(write: Write, chain_of: ChainOf) -> None:
    write("a/one", "base_model: a/two")
    write("a/two", "base_model: a/one")
    found = chain_of("a/one")
    assert [node.id for node in found.nodes] == ["a/one", "a/two"]
    assert [edge.circle for edge in found.edges] == [False, True]


def test_a_model_is_no_base_of_itself(write: Write, chain_of: ChainOf) -> None:
    write("a/self", "base_model: a/self")
    assert chain_of("a/self").edges == ()


def test_a_missing_parent_is_a_node_with_its_reason(write: Write, chain_of: ChainOf) -> None:
    write("a/child", "base_model: gone/away")
    found = chain_of("a/child")
    node = found.node("gone/away")
    assert node is not None and node.report is None and node.gap is not None
    assert [gap.document for gap in found.gaps] == ["gone/away"]


def test_the_walk_ends_at_its_depth_and_says_so(write: Write, chain_of: ChainOf) -> None:
    for number in range(DEPTH + 4):
        write(f"a/m{number}", f"base_model: a/m{number + 1}")
    found = chain_of("a/m0")
    assert len(found.nodes) == DEPTH + 1
    assert found.gaps[-1].detail == "beyond the limit"


def test_ten_thousand_parents_are_counted_not_followed(write: Write, chain_of: ChainOf) -> None:
    names = "\n".join(f"- p/m{number}" for number in range(10_000))
    write("a/monster", f"base_model:\n{names}")
    found = chain_of("a/monster")
    assert len(found.nodes) == MOST_PARENTS + 1
    (more,) = [gap for gap in found.gaps if gap.document == "a/monster"]
    assert more.detail == f"{10_000 - MOST_PARENTS} more parents are named and were not followed"


def test_a_thousand_data_sets_are_counted_not_followed(write: Write, chain_of: ChainOf) -> None:
    names = "\n".join(f"- d/s{number}" for number in range(1_000))
    write("a/hungry", f"datasets:\n{names}")
    found = chain_of("a/hungry")
    assert len(found.data) == MOST_PARENTS
    assert f"{1_000 - MOST_PARENTS} more data sets" in found.gaps[0].detail


def test_merges_of_merges_end_at_the_limit_of_repositories(write: Write, chain_of: ChainOf) -> None:
    for level in range(3):
        for number in range(MOST_PARENTS if level else 1):
            bases = "".join(f"- a/m{level + 1}x{(number * 7 + step) % 97}\n" for step in range(MOST_PARENTS))
            write(f"a/m{level}x{number}", f"base_model:\n{bases}")
    found = chain_of("a/m0x0")
    assert len(found.nodes) <= REPOSITORIES
    assert len(found.nodes) == len({node.id for node in found.nodes})


def test_a_circle_among_ancestors_is_cut_and_all_are_judged(write: Write, chain_of: ChainOf) -> None:
    write("a/top", "base_model: a/one")
    write("a/one", "base_model:\n- a/two\n- a/three")
    write("a/two", "base_model: a/three")
    write("a/three", "base_model: a/one")
    found = chain_of("a/top")
    assert [(edge.child, edge.parent) for edge in found.edges if edge.circle] == [("a/three", "a/one")]
    assert all(node.report is not None for node in found.nodes)


def test_each_model_is_judged_on_the_bases_of_its_chain(write: Write, chain_of: ChainOf) -> None:
    """As an audit does that knows them: terms of the base cap the class, whatever the tag says."""
    write("a/free", "license: mit")
    write("b/bound", "license: cc-by-nc-4.0")
    write("c/of-free", "license: mit\nbase_model: a/free")
    write("c/of-bound", "license: mit\nbase_model: b/bound")
    levels = {}
    for model in ("c/of-free", "c/of-bound"):
        report = chain_of(model).nodes[0].report
        assert report is not None
        levels[model] = report.class_level.level_high
    assert levels["c/of-bound"] < levels["c/of-free"]


def test_data_sets_are_named(write: Write, chain_of: ChainOf) -> None:
    write("a/one", "datasets:\n- d/letters")
    assert [edge.parent for edge in chain_of("a/one").datasets] == ["d/letters"]


def test_newer_versions_are_read_and_followed_to_the_newest(write: Write, chain_of: ChainOf) -> None:
    """Their bases are not: nothing of the model comes from there."""
    write("a/one", "base_model: a/base\nnew_version: a/two")
    write("a/base", "new_version: b/base")
    write("a/two", "license: mit\nbase_model: c/other\nnew_version: a/three")
    write("a/three", "new_version: a/one")
    found = chain_of("a/one")
    assert [node.id for node in found.nodes] == ["a/one", "a/base"]
    assert [node.id for node in found.newer] == ["a/two", "b/base", "a/three"]
    assert [(edge.child, edge.parent) for edge in found.successors] == [
        ("a/one", "a/two"),
        ("a/base", "b/base"),
        ("a/two", "a/three"),
        ("a/three", "a/one"),
    ]
    assert found.successor is not None and found.successor.target == "a/two"
    assert found.successor.evidence is not None and found.successor.evidence.line == 3
    assert chain_of.reads == ["a/base", "a/two", "b/base", "a/three"]  # type: ignore[attr-defined]
    gone = found.newer_version("b/base")
    assert gone is not None and gone.gap is not None and found.gaps == (gone.gap,)


def test_a_newer_version_that_is_a_base_after_all_is_followed(write: Write, chain_of: ChainOf) -> None:
    write("a/one", "base_model: a/mid\nnew_version: a/two")
    write("a/mid", "base_model: a/two")
    write("a/two", "base_model: a/base")
    write("a/base")
    found = chain_of("a/one")
    assert [node.id for node in found.nodes] == ["a/one", "a/mid", "a/two", "a/base"]
    assert found.newer == ()
    assert sorted(chain_of.reads) == ["a/base", "a/mid", "a/two"]  # type: ignore[attr-defined]


def test_a_model_is_no_newer_version_of_itself(write: Write, chain_of: ChainOf) -> None:
    write("a/self", "new_version: a/self")
    assert chain_of("a/self").successors == ()
