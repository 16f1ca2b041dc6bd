"""Lost clauses: what a child owes, what became of it, and what needs no clause."""

from __future__ import annotations

from collections.abc import Callable

from auditor.catalog.catalog import Catalog
from auditor.chain.graph import Chain
from auditor.chain.inherited import Result, inherited, missing_licenses
from auditor.nouns import GapReason

from .conftest import LIMITS, Write

ChainOf = Callable[[str], Chain]


def lost(chain: Chain, catalog: Catalog) -> dict[str, Result]:
    return {item.rule: item.result for item in inherited(chain, catalog.inheritance)}


def test_a_child_under_another_license_drops_the_limits_of_its_base(
    write: Write, chain_of: ChainOf, catalog: Catalog
) -> None:
    write("a/base", "license: other\nlicense_name: harbor\nlicense_link: LICENSE", LICENSE=LIMITS)
    write("a/child", "license: apache-2.0\nbase_model: a/base")
    found = inherited(chain_of("a/child"), catalog.inheritance)
    by_rule = {item.rule: item for item in found}
    assert by_rule["restrict.user-threshold"].result is Result.DROPPED
    assert by_rule["restrict.acceptable-use"].result is Result.DROPPED
    evidence = by_rule["restrict.user-threshold"].evidence[0]
    assert (evidence.document, "5,000,000" in evidence.quote) == ("LICENSE", True)


