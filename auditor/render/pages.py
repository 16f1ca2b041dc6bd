"""The page of a rule, license, framework or system, rendered from its file in the catalog: there is no other page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from auditor.catalog.catalog import Catalog
from auditor.render.canvas import Canvas
from auditor.render.terminal import fit, printable, wrap

_FAMILY = (
    "The name of a family: it says which licenses are meant, not which one, and what may be done hangs on which. Look "
    "for the text itself (`auditor license FILE`), or ask for one of the names above (`auditor explain NAME`)."
)
#: Columns of an example card that are shown.
CARD_COLUMNS = 240


def clause_page(rule: Any, catalog: Catalog, canvas: Canvas) -> list[str]:
    """The page of a clause rule: what it asks, why, and texts in which it is and is not found."""
    lines = _head(rule.id, rule.title, canvas)
    lines += _paragraphs(rule.why, canvas)
    lines += _field("looked for in", ", ".join(rule.documents), canvas)
    lines += _field("must", _listed(rule.force), canvas)
    lines += _field("about", ", ".join(rule.object), canvas)
    if rule.value:
        needed = "required" if rule.value.required else "if named"
        lines += _field("names", f"{rule.value.kind} {' '.join(rule.value.units)} ({needed})", canvas)
    lines += _examples("Found in", rule.examples.match, canvas)
    lines += _examples("Not found in", rule.examples.no_match, canvas)
    return lines + _field("licenses with it", ", ".join(_licenses_with(rule.id, catalog)), canvas)


def card_page(rule: Any, catalog: Catalog, canvas: Canvas) -> list[str]:
    """The page of a disclosure rule."""
    lines = _head(rule.id, rule.title, canvas) + _paragraphs(rule.why, canvas)
    for heading, given in (("Cards that answer", rule.examples.match), ("Cards that do not", rule.examples.no_match)):
        lines += ["", canvas.style("bold", heading)]
        for example in given:
            because = f"  ({printable(example.because)})" if example.because else ""
            lines += _hanging(
                f"{example.verdict}: “{fit(printable(example.text.strip()), CARD_COLUMNS)}”{because}", canvas
            )
    return lines


def metadata_page(rule: Any, catalog: Catalog, canvas: Canvas) -> list[str]:
    """The page of a rule on metadata and file lists."""
    lines = _head(rule.id, rule.title, canvas) + _paragraphs(rule.why, canvas)
    for signal in rule.signal:
        about = " ".join(part for part in (signal.kind, signal.key, ", ".join(signal.any_of), signal.is_) if part)
        lines += _field("looks at", about, canvas)
    return lines


def flag_page(rule: Any, catalog: Catalog, canvas: Canvas) -> list[str]:
    """The page of a flag."""
    lines = _head(rule.id, rule.title, canvas) + _paragraphs(rule.why, canvas)
    lines += _field("severity", rule.severity, canvas)
    lines += _field("one side", rule.left.text, canvas)
    lines += _field("against", rule.right.text, canvas)
    for heading, given in (("Raised", rule.examples.match), ("Not raised", rule.examples.no_match)):
        lines += ["", canvas.style("bold", heading)]
        for example in given:
            lines += _hanging(example.because, canvas)
    return lines


def license_page(license: Any, catalog: Catalog, canvas: Canvas) -> list[str]:
    """One page on a known license: who may do what under which conditions, each line with its clause."""
    lines = _head(license.id, license.title, canvas)
    lines += _field("steward", license.steward, canvas)
    lines += _field("standing", _standing(license), canvas)
    lines += _field("names on the Hub", ", ".join(license.hub), canvas)
    lines += _field("stands for", ", ".join(license.family), canvas)
    lines += _field("makes binding", ", ".join(license.policies), canvas)
    for url in license.urls:
        lines += _field("text", url, canvas)
    if license.complete:
        lines += _license_clauses(license, catalog, canvas)
    elif license.family:
        lines += ["", *wrap(_FAMILY, canvas.width)]
    else:
        lines += ["", "No clause facts are kept for it: `auditor license FILE` reads the text itself."]
    return lines


def _license_clauses(license: Any, catalog: Catalog, canvas: Canvas) -> list[str]:
    titles = {rule.id: rule.title for rule in catalog.clause_rules}
    lines: list[str] = []
    for prefix, heading in (
        ("grant.", "Permissions"),
        ("restrict.", "Limits"),
        ("oblige.", "Duties"),
        ("term.", "Further terms"),
    ):
        facts = [fact for fact in license.clauses if fact.rule.startswith(prefix)]
        if not facts:
            continue
        lines += ["", canvas.style("bold", heading)]
        for fact in facts:
            value = f": {fact_value(fact)}" if fact_value(fact) else ""
            lines += _hanging(f"{titles.get(fact.rule, fact.rule)}{value}  [{fact.rule}]", canvas)
    return [*lines, "", *_field("facts from", license.source, canvas)]


def fact_value(fact: Any) -> str:
    """What a clause fact names: its quantity in full, else its words."""
    if fact.quantity is None:
        return printable(fact.value)
    period = f" a {fact.quantity.period}" if fact.quantity.period and fact.quantity.unit not in ("MAU", "DAU") else ""
    return f"{fact.quantity.number:,.0f} {fact.quantity.unit}{period}"


def _standing(license: Any) -> str:
    names = [name for name, holds in (("OSI-approved", license.osi), ("FSF free", license.fsf)) if holds]
    if license.approved and not license.osi:
        names.append("on the list of approved licenses")
    if license.nature and not license.approved:
        names.append(license.nature)
    return ", ".join(names)


def framework_page(framework: Any, catalog: Catalog, canvas: Canvas) -> list[str]:
    """The page of somebody else's definition: its criteria and where they come from."""
    lines = _head(framework.id, f"{framework.title}, version {framework.version}", canvas)
    lines += _paragraphs(framework.why, canvas)
    lines += _field("source", framework.source, canvas)
    lines += ["", canvas.style("bold", "Criteria")]
    for criterion in framework.criterion:
        lines += _hanging(f"{criterion.id} ({criterion.element}): {criterion.question} [{criterion.ref}]", canvas)
    return lines


