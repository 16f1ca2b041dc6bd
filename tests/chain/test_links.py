"""What counts as a link to a base: each place that names one, the relation where it is stated and where it is not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from auditor.chain.graph import Chain

from .conftest import Write

ChainOf = Callable[[str], Chain]
#: Links of a repository as (base, relation, where it is said).
Links = list[tuple[str, str, str]]


def links(chain: Chain) -> Links:
    first = chain.nodes[0].id
    return [(edge.parent, edge.link.relation, str(edge.link.how)) for edge in chain.edges if edge.child == first]


def test_a_pipeline_names_the_one_it_was_saved_from(write: Write, chain_of: ChainOf) -> None:
    index = {"_class_name": "AuroraPipeline", "_name_or_path": "base/aurora", "unet": ["diffusers", "UNet2DModel"]}
    write("a/pipeline", model_index__json=json.dumps(index))
    chain = chain_of("a/pipeline")
    assert links(chain) == [("base/aurora", "finetune", "config")]
    assert chain.edges[0].link.evidence is not None
    assert chain.edges[0].link.evidence.document == "model_index.json"


def test_parts_of_a_pipeline_from_elsewhere_are_merged_into_it(write: Write, chain_of: ChainOf) -> None:
    index = {
        "_class_name": "AuroraModularPipeline",
        "text_encoder": ["transformers", "TextModel", {"repo": "lang/encoder", "subfolder": "text"}],
        "vae": ["diffusers", "Coder", {"pretrained_model_name_or_path": "pict/coder"}],
        "scheduler": ["diffusers", "Steps", {"repo": None}],
    }
    write("a/pipeline", modular_model_index__json=json.dumps(index))
    assert links(chain_of("a/pipeline")) == [("lang/encoder", "merge", "config"), ("pict/coder", "merge", "config")]


def test_a_merge_recipe_names_its_models_and_their_adapters(write: Write, chain_of: ChainOf) -> None:
    recipe = "merge_method: ties\nbase_model: base/stem\nmodels:\n- model: one/left+two/lora\n- model: ./local/path\n"
    write("a/mix", mergekit_config__yml=recipe)
    assert links(chain_of("a/mix")) == [
        ("base/stem", "merge", "recipe"),
        ("one/left", "merge", "recipe"),
        ("two/lora", "merge", "recipe"),
    ]


def test_experts_of_a_mixture_are_its_parts(write: Write, chain_of: ChainOf) -> None:
    recipe = "gate_mode: hidden\nexperts:\n  - source_model: one/left\n  - source_model: one/right\n"
    write("a/moe", mergekit_moe_config__yml=recipe)
    assert [link[0] for link in links(chain_of("a/moe"))] == ["one/left", "one/right"]


@pytest.mark.parametrize(
    ("files", "front", "relation"),
    [
        ({}, "", "finetune"),
        ({"adapter_config__json": "{}"}, "", "adapter"),
        ({"aurora-Q4__gguf": "GGUF"}, "", "quantized"),
        ({"quantize_config__json": "{}"}, "", "quantized"),
        ({"config__json": '{"quantization_config": {"bits": 4}}'}, "", "quantized"),
        ({}, "\ntags:\n- lora", "adapter"),
        ({"adapter_config__json": "{}"}, "\nbase_model_relation: merge", "merge"),
    ],
)
def test_a_relation_that_nobody_states_is_shown_by_the_files(
    write: Write, chain_of: ChainOf, files: dict[str, str], front: str, relation: str
) -> None:
    write("a/child", f"base_model: base/stem{front}", **files)
    assert links(chain_of("a/child")) == [("base/stem", relation, "declared")]


def test_two_bases_without_a_relation_are_a_merge(write: Write, chain_of: ChainOf) -> None:
    write("a/child", "base_model:\n- base/one\n- base/two")
    assert {link[1] for link in links(chain_of("a/child"))} == {"merge"}
    tags = ["base_model:base/one", "base_model:base/two"]
    write("a/told", model_info__json=json.dumps({"id": "a/told", "tags": tags}))
    assert {link[1] for link in links(chain_of("a/told"))} == {"merge"}


PROSE = {
    "Aurora is a fine-tuned version of [Root](https://huggingface.co/base/stem) for letters.": "finetune",
    "Aurora was obtained by quantizing the weights of [Root-7B](https://huggingface.co/base/stem) to four bits.":
        "quantized",
    "These are LoRA adapter weights. Use them as an adapter for `base/stem`.": "adapter",
    "Derived from [the harbour lab's](https://harbour.example/lab)\n[Root](https://huggingface.co/base/stem/tree/main).":
        "finetune",
    "Original model: [Root](https://huggingface.co/base/stem)": "quantized",
    "We used the pretrained **base/stem** model and trained it on.": "finetune",
}  # fmt: skip
NO_LINK = (
    "This card is based on the [Root model card](https://huggingface.co/base/stem).",
    "Fine-tuned from scratch; compare it with base/stem.",
    "Our tests are based on [letters](https://huggingface.co/datasets/base/stem).",
    "The layout is based on https://huggingface.co/spaces/base/stem.",
    "See base/stem for a larger one.",
)


@pytest.mark.parametrize("text", PROSE)
def test_prose_that_names_a_base(write: Write, chain_of: ChainOf, text: str) -> None:
    write("a/child", body=text)
    assert links(chain_of("a/child")) == [("base/stem", PROSE[text], "inferred")]


@pytest.mark.parametrize("text", NO_LINK)
def test_prose_that_names_something_else(write: Write, chain_of: ChainOf, text: str) -> None:
    write("a/child", body=text)
    assert links(chain_of("a/child")) == []


def test_prose_ends_in_bounded_steps(write: Write, chain_of: ChainOf) -> None:
    write("a/long", body="based on " * 20_000 + " " * 100_000 + "based on [" + "x" * 100_000 + "](" + "y" * 100_000)
    assert links(chain_of("a/long")) == []


@pytest.mark.parametrize("text", ["[1, 2", '{"_name_or_path": 7}', '["base/stem"]', "[" * 100_000])
def test_a_configuration_that_is_none_names_nothing(write: Write, chain_of: ChainOf, text: str) -> None:
    write("a/child", config__json=text, adapter_config__json=text, model_index__json=text)
    assert links(chain_of("a/child")) == []
