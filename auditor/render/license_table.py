"""`auditor license` on a terminal: which text, what was changed, and what each clause does, with its place."""

from __future__ import annotations

from auditor.nouns import Change, DocumentReading, Identity, Match
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.grid import grid
from auditor.render.results import LicenseResult
from auditor.render.terminal import fit, pad, printable, wrap

LABEL = 15
SHOWN_CHANGES = 8


def render_license(result: LicenseResult, canvas: Canvas) -> str:
    """A block for each text, in the order asked."""
    absent = dict(result.absent)
    blocks = [_block(reading, absent.get(reading.path, ()), canvas) for reading in result.readings]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _block(reading: DocumentReading, absent: tuple[str, ...], canvas: Canvas) -> list[str]:
    lines = [canvas.style("bold", fit(printable(reading.path), canvas.width))]
    if reading.gap:
        return [*lines, pad("not read", LABEL) + words.gap_words(reading.gap)]
    lines += _labelled("license", [identity_words(reading)], canvas)
    lines += _labelled("changes", _changes(reading.identity.changes), canvas)
    lines += _labelled("lost", _lost(reading.identity), canvas)
    if len(reading.identity.parts) > 1:
        lines += _labelled(
            "parts", [f"{part.license}: {part.start}-{part.end}" for part in reading.identity.parts], canvas
        )
    lines += _clauses(reading, canvas)
    return lines + _labelled("absent", [" ".join(absent)] if absent else [], canvas)


def identity_words(reading: DocumentReading) -> str:
    """Which text it is, in words: exact, altered from, similar to, or none that is known."""
    identity = reading.identity
    nearest = identity.nearest
    near = f"{printable(nearest.id)} ({_share(nearest.similarity)} % alike)" if nearest else ""
    if identity.match is Match.EXACT:
        return f"{printable(identity.id or '')}   the exact text"
    if identity.match is Match.ALTERED:
        return f"altered from {near}: not the standard text"
    if identity.match is Match.SIMILAR:
        return f"no known text; similar to {near}"
    return f"no known text; the nearest is {near}" if near else "no known text"


def _share(similarity: float) -> str:
    """Percent, of a text that differs: one word among thousands must not read as 100.0 % alike."""
    return f"{min(100 * similarity, 99.9):.1f}"


def _changes(changes: tuple[Change, ...]) -> list[str]:
    texts = [change_words(change) for change in changes[:SHOWN_CHANGES]]
    rest = len(changes) - SHOWN_CHANGES
    return [*texts, f"and {rest} more: --format json"] if rest > 0 else texts


def _lost(identity: Identity) -> list[str]:
    """The clauses that the nearest text is known to hold and that were not found here."""
    if not identity.lost or identity.nearest is None:
        return []
    return [f"{', '.join(identity.lost)}: in {printable(identity.nearest.id)}, not found here"]


def change_words(change: Change) -> str:
    """A difference from the nearest known text: what was added, or how much is missing, and where."""
    plural = "" if change.words == 1 else "s"
    quote = printable(change.quote)
    if change.kind == "added":
        does = f" → {', '.join(change.rules)}" if change.rules else ""
        return f"line {change.line}: {change.words} word{plural} added: “{fit(quote, 200)}”{does}"
    said = f": “{fit(quote, 200)}”" if quote else ""
    return f"line {change.line}: {change.words} word{plural} missing{said}"


def _clauses(reading: DocumentReading, canvas: Canvas) -> list[str]:
    if not reading.findings:
        return _labelled("clauses", ["none of the known clauses was found"], canvas)
    rows = [
        [finding.rule, fit(words.value_of(finding), 22), f"line {finding.evidence[0].line}" if finding.evidence else ""]
        for finding in reading.findings
    ]
    lines = [fit(line, canvas.width - LABEL) for line in grid(rows)]
    return [pad("clauses" if at == 0 else "", LABEL) + line for at, line in enumerate(lines)]


def _labelled(label: str, texts: list[str], canvas: Canvas) -> list[str]:
    lines = [line for text in texts for line in wrap(text, canvas.width - LABEL)]
    return [pad(label if at == 0 else "", LABEL) + line for at, line in enumerate(lines)]
