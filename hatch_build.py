"""Build hook: compiles `rules/` into `auditor/_rules/catalog.bin` and ships it with the sources it came from.

The wheel holds both. The compiled file is what every command reads: checked by hash, no TOML parsed at start. The
sources under `_rules/source` are what `--rules DIR` and `auditor rules check DIR` add to. A broken rule stops a build.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface[Any]):
    """Adds the compiled catalog and the rules files to the wheel. An editable install reads the checkout instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules of this tree; raises CatalogError with every fault if they are broken."""
        if version == "editable":
            return
        root = Path(self.root)
        rules = root / "rules"
        sys.path.insert(0, str(root))
        try:
            from auditor.catalog.compiled import compile_catalog, rule_files, write_atomically

            compiled = Path(self.directory) / ".compiled" / "catalog.bin"
            write_atomically(compiled, compile_catalog([rules]))
        finally:
            sys.path.remove(str(root))
        included = build_data["force_include"]
        included[str(compiled)] = "auditor/_rules/catalog.bin"
        for file in rule_files(rules):
            included[str(file)] = f"auditor/_rules/source/{file.relative_to(rules).as_posix()}"
