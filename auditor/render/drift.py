"""The difference between two states of terms, for people: the answer first, then clauses, facts and words."""

from __future__ import annotations

from auditor.drift.terms import Answer, ClauseChange, Difference, Direction, TextChange
from auditor.drift.wording import WordChange
from auditor.nouns import Finding
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.terminal import fit, printable, wrap

#: Word changes of a document that are shown; JSON has all.
SHOWN = 40
QUOTE = 200
_COLORS = {Direction.TIGHTER: "red", Direction.LOOSER: "green", Direction.MIXED: "yellow", Direction.NEITHER: "dim"}


def answer_words(result: Difference) -> str:
    """One sentence: do the terms differ, and which way?"""
    if result.answer is Answer.SAME:
        return "The terms are the same."
    if result.answer is Answer.WORDING:
        return "The wording differs, but no clause that is looked for does."
    if result.answer is Answer.UNKNOWN:
        return "It cannot be told whether the terms differ: not all of them could be read."
    count = len([change for change in result.clauses if change.change != "unknown"])
    way = {
        Direction.TIGHTER: ", for the tighter",
        Direction.LOOSER: ", for the looser",
        Direction.MIXED: ", some tighter, some looser",
        Direction.NEITHER: "",
    }[result.direction]
    clauses = f" in {count} clause{'' if count == 1 else 's'}{way}" if count else ": another license or gate is stated"
    return f"The terms differ{clauses}."


def clause_words(change: ClauseChange) -> str:
    """What became of the clause, with its value on both sides where it has one."""
    old, new = (words.value_of(finding) if finding else "" for finding in (change.old, change.new))
    value = f"{old} → {new}" if change.change == "changed" else (new if change.change == "came" else old)
    word = {"came": "new", "went": "gone", "changed": "changed", "unknown": "not known"}[change.change]
    way = f" ({change.direction})" if change.direction is not Direction.NEITHER else ""
    return f"{word}{way}: {change.rule}" + (f"   {value}" if value else "")


def _evidence(finding: Finding | None, sign: str, canvas: Canvas) -> list[str]:
    if finding is None or not finding.evidence:
        return []
    evidence = finding.evidence[0]
    return wrap(f"{sign} {words.place(evidence)}: “{fit(printable(evidence.quote), QUOTE)}”", canvas.width, "  ")


def render_table(result: Difference, canvas: Canvas) -> str:
    """For a terminal."""
    lines = [canvas.style("bold", answer_words(result))]
    lines += [f"- {_side(result, 0)}", f"+ {_side(result, 1)}"]
    for change in (*result.fields, *result.disclosures):
        lines += wrap(f"{change.field}: {printable(change.old)} → {printable(change.new)}", canvas.width)
    for clause in result.clauses:
        lines.append(canvas.style(_COLORS[clause.direction], fit(clause_words(clause), canvas.width)))
        lines += [*_evidence(clause.old, "-", canvas), *_evidence(clause.new, "+", canvas)]
    for text in result.texts:
        lines += ["", *_text(text, canvas)]
    for gap in (*result.old.gaps, *result.new.gaps):
        lines += wrap(f"not read: {words.gap_words(gap)}", canvas.width)
    return "\n".join(lines) + "\n"


def _side(result: Difference, which: int) -> str:
    terms = (result.old, result.new)[which]
    commit = f" @ {printable(terms.commit)[:12]}" if terms.commit else ""
    return f"{printable(terms.name)}{commit}   {printable(terms.called or 'no known license')}"


def text_title(change: TextChange) -> str:
    """Which document it is, and what happened to it as a whole."""
    if change.old is None or change.new is None:
        return f"{printable(change.old or change.new or '')}: {'gone' if change.new is None else 'new'}"
    name = printable(change.old) if change.old == change.new else f"{printable(change.old)} → {printable(change.new)}"
    count = len(change.words)
    return f"{name}: {count} change{'' if count == 1 else 's'} in words"


def _text(change: TextChange, canvas: Canvas) -> list[str]:
    lines = [canvas.style("bold", fit(text_title(change), canvas.width))]
    for item in change.words[:SHOWN]:
        for sign, line, quote in _sides(item):
            color = "red" if sign == "-" else "green"
            lines += [canvas.style(color, part) for part in wrap(f"{sign} line {line}: {quote}", canvas.width, "  ")]
    rest = len(change.words) - SHOWN
    return [*lines, f"  and {rest} more: --format json"] if rest > 0 else lines


def _sides(item: WordChange) -> list[tuple[str, int, str]]:
    sides = [("-", item.old_line, item.old_quote), ("+", item.new_line, item.new_quote)]
    return [(sign, line, f"“{fit(printable(quote), QUOTE)}”") for sign, line, quote in sides if quote]


def render_markdown(result: Difference, canvas: Canvas) -> str:
    """For a pull request."""
    from auditor.render.markdown import escape

    lines = [f"**{answer_words(result)}**", "", f"From {escape(_side(result, 0))}", f"to {escape(_side(result, 1))}"]
    changes = (*result.fields, *result.disclosures)
    if changes:
        lines += ["", "| Stated | Before | After |", "| --- | --- | --- |"]
        lines += [f"| {item.field} | {escape(item.old)} | {escape(item.new)} |" for item in changes]
    if result.clauses:
        lines += ["", "| Clause | What happened | Direction | Before | After |", "| --- | --- | --- | --- | --- |"]
        lines += [_markdown_row(change) for change in result.clauses]
    for text in result.texts:
        lines += ["", f"### {escape(text_title(text))}", ""]
        for item in text.words[:SHOWN]:
            lines += [f"* `{sign}` line {line}: {escape(quote)}" for sign, line, quote in _sides(item)]
    return "\n".join(lines) + "\n"


def _markdown_row(change: ClauseChange) -> str:
    from auditor.render.markdown import escape

    cells = []
    for finding in (change.old, change.new):
        shown = finding is not None and bool(finding.evidence)
        quote = f"{words.place(finding.evidence[0])}: {finding.evidence[0].quote}" if finding and shown else ""
        cells.append(escape(fit(printable(quote), QUOTE)))
    return f"| `{change.rule}` | {change.change} | {change.direction} | {cells[0]} | {cells[1]} |"
