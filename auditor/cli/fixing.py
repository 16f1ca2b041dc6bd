"""The work behind `auditor fix`: read and judge one model, propose, and write if that was asked for."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import limits
from auditor.cli.catalogs import load_catalog
from auditor.cli.codes import DONE
from auditor.cli.reading import Reading, source_options
from auditor.errors import NotReadable, UsageError
from auditor.nouns import Document, DocumentKind, GapReason, ModelSnapshot
from auditor.render.terminal import printable
from auditor.render.words import gap_words

if TYPE_CHECKING:
    from auditor.catalog.catalog import Catalog
    from auditor.chain.repair import Repair
    from auditor.names import ModelRef

#: Bytes that are no UTF-8 pass through an edit as they are.
_KEEP = "surrogateescape"


def run_fix(model: str, write: bool, reading: Reading, rules: Sequence[Path] | None) -> int:
    """Show or write what would mend the repository, and return the exit code."""
    from auditor.chain.repair import repair
    from auditor.names import parse_model

    ref = parse_model(model)
    if write and ref.kind != "folder":
        raise UsageError(f"{model}: not a local folder", "--write changes a folder of yours: give ./DIR.")
    catalog = load_catalog(rules)
    snapshot = _read(ref, model, reading, catalog)
    card = next(iter(snapshot.documents_of(DocumentKind.CARD)), None)
    found = repair(snapshot, catalog)
    _tell(found, snapshot, reading.quiet)
    if found.fault:
        raise UsageError(f"{model}: no patch can be made: {found.fault}", "Change the card by hand as listed.")
    path = Path(ref.path or ref.text) / (card.path if card else "README.md")
    old = _text(path if ref.kind == "folder" else None, card)
    new = _changed(old or "", found, model)
    if write and new != (old or ""):
        _write(path, new)
    elif not write:
        from auditor.text.patch import unified

        sys.stdout.flush()
        sys.stdout.buffer.write(unified(card.path if card else "README.md", old, new).encode("utf-8", _KEEP))
        sys.stdout.buffer.flush()
    return DONE


def _read(ref: ModelRef, model: str, reading: Reading, catalog: Catalog) -> ModelSnapshot:
    """The one model that was named, with its card unless it has none. Raises NotReadable otherwise."""
    from auditor.sources import read_models

    outcomes = list(read_models((ref,), source_options(reading), catalog))
    if len(outcomes) != 1 or outcomes[0].snapshot is None:
        raise next((outcome.error for outcome in outcomes if outcome.error), None) or NotReadable(
            f"{model}: names no single model", "Name the one by its Hub id.", GapReason.NOT_FOUND
        )
    snapshot = outcomes[0].snapshot
    gap = next((gap for gap in snapshot.gaps if gap.document.casefold().startswith(("readme", "card"))), None)
    if gap is not None and not snapshot.documents_of(DocumentKind.CARD):
        raise NotReadable(
            f"{model}: its card could not be read: {gap_words(gap)}", "Without it no patch can be made.", gap.reason
        )
    return snapshot


def _tell(found: Repair, snapshot: ModelSnapshot, quiet: bool) -> None:
    """Each proposal with its finding and reason as a comment, which `git apply` and `patch` pass over."""
    from auditor.chain.repair_proposal import Act

    for item in found.proposals:
        value = ", ".join(item.value) if isinstance(item.value, tuple) else item.value
        what = {
            Act.SET: f"{item.key}: {value}",
            Act.REMOVE: f"take {item.key} away",
            Act.FILE: f"add the file {item.key}",
            Act.DECIDE: f"decide on {item.key}",
        }[item.act]
        print(printable(f"# {what} ({item.because}; {item.finding})"))
    for gap in snapshot.gaps:
        print(f"# not read, so nothing is proposed for it: {gap_words(gap)}")
    if not found.proposals and not quiet:
        print("nothing to propose", file=sys.stderr)


def _text(path: Path | None, card: Document | None) -> str | None:
    """The card as its bytes say it, where they are at hand; None where there is none."""
    if card is None:
        return None
    if path is None:
        return card.text
    try:
        with path.open("rb") as file:
            return file.read(limits.CARD_BYTES + 1).decode("utf-8", _KEEP)
    except OSError as reason:
        raise NotReadable(
            f"{path}: cannot be read: {reason.strerror}", "Check the file.", GapReason.UNREADABLE
        ) from reason


def _changed(old: str, found: Repair, model: str) -> str:
    from auditor.text.front_edit import CannotEdit, edited

    try:
        return edited(old, found.changes)
    except CannotEdit as reason:
        raise UsageError(f"{model}: no patch can be made: {reason}", "Change the card by hand as listed.") from reason


def _write(path: Path, text: str) -> None:
    """Replace the card as a whole or not at all, byte by byte as it was where nothing was proposed."""
    if path.is_symlink():
        raise UsageError(f"{path}: a link, which is not written through", "Change the file it points to.")
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".card-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(text.encode("utf-8", _KEEP))
            Path(temporary).chmod(mode)
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as reason:
        raise UsageError(f"{path}: could not be written: {reason.strerror}", "Check the folder's rights.") from reason
    print(f"{path}: written", file=sys.stderr)
