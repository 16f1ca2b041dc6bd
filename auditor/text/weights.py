"""What a weight file says of its license and its bases in its first bytes: GGUF keys, safetensors `__metadata__`.

The bytes are hostile: counts and sizes are believed only as far as bytes are there, and whatever is not as the format
has it ends the reading with what was found before.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator

from auditor.nouns import WeightHeader

#: Bytes at the beginning of a file that are looked at: general keys stand before the vocabulary.
HEADER_BYTES = 1_000_000
#: Characters of one value that are kept.
_VALUE = 2_000
_BASES = 16
_MAGIC = b"GGUF"
#: Sizes in bytes of the GGUF value types that have one; 8 is a string, 9 an array.
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY = 8, 9
#: What the formats allow at most (a key of GGUF, a header of safetensors), and what no real file comes near.
_KEY_BYTES = 65_535
_SAFETENSORS_BYTES = 100_000_000
_TEXT_BYTES = 1 << 30
_COUNT = 1 << 40


class _Ended(Exception):
    """The bytes end here (no words), or are not as the format has them (the words say how)."""


def read_header(path: str, data: bytes) -> tuple[WeightHeader | None, str]:
    """What the first bytes of the weight file `path` state, and what is broken in them ("" if nothing is).

    `data` are its first HEADER_BYTES, or all there is. No header if they are neither GGUF nor safetensors. A header
    that goes on behind the bytes looked at is not broken; one that goes on where the file ends is.
    """
    is_gguf = data.startswith(_MAGIC)
    if not is_gguf and not _is_safetensors(data):
        return None, ""
    found: dict[str, str] = {}
    fault = ""
    try:
        for key, value in _gguf(data) if is_gguf else _safetensors(data):
            found.setdefault(key, value)
    except _Ended as ended:
        fault = str(ended) or ("the file ends within it" if len(data) < HEADER_BYTES else "")
    return _record(path, found, "general." if is_gguf else ""), fault


def _record(path: str, values: dict[str, str], prefix: str) -> WeightHeader:
    def first(*keys: str) -> str:
        found = (values.get(prefix + key, "").strip() for key in keys)
        return next((value for value in found if value), "")

    bases = [values.get(f"general.base_model.{number}.repo_url", "") for number in range(_BASES)]
    named = [values.get(key, "") for key in ("base_model", "base_model_name_or_path")] if not prefix else []
    return WeightHeader(
        path=path,
        license=first("license", "modelspec.license"),
        license_name=first("license.name", "license_name"),
        license_link=first("license.link", "license_link"),
        base_models=tuple(dict.fromkeys(_repository(base) for base in (*bases, *named) if base.strip())),
    )


def _repository(address: str) -> str:
    """ORG/NAME out of an address of the Hub, else the address as it is."""
    bare = address.strip().rstrip("/")
    for host in ("https://huggingface.co/", "https://hf.co/"):
        if bare.startswith(host):
            return bare.removeprefix(host)
    return bare


def _gguf(data: bytes) -> Iterator[tuple[str, str]]:
    """The string values of a GGUF header in order. Raises _Ended where the bytes end or are not sound."""
    version = _number(data, 4, "<I")
    # The width of counts follows the version; anything else is a format nobody has written yet.
    if version not in (1, 2, 3):
        raise _Ended("its version is none that is known")
    wide = "<I" if version == 1 else "<Q"
    step = struct.calcsize(wide)
    count, at = _number(data, 8 + step, wide), 8 + 2 * step
    if count > _COUNT:
        raise _Ended("it claims more entries than any file has")
    # Every entry takes bytes, so that a count beyond the data ends with the data.
    for _ in range(count):
        key, at = _text(data, at, wide, _KEY_BYTES)
        kind, at = _number(data, at, "<I"), at + 4
        if kind == _STRING:
            value, at = _text(data, at, wide, _TEXT_BYTES)
            if key.startswith("general."):
                yield key, value[:_VALUE]
        else:
            at = _skip(data, at, kind, wide)


def _number(data: bytes, at: int, form: str) -> int:
    if at + struct.calcsize(form) > len(data):
        raise _Ended
    return int(struct.unpack_from(form, data, at)[0])


def _text(data: bytes, at: int, wide: str, most: int) -> tuple[str, int]:
    size, at = _number(data, at, wide), at + struct.calcsize(wide)
    if size > most:
        raise _Ended("it holds a length that no text has")
    if size > len(data) - at:
        raise _Ended
    return data[at : at + size].decode("utf-8", "replace"), at + size


def _skip(data: bytes, at: int, kind: int, wide: str) -> int:
    """Where the next entry begins, behind a value that is not looked at."""
    if kind in _SIZES:
        return at + _SIZES[kind]
    if kind != _ARRAY:
        raise _Ended("it holds a value of no known type")
    inner, count = _number(data, at, "<I"), _number(data, at + 4, wide)
    at += 4 + struct.calcsize(wide)
    if inner not in _SIZES and inner != _STRING:
        # An array of arrays is allowed by the format and written by nobody.
        raise _Ended("it holds a list of no known type")
    if count > _COUNT:
        raise _Ended("it holds a list longer than any file has")
    if inner in _SIZES:
        if at + _SIZES[inner] * count > len(data):
            raise _Ended
        return at + _SIZES[inner] * count
    for _ in range(count):
        size, at = _number(data, at, wide), at + struct.calcsize(wide)
        if size > _TEXT_BYTES:
            raise _Ended("it holds a length that no text has")
        if size > len(data) - at:
            raise _Ended
        at += size
    return at


def _is_safetensors(data: bytes) -> bool:
    return len(data) >= 10 and data[8:].lstrip(b" ").startswith(b"{")


def _safetensors(data: bytes) -> Iterator[tuple[str, str]]:
    """The strings of `__metadata__`. Raises _Ended where the bytes end before it, or are not sound."""
    size = int(struct.unpack_from("<Q", data, 0)[0])
    if size > _SAFETENSORS_BYTES:
        raise _Ended("it claims to be longer than the format allows")
    text = data[8 : 8 + size].decode("utf-8", "replace")
    place = text.find('"__metadata__"')
    start = text.find("{", place) if place >= 0 else -1
    if start < 0:
        if size > len(data) - 8:
            raise _Ended
        return
    try:
        table, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        raise _Ended("" if size > len(data) - 8 else "its metadata is no JSON") from None
    for key, value in table.items():
        if isinstance(value, str):
            yield str(key), value.encode("utf-8", "replace").decode()[:_VALUE]
