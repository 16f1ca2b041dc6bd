"""The history of a model's terms: the answer about the pinned revision first, then each change, newest first."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.drift.history import Event, History
from auditor.drift.terms import Difference, Terms
from auditor.render.canvas import Canvas
from auditor.render.drift import answer_words, clause_words, text_title
from auditor.render.terminal import fit, printable, wrap


def first_line(result: History) -> str:
    """Which terms apply to the pinned revision, which to head, and do they differ?"""
    head = f"head {_commit(result.head.commit)} has {_license(result.head)}"
    pinned = result.since_pin
    if pinned is None:
        hidden = sum(event.is_unknown for event in result.events)
        changed = sum(event.change is not None for event in result.events) - hidden
        changes = f"{changed} change{'' if changed == 1 else 's'} of terms or card"
        changes += f", and {hidden} that could not be read," if hidden else ""
        many = f"{changes} in {result.total} commit{'' if result.total == 1 else 's'}"
        return f"{printable(result.model)}: {'' if result.is_whole else 'at least '}{many}; {head}."
    old = f"{printable(pinned.old.name)} has {_license(pinned.old)}"
    return f"{answer_words(pinned)} {old}, {head}."


def _license(terms: Terms) -> str:
    if terms.license is None and terms.gaps and not terms.documents:
        return "terms that could not be read"
    return printable(terms.called or "no known license")


def _commit(commit: str | None) -> str:
    return printable(commit or "?")[:12]


def render_table(result: History, canvas: Canvas) -> str:
    """For a terminal."""
    lines = wrap(first_line(result), canvas.width)
    for event in result.events:
        lines += ["", canvas.style("bold", fit(_title(event), canvas.width))]
        for text in _changes(event):
            lines += wrap(text, canvas.width, "  ")
    lines += [line for text in _notes(result) for line in wrap(text, canvas.width)]
    return "\n".join(lines) + "\n"


def render_markdown(result: History, canvas: Canvas) -> str:
    """For a pull request."""
    from auditor.render.markdown import escape

    lines = [f"**{escape(first_line(result))}**"]
    for event in result.events:
        lines += ["", f"### {escape(_title(event))}", "", *(f"* {escape(text)}" for text in _changes(event))]
    return "\n".join([*lines, *(f"\n{escape(text)}" for text in _notes(result))]) + "\n"


def _title(event: Event) -> str:
    parts = (event.state.date[:10], _commit(event.state.commit), event.state.author)
    return "  ".join(printable(part) for part in parts if part)


def _changes(event: Event) -> Iterator[str]:
    if event.change is None:
        yield f"the oldest state that was read: {printable(event.state.terms.called or 'no known license')}"
        return
    if event.is_unknown:
        yield "not known: files of terms or the card were touched, and could not be read"
    yield from change_lines(event.change)


def change_lines(change: Difference) -> Iterator[str]:
    """Each change in a line."""
    for item in (*change.fields, *change.disclosures):
        yield f"{item.field}: {printable(item.old)} → {printable(item.new)}"
    yield from (clause_words(clause) for clause in change.clauses)
    yield from (text_title(text) for text in change.texts)


def _notes(result: History) -> Iterator[str]:
    if result.cut:
        yield "Older changes were left out: raise --limit."
    for commit, why in result.unread:
        yield f"not read: {_commit(commit)} ({printable(why)})"
    for gap in result.gaps:
        yield f"not known: {printable(gap.detail)} ({gap.reason})"
