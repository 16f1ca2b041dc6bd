"""Model arguments: every form, and no argument that does harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.names import hub_id_fault, parse_model, read_arguments, revision_fault
from auditor.text.shown import has_hidden


@pytest.mark.parametrize("text", ["./x", "../x", "/x/y", ".", "..", "./org/name@main", "./-", "./a\u200cb"])
def test_a_dot_or_slash_first_is_a_folder(text: str) -> None:
    ref = parse_model(text)
    assert (ref.kind, ref.path) == ("folder", text)


@pytest.mark.parametrize(
    ("text", "model_id", "revision"),
    [
        ("acme/anvil-7b", "acme/anvil-7b", None),
        ("acme/anvil-7b@main", "acme/anvil-7b", "main"),
        ("acme/anvil-7b@refs/pr/3", "acme/anvil-7b", "refs/pr/3"),
        ("acme/anvil-7b@" + "A" * 40, "acme/anvil-7b", "a" * 40),
        ("hf://acme/anvil-7b", "acme/anvil-7b", None),
        ("hf://acme/anvil-7b@v1.0", "acme/anvil-7b", "v1.0"),
        ("hf://models/acme/anvil-7b", "acme/anvil-7b", None),
        ("hf://acme/anvil-7b@refs/pr/3/README.md", "acme/anvil-7b", "refs/pr/3"),
        ("hf://acme/anvil-7b@refs%2Fpr%2F3/README.md", "acme/anvil-7b", "refs/pr/3"),
        ("https://huggingface.co/acme/anvil-7b", "acme/anvil-7b", None),
        ("https://huggingface.co/acme/anvil-7b/", "acme/anvil-7b", None),
        ("HTTPS://HuggingFace.co/acme/anvil-7b?x=1#y", "acme/anvil-7b", None),
        ("https://huggingface.co/acme/anvil-7b/tree/dev", "acme/anvil-7b", "dev"),
        ("https://huggingface.co/acme/anvil-7b/tree/refs%2Fpr%2F1", "acme/anvil-7b", "refs/pr/1"),
        ("https://huggingface.co/acme/anvil-7b/blob/dev/a/README.md", "acme/anvil-7b", "dev"),
        ("https://huggingface.co/acme/anvil-7b/resolve/dev/LICENSE", "acme/anvil-7b", "dev"),
        ("https://huggingface.co/acme/anvil-7b/discussions/4", "acme/anvil-7b", None),
        ("https://huggingface.co/api/models/acme/anvil-7b/revision/dev", "acme/anvil-7b", "dev"),
        ("https://hf.co/gpt2/tree/main", "gpt2", "main"),
        ("huggingface.co/acme/anvil-7b", "acme/anvil-7b", None),
        ("pkg:huggingface/acme/anvil-7b@" + "0" * 40, "acme/anvil-7b", "0" * 40),
        ("pkg:huggingface/acme/anvil-7b", "acme/anvil-7b", None),
        ("pkg:HuggingFace/acme/anvil%2D7b@main?x=y#z", "acme/anvil-7b", "main"),
        ("pkg:huggingface/gpt2", "gpt2", None),
    ],
)
def test_every_form_of_a_hub_id(text: str, model_id: str, revision: str | None) -> None:
    ref = parse_model(text)
    assert (ref.kind, ref.id, ref.revision, ref.text) == ("hub", model_id, revision, text)


@pytest.mark.parametrize(
    ("text", "name", "revision"),
    [("Llama 3.1 8B", "Llama 3.1 8B", None), ("gpt2", "gpt2", None), ("gpt2@main", "gpt2", "main"),
     (" Qwen2.5 ", "Qwen2.5", None), ("文心", "文心", None), ("me @ home", "me @ home", None)],
)
def test_one_segment_or_words_are_a_name(text: str, name: str, revision: str | None) -> None:
    ref = parse_model(text)
    assert (ref.kind, ref.id, ref.revision) == ("name", name, revision)


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "-", "a/b/c", "a//b", "a/b/", "a/..", "a/../b", "..a/b", "a/b.git", "a--b/c", "-a/b", "a/b-",
        "a/" + "b" * 97, "a/b@", "a/b@../../x", "a/b@x y", "a/b@-x", "a/b@x.lock", "a/b@" + "x" * 300, "a/b@x@{1}",
        "x" * 5_000, "a/b\0", "./a\0b", "a\nb", "a/b\x1b[31m", "a/b\u202e", "\u200bllama", "a/ä", "a/b?x", "a\\b/c",
        "https://huggingface.co/", "https://huggingface.co", "https://example.com/a/b",
        "https://u:p@huggingface.co/a/b",
        "https://huggingface.co/datasets/a/b", "https://huggingface.co/spaces/a/b", "hf://datasets/a/b", "hf://",
        "hf:///", "https://huggingface.co.example.com/a/b", "https://[::1/a/b", "ftp://huggingface.co/a/b", "file:///etc/passwd",
        "pkg:npm/a/b", "pkg:huggingface/", "pkg:huggingface/a/b@",
        "pkg:huggingface/a/b?repository_url=https://x.example",
        "https://huggingface.co/a/%2e%2e/tree/main", "https://huggingface.co/a/b/tree/%2e%2e%2fx",
    ],
)
def test_what_names_no_model_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_model(text)
    assert caught.value.hint
    assert not has_hidden(caught.value.message)
    assert len(caught.value.message) < 400
    assert "u:p" not in caught.value.message


def test_the_address_of_a_hub_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example:8443/hub")
    assert parse_model("https://mirror.example:8443/hub/acme/anvil-7b/tree/dev").id == "acme/anvil-7b"
    assert parse_model("https://huggingface.co/acme/anvil-7b").id == "acme/anvil-7b"
    monkeypatch.setenv("HF_ENDPOINT", "http://[")
    with pytest.raises(UsageError):
        parse_model("https://mirror.example/acme/anvil-7b")


def test_a_list_on_standard_input() -> None:
    lines = ["\ufeffacme/a\n", "\r\n", "# note\n", "  acme/b@dev \r\n", "Llama 3.1 8B"]
    assert list(read_arguments(["x/y", "-", "z/w"], lines)) == ["x/y", "acme/a", "acme/b@dev", "Llama 3.1 8B", "z/w"]


def test_only_a_whole_commit_pins() -> None:
    assert parse_model("a/b@" + "0" * 40).pinned
    assert not parse_model("a/b@" + "0" * 39).pinned
    assert not parse_model("a/b@main").pinned
    assert not parse_model("a/b").pinned


_PIECES = st.sampled_from(
    ["a", "Z9", "/", "//", "..", ".", "@", "-", "--", "_", " ", "hf://", "https://", "huggingface.co/",
     "pkg:huggingface/", "%2F", "%2e", "%00", "?", "#", ":", "[", "]", "\\", "\0", "\n", "\u202e", "é", "tree/",
     "refs/pr/1", "main", ".git"]
)


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join)))
def test_an_argument_is_read_or_refused_and_what_is_read_is_safe(text: str) -> None:
    try:
        ref = parse_model(text)
    except UsageError:
        return
    if ref.kind == "hub":
        parts = ref.id.split("/")
        assert hub_id_fault(ref.id) is None
        assert len(parts) in (1, 2)
        assert all(part.isascii() and part not in ("", ".", "..") for part in parts)
        assert not any(sign in ref.id for sign in "\0\n\\%?#@: ")
    if ref.revision is not None:
        assert revision_fault(ref.revision) is None
        assert ".." not in ref.revision
        assert not ref.revision.startswith(("/", "-"))
        assert not has_hidden(ref.revision)


_PART = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._]{0,20}[A-Za-z0-9])?", fullmatch=True).filter(
    lambda part: ".." not in part and not part.endswith(".git") and part.lower() not in ("datasets", "spaces", "models")
)


@given(_PART, _PART, st.sampled_from(["main", "v1.0", "refs/pr/7", "0" * 40]))
def test_all_forms_of_one_model_mean_the_same(org: str, name: str, revision: str) -> None:
    if org.lower() in ("api", "papers", "collections", "hf.co"):
        return
    quoted = revision.replace("/", "%2F")
    forms = [
        f"{org}/{name}@{revision}", f"hf://{org}/{name}@{revision}", f"pkg:huggingface/{org}/{name}@{revision}",
        f"https://huggingface.co/{org}/{name}/tree/{quoted}",
    ]
    assert {(ref.id, ref.revision) for ref in map(parse_model, forms)} == {(f"{org}/{name}", revision)}
