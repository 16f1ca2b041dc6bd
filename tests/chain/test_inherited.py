"""Lost clauses: what a child owes, what became of it, and what needs no clause."""

from __future__ import annotations

from collections.abc import Callable

from auditor.catalog.catalog import Catalog
from auditor.chain.graph import Chain
from auditor.chain.inherited import Result, inherited, missing_licenses

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
