"""Bytes to text: what is noise, and lines of offsets."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.decode import Lines, decode, is_binary


def test_noise_and_nul_are_binary() -> None:
    chance = random.Random(3)
    noise = bytes(chance.choice(range(1, 256)) for _ in range(500))
    assert is_binary(noise)
    assert is_binary(b"text\0text")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\xfd",
        "Für die Übergabe müssen Künstler größere Maße prüfen. ".encode("latin-1") * 5,
        "许可协议".encode() * 100,
        ("x" * 7999 + "é").encode(),
    ],
)
def test_texts_are_texts_whatever_their_letters(data: bytes) -> None:
    assert not is_binary(data)


@given(st.text())
def test_text_in_utf8_is_never_noise(text: str) -> None:
    assert is_binary(text.encode()) is ("\0" in text)


@given(st.text(alphabet="ab\n\r\u2028"), st.integers(0, 30))
def test_a_line_is_the_number_of_newlines_before_plus_one(text: str, offset: int) -> None:
    assert Lines(text).of(offset) == text.count("\n", 0, offset) + 1


def test_marks_and_line_ends_are_kept() -> None:
    assert decode(b"\xef\xbb\xbfa\r\nb\xff") == "\ufeffa\r\nb\ufffd"
