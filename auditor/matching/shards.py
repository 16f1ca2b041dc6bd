"""Weight files that come in parts: which sets are complete, and how large the weights are."""

from __future__ import annotations

import re

from auditor.matching.listing import Listing

_PART = re.compile(r"^(?P<stem>.*?)[-_.](?P<number>\d{1,6})-of-(?P<count>\d{1,6})(?P<rest>\.[\w.]+)$", re.IGNORECASE)
_INDEX = re.compile(r"\.index(?:\.[\w-]{1,20})?\.json$", re.IGNORECASE)
#: A set that claims more parts than a listing can hold is not a set.
_MOST_PARTS = 50_000


def complete_sets(listing: Listing, patterns: tuple[str, ...], avoid: tuple[str, ...] = ()) -> tuple[bool | None, str]:
    """Whether the weight files hold at least one whole set; None if there are no weight files and no index of such.

    A file without a part number is a whole set, except where an index lists parts and the format has none. The text
    says what was seen: "4 of 4 parts", "parts missing: 2 of 4".
    """
    files = listing.matches(patterns, avoid)
    sets: dict[tuple[str, str, int], set[int]] = {}
    single = ""
    for entry in files:
        part = _PART.match(entry.path)
        if part is None:
            single = single or entry.path
            continue
        key = (part["stem"], part["rest"].casefold(), int(part["count"]))
        sets.setdefault(key, set()).add(int(part["number"]))
    whole = [key for key, numbers in sets.items() if _is_whole(key[2], numbers)]
    if whole:
        return True, f"{whole[0][2]} of {whole[0][2]} parts"
    if single:
        return True, single
    if sets:
        key, numbers = next(iter(sets.items()))
        return False, f"{len(numbers)} of {key[2]} parts"
    if any(_INDEX.search(entry.path) for entry in listing.files):
        return False, "an index, and none of its parts"
    return None, ""


def _is_whole(count: int, numbers: set[int]) -> bool:
    """Parts are counted from 1, in some formats from 0."""
    if not 0 < count <= _MOST_PARTS or len(numbers) < count:
        return False
    first = 0 if 0 in numbers else 1
    return all(number in numbers for number in range(first, first + count))


def weight_bytes(listing: Listing, patterns: tuple[str, ...]) -> int | None:
    """The size of all weight files in bytes, or None if there are none or the listing does not give all sizes."""
    sizes = [entry.size for entry in listing.matches(patterns)]
    known = [size for size in sizes if size is not None]
    return sum(known) if sizes and len(known) == len(sizes) else None