def test_a_child_with_the_same_text_loses_nothing(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    front = "license: other\nlicense_name: harbor\nlicense_link: LICENSE"
    write("a/base", front, LICENSE=LIMITS)
    write("a/child", f"{front}\nbase_model: a/base", LICENSE=LIMITS)
    assert lost(chain_of("a/child"), catalog) == {}


def test_a_higher_threshold_is_weaker(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    front = "license: other\nlicense_name: harbor\nlicense_link: LICENSE"
    write("a/base", front, LICENSE=LIMITS)
    write("a/child", f"{front}\nbase_model: a/base", LICENSE=LIMITS.replace("5,000,000", "900,000,000"))
    assert lost(chain_of("a/child"), catalog) == {"restrict.user-threshold": Result.WEAKENED}


def test_a_loss_is_told_once_of_the_nearest_ancestor(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    front = "license: other\nlicense_name: harbor\nlicense_link: LICENSE"
    write("a/base", front, LICENSE=LIMITS)
    write("a/tuned", f"{front}\nbase_model: a/base", LICENSE=LIMITS)
    write("a/quant", "license: mit\nbase_model: a/tuned\nbase_model_relation: quantized")
    found = [item for item in inherited(chain_of("a/quant"), catalog.inheritance) if item.child == "a/quant"]
    assert {item.ancestor for item in found} == {"a/tuned"}


def test_a_child_without_a_license_has_its_bases_inferred(write: Write, chain_of: ChainOf) -> None:
    write("a/base", "license: apache-2.0")
    write("a/onnx", "base_model: a/base\nbase_model_relation: quantized")
    (item,) = missing_licenses(chain_of("a/onnx"))
    assert (item.child, item.ancestor, item.license) == ("a/onnx", "a/base", "Apache-2.0")


def test_a_base_with_terms_of_its_own_is_inferred_by_their_name(write: Write, chain_of: ChainOf) -> None:
    """Not passed over for the license of what stands behind it."""
    write("low/stem", "license: apache-2.0")
    write("mid/keel", f"{KEEL}\nbase_model: low/stem", LICENSE=LIMITS)
    write("top/lora", adapter_config__json='{"base_model_name_or_path": "mid/keel"}')
    (item,) = missing_licenses(chain_of("top/lora"))
    assert (item.child, item.ancestor, item.license) == ("top/lora", "mid/keel", "keel")
    write("mid/unnamed", "base_model: low/stem", LICENSE=LIMITS)
    write("top/copy", "base_model: mid/unnamed")
    (item,) = missing_licenses(chain_of("top/copy"))
    assert (item.ancestor, item.license) == ("mid/unnamed", "terms of its own")


NAMED = """Terms of the Keel model

1. We grant you a worldwide, royalty-free license to use, copy, modify and distribute the model and its derivatives.
2. If you use the model to create, train or fine-tune an AI model that is made available to others, you shall include
"Keel" at the beginning of any such model name.
3. You shall prominently display "Built with Keel" on a related website or in the documentation of the product.
"""
KEEL = "license: other\nlicense_name: keel\nlicense_link: LICENSE"


def named(
    write: Write, chain_of: ChainOf, catalog: Catalog, child: str, front: str, body: str = "", **files: str
) -> dict[str, Result]:
    write("low/keel", KEEL, LICENSE=NAMED)
    write(child, f"{front}\nbase_model: low/keel", body, **files)
    return lost(chain_of(child), catalog)


def test_a_name_that_begins_as_the_base_demands_keeps_the_duty(
    write: Write, chain_of: ChainOf, catalog: Catalog
) -> None:
    found = named(write, chain_of, catalog, "top/Keel-chat", KEEL, "Built with **Keel**.", LICENSE=NAMED)
    assert found == {}


def test_a_name_that_only_holds_the_word_does_not(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    found = named(write, chain_of, catalog, "top/Mirror-Keel", KEEL, "Built with Keel", LICENSE=NAMED)
    assert found == {"oblige.derivative-naming": Result.DROPPED}


def test_terms_that_repeat_a_duty_do_not_keep_it(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    found = named(write, chain_of, catalog, "top/skiff", KEEL, LICENSE=NAMED)
    assert found == {"oblige.derivative-naming": Result.DROPPED, "oblige.display-branding": Result.UNKNOWN}


def test_a_license_that_knows_of_no_phrase_drops_it(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    found = named(write, chain_of, catalog, "top/Keel-chat", "license: mit")
    assert found == {"oblige.display-branding": Result.DROPPED}


def test_one_clause_with_phrase_and_name_asks_for_each_where_it_belongs(
    write: Write, chain_of: ChainOf, catalog: Catalog
) -> None:
    both = NAMED[: NAMED.index("2. If")] + (
        '2. Whoever shares a model made from this one must display "Built with Keel" on a website and put "Keel" at '
        "the beginning of the name of that model.\n"
    )
    write("low/keel", KEEL, LICENSE=both)
    for child in ("top/skiff", "top/Keel-skiff"):
        write(child, "license: mit\nbase_model: low/keel", "Made from Keel.")
    missed = {item.rule: item.value for item in inherited(chain_of("top/skiff"), catalog.inheritance)}
    assert missed == {"oblige.derivative-naming": "Keel", "oblige.display-branding": "Built with Keel"}
    assert set(lost(chain_of("top/Keel-skiff"), catalog)) == {"oblige.display-branding"}


def test_a_copy_without_a_license_owes_the_phrase_all_the_same(
    write: Write, chain_of: ChainOf, catalog: Catalog
) -> None:
    front = "base_model_relation: quantized"
    assert named(write, chain_of, catalog, "top/q4", front) == {"oblige.display-branding": Result.DROPPED}
    assert named(write, chain_of, catalog, "top/q8", front, "Built with Keel") == {}


def test_a_copy_in_fewer_bits_owes_no_name(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    front = f"{KEEL}\nbase_model_relation: quantized"
    found = named(write, chain_of, catalog, "top/skiff-q4", front, "Built with Keel", LICENSE=NAMED)
    assert found == {}


def test_a_gated_text_demands_the_beginning_by_its_tag(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    write("low/llama", "license: llama3.1")
    write("top/Mirror-Llama", "license: llama3.1\nbase_model: low/llama", "Built with Llama")
    write("top/Llama-Mirror", "license: llama3.1\nbase_model: low/llama", "Built with Llama")
    assert lost(chain_of("top/Mirror-Llama"), catalog) == {"oblige.derivative-naming": Result.DROPPED}
    assert lost(chain_of("top/Llama-Mirror"), catalog) == {}


def test_an_adapter_over_a_restricted_base_is_told(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    write("low/stem", "license: cc-by-nc-4.0")
    write("top/lora", "license: apache-2.0", adapter_config__json='{"base_model_name_or_path": "low/stem"}')
    (item,) = inherited(chain_of("top/lora"), catalog.inheritance)
    assert (item.rule, item.relation, item.result) == ("restrict.non-commercial", "adapter", Result.CONTRADICTED)


def test_what_an_unread_base_demands_is_unknown(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    write("low/stem", "license: other\nlicense_link: https://harbour.example/terms")
    write("top/child", "license: mit\nbase_model: low/stem")
    found = lost(chain_of("top/child"), catalog)
    assert found["restrict.non-commercial"] is Result.UNKNOWN
    assert set(found.values()) == {Result.UNKNOWN}
    reasons = {item.gap.reason for item in inherited(chain_of("top/child"), catalog.inheritance) if item.gap}
    assert reasons == {GapReason.OUTSIDE_HUB}


def test_a_clause_of_the_origin_is_told_though_the_model_between_is_unread(
    write: Write, chain_of: ChainOf, catalog: Catalog
) -> None:
    write("low/stem", "license: cc-by-nc-4.0")
    write("mid/model", "license: other\nlicense_link: https://harbour.example/terms\nbase_model: low/stem")
    write("top/child", "license: cc0-1.0\nbase_model: mid/model")
    found = [item for item in inherited(chain_of("top/child"), catalog.inheritance) if item.child == "top/child"]
    told = {item.rule: (item.ancestor, item.result) for item in found}
    assert told["restrict.non-commercial"][0] == "low/stem"
    assert told["restrict.non-commercial"][1] in (Result.DROPPED, Result.CONTRADICTED)


def test_a_child_without_a_license_loses_nothing_it_never_gave(
    write: Write, chain_of: ChainOf, catalog: Catalog
) -> None:
    write("low/stem", "license: cc-by-nc-4.0")
    write("top/onnx", "base_model: low/stem")
    chain = chain_of("top/onnx")
    assert inherited(chain, catalog.inheritance) == ()
    assert [item.license for item in missing_licenses(chain)] == ["CC-BY-NC-4.0"]


def test_an_unread_card_is_no_missing_license(write: Write, chain_of: ChainOf) -> None:
    write("low/stem", "license: mit")
    write("top/child", "license: other\nlicense_name: harbour\nbase_model: low/stem")
    assert missing_licenses(chain_of("top/child")) == ()


def test_one_owner_may_license_its_own_work_anew(write: Write, chain_of: ChainOf, catalog: Catalog) -> None:
    write("a/stem", "license: cc-by-nc-4.0")
    write("a/child", "license: cc0-1.0\nbase_model: a/stem")
    write("a/copy", "license: cc-by-nc-4.0\nbase_model: b/stem")
    write("b/stem", "license: cc-by-nc-4.0")
    write("a/bits", "license: cc0-1.0\nbase_model: a/copy")
    for model, own in (("a/child", True), ("a/bits", False)):
        (item,) = inherited(chain_of(model), catalog.inheritance)
        assert ("both are of one account" in item.because) is own
