"""The work behind `auditor fix`: read and judge one model, propose, and write if that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE
from auditor.cli.reading import Reading, source_options
from auditor.errors import NotReadable, UsageError
from auditor.nouns import DocumentKind, GapReason
from auditor.render.terminal import printable


def run_fix(model: str, write: bool, reading: Reading, rules: Sequence[Path] | None) -> int:
    """Show or write what would mend the repository, and return the exit code."""
    from auditor.chain.repair import patch, proposals, repaired
    from auditor.judge import audit
    from auditor.names import parse_model
    from auditor.sources import read_models

    ref = parse_model(model)
    if write and ref.kind != "folder":
        raise UsageError(f"{model}: not a local folder", "--write changes a folder of yours: give ./DIR.")
    catalog = load_catalog(rules)
    outcomes = list(read_models((ref,), source_options(reading), catalog))
    if len(outcomes) != 1 or outcomes[0].snapshot is None:
        raise next((outcome.error for outcome in outcomes if outcome.error), None) or NotReadable(
            f"{model}: names no single model", "Name the one by its Hub id.", GapReason.NOT_FOUND
        )
    snapshot = outcomes[0].snapshot
    found = proposals(audit(snapshot, catalog, frameworks=False), snapshot, catalog)
    card = next(iter(snapshot.documents_of(DocumentKind.CARD)), None)
    if card is None and any(gap.document.lower().startswith("readme") for gap in snapshot.gaps):
        raise NotReadable(f"{model}: its card could not be read", "Without it no patch can be made.",
                          GapReason.UNREADABLE)  # fmt: skip
    for item in found:
        what = f"{item.key}: {item.value}" if item.key else f"add the file {item.value}"
        print(printable(f"# {what} ({item.because})"))
    changed = repaired(card, found)
    if changed is None:
        raise UsageError(f"{model}: the card's front matter cannot be edited by lines", "Change it by hand as listed.")
    if write and any(item.key for item in found):
        _write(Path(ref.path or ref.text) / (card.path if card else "README.md"), changed)
    else:
        sys.stdout.write(patch(card, changed))
    return DONE


def _write(path: Path, text: str) -> None:
    if path.is_symlink():
        raise UsageError(f"{path}: a link, which is not written through", "Change the file it points to.")
    # Byte by byte as it was: no line end is turned into another.
    path.write_bytes(text.encode("utf-8"))
    print(f"{path}: written", file=sys.stderr)