def system_page(row: Any, catalog: Catalog, canvas: Canvas) -> list[str]:
    """What the catalog knows of a release, each fact with its source and both sides where sources differ."""
    vendor, system = row
    lines = _head(system.model, f"{vendor.name}, {system.family}, {system.date}", canvas)
    for label, value in (
        ("on the Hub", system.hub_id),
        ("access", system.access),
        ("license", f"{system.license} ({system.license_kind})" if system.license else system.license_kind),
        ("training data", system.training_data),
        ("training code", system.training_code),
        ("report", system.report),
        ("card", system.card),
        ("usage policy", system.usage_policy),
        ("also called", ", ".join(system.aliases)),
        ("source", f"{system.source} (confidence {system.confidence}, as of {vendor.as_of})"),
    ):
        lines += _field(label, value, canvas)
    if system.closure:
        lines += ["", canvas.style("bold", "Why it is closed")]
        lines += _field("channel", system.closure.channel, canvas)
        lines += _field("reason given", system.closure.reason, canvas)
        lines += _field("source", system.closure.source, canvas)
    for conflict in system.conflicts:
        lines += ["", canvas.style("bold", f"Sources differ on {conflict.field}")]
        lines += _field("this catalog", f"{conflict.ours} ({conflict.ours_source or 'source not kept'})", canvas)
        lines += _field("against", f"{conflict.other} ({conflict.other_source or 'source not kept'})", canvas)
        lines += _field("note", conflict.note, canvas)
    return lines


PAGES: dict[str, Callable[[Any, Catalog, Canvas], list[str]]] = {
    "clause": clause_page,
    "disclosure": card_page,
    "metadata": metadata_page,
    "flag": flag_page,
    "license": license_page,
    "framework": framework_page,
    "system": system_page,
}


def _head(name: str, title: str, canvas: Canvas) -> list[str]:
    return [canvas.style("bold", printable(name)), *wrap(printable(title), canvas.width)]


def _paragraphs(text: str, canvas: Canvas) -> list[str]:
    lines: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        lines += ["", *wrap(printable(paragraph), canvas.width)]
    return lines + ([""] if lines else [])


def _field(label: str, value: str, canvas: Canvas) -> list[str]:
    if not value:
        return []
    shown = printable(value)
    # An address in two pieces cannot be followed.
    lines = [shown] if "://" in shown and " " not in shown else wrap(shown, canvas.width - 18)
    return [f"{label if at == 0 else '':<18}{line}" for at, line in enumerate(lines)]


def _hanging(text: str, canvas: Canvas) -> list[str]:
    lines = wrap(printable(text), canvas.width - 4)
    return [f"{'  - ' if at == 0 else '    '}{line}" for at, line in enumerate(lines)]


def _examples(heading: str, examples: Iterable[Any], canvas: Canvas) -> list[str]:
    lines = ["", canvas.style("bold", heading)]
    for example in examples:
        because = f"  ({printable(example.because)})" if example.because else ""
        lines += _hanging(f"“{example.text.strip()}”{because}", canvas)
    return lines


def _listed(words: str | tuple[str, ...]) -> str:
    return words if isinstance(words, str) else " or ".join(words)


def _licenses_with(rule: str, catalog: Catalog) -> list[str]:
    return [item.id for item in catalog.licenses if any(fact.rule == rule for fact in item.clauses)]
