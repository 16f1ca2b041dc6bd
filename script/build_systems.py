"""Build rules/systems/*.toml, one file a vendor, from a folder of facts in CSV.

    python script/build_systems.py FACTS [--as-of DATE] [--out rules/systems]

FACTS holds systems.csv, vendors.csv, closed-systems.csv and conflicts.csv. Run once for a new set of facts; the files
are maintained by hand after. Facts only: names, dates, addresses, classes and figures.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from pathlib import Path

CLOSURE = {
    "access_channel": "channel",
    "terms_of_use_url": "terms",
    "usage_policy_url": "usage_policy",
    "system_card_url": "card",
    "training_data_disclosed": "training_data_disclosed",
    "compute_disclosed": "compute_disclosed",
    "architecture_disclosed": "architecture_disclosed",
    "parameter_count_disclosed": "parameters_disclosed",
    "weights": "weights",
    "reason_given_for_closure": "reason",
    "source_url": "source",
    "confidence": "confidence",
}
SYSTEM = {
    "model": "model",
    "family": "family",
    "release_date": "date",
    "hub_id": "hub_id",
    "access": "access",
    "license_name": "license",
    "license_kind": "license_kind",
    "training_data": "training_data",
    "training_code": "training_code",
    "technical_report": "report",
    "system_or_model_card": "card",
    "usage_policy_url": "usage_policy",
    "capability_index": "capability",
    "source_url": "source",
    "confidence": "confidence",
}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def slug(vendor: str) -> str:
    """The file name of a vendor: its name without a bracketed suffix, in lower case, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"\s*\(.*?\)", "", vendor).lower()).strip("-")


def text(value: str) -> str:
    """A TOML basic string."""
    return json.dumps(value, ensure_ascii=False)


def words(value: str) -> list[str]:
    """The items of a cell that holds a list."""
    return [item.strip() for item in value.split(";") if item.strip()]


def listed(items: list[str]) -> str:
    """A TOML list of strings."""
    return "[" + ", ".join(text(item) for item in items) + "]"


def pairs(row: dict[str, str], columns: dict[str, str]) -> list[str]:
    """`key = "value"` lines of the cells that are not empty."""
    return [f"{key} = {text(row[column])}" for column, key in columns.items() if row[column]]


def conflict_lines(row: dict[str, str], table: str, named: bool) -> list[str]:
    """One conflict as a TOML table."""
    lines = ["", f"[[{table}]]"] + ([f"model = {text(row['model'])}"] if named else [])
    lines += [f"field = {text(row['field'])}", f"ours = {text(row['value_a'])}", f"other = {text(row['value_b'])}"]
    # A remark on the table that the facts came in is no fact about the model.
    row = {**row, "note": re.sub(r";?\s*no row in systems\.csv", "", row["note"])}
    for column, key in (("source_a", "ours_source"), ("source_b", "other_source"), ("note", "note")):
        lines += [f"{key} = {text(row[column])}"] if row[column] else []
    return lines


def vendor_lines(vendor: dict[str, str], as_of: str) -> list[str]:
    """The head of a vendor's file."""
    lines = ["schema = 1", f"id = {text(slug(vendor['vendor']))}", f"name = {text(vendor['vendor'])}"]
    lines += [f"as_of = {text(as_of)}"] + ([f"country = {text(vendor['country'])}"] if vendor["country"] else [])
    for column in ("hub_orgs", "aliases", "open_families", "closed_families"):
        if vendor[column]:
            lines.append(f"{column} = {listed(words(vendor[column]))}")
    return lines


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("facts", type=Path)
    parser.add_argument("--as-of", default="2026-10-08")
    parser.add_argument("--out", type=Path, default=Path("rules/systems"))
    given = parser.parse_args()
    systems, closed = rows(given.facts / "systems.csv"), rows(given.facts / "closed-systems.csv")
    conflicts = rows(given.facts / "conflicts.csv")
    closure_of = {model: row for row in closed for model in words(row["models"])}
    rowed = {row["model"] for row in systems}
    given.out.mkdir(parents=True, exist_ok=True)
    for vendor in rows(given.facts / "vendors.csv"):
        lines = vendor_lines(vendor, given.as_of)
        for row in conflicts:
            about_vendor = row["model"] not in rowed and f"{vendor['vendor']}|" in _vendor_of_unlisted(row["model"])
            lines += conflict_lines(row, "unlisted", True) if about_vendor else []
        for system in (row for row in systems if row["vendor"] == vendor["vendor"]):
            lines += ["", "[[system]]", *pairs(system, SYSTEM)]
            lines += [f"aliases = {listed(words(system['aliases']))}"] if system["aliases"] else []
            if system["model"] in closure_of:
                lines += ["", "[system.closure]", *pairs(closure_of[system["model"]], CLOSURE)]
            for row in conflicts:
                lines += conflict_lines(row, "system.conflicts", False) if row["model"] == system["model"] else []
        (given.out / f"{slug(vendor['vendor'])}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _vendor_of_unlisted(model: str) -> str:
    """Vendors, each followed by a bar, that a model without a row of its own belongs to, by its family's name."""
    families = {"Llama": "Meta", "Gemini": "Google", "o3": "OpenAI"}
    return "".join(f"{vendor}|" for family, vendor in families.items() if model.startswith(family))


if __name__ == "__main__":
    main()
