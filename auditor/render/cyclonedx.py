"""CycloneDX 1.6 bills of materials in JSON, by cyclonedx-python-lib; its model has no model card, so that is added.

One machine-learning component for each model: declared and concluded license, the text of a license that SPDX does not
list where it was read, class and findings as properties, ancestors as pedigree, data sets as data components. The same
result gives the same bytes: ids come from the content, the date from SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from auditor.chain.walk import Edge
from auditor.check.outcome import CheckResult
from auditor.errors import UsageError
from auditor.nouns import AuditReport, Finding, Verdict
from auditor.render import words
from auditor.render.canvas import Canvas
from auditor.render.dates import created
from auditor.render.results import AuditResult, ChainResult

if TYPE_CHECKING:
    from cyclonedx.model.component import Component
    from cyclonedx.model.license import DisjunctiveLicense

_PREFIXES = ("restrict.", "oblige.", "grant.", "term.")


def render_audit(result: AuditResult, canvas: Canvas) -> str:
    """The bill of materials of all audited models."""
    return _render(list(result.reports), (), canvas)


def render_chain(result: ChainResult, canvas: Canvas) -> str:
    """The bill of materials of a model with everything behind it."""
    reports = [node.report for node in result.chain.nodes if node.report is not None]
    return _render(reports, (*result.chain.edges, *result.chain.datasets), canvas)


def render_check(result: CheckResult, canvas: Canvas) -> str:
    """The bill of materials of all models that a repository uses."""
    return _render(result.reports, (), canvas)


def _render(reports: Sequence[AuditReport], edges: Sequence[Edge], canvas: Canvas) -> str:
    if not reports:
        raise UsageError("no model was read, so there is no bill of materials", "Look at the errors above.")
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion

    bom = Bom()
    about = hashlib.sha256("\n".join(f"{report.id}@{report.commit}" for report in reports).encode()).hexdigest()
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"auditor:{about}")
    bom.metadata.timestamp = created()
    bom.metadata.tools.components.add(
        Component(type=ComponentType.APPLICATION, name="auditor", version=canvas.version, bom_ref="auditor")
    )
    parts = _components(reports, edges)
    for component in parts.values():
        bom.components.add(component)
    for edge in edges:
        bom.register_dependency(parts[edge.child.casefold()], [parts[edge.parent.casefold()]])
    written = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
    return _with_model_cards(json.loads(written), reports, edges)


def _components(reports: Sequence[AuditReport], edges: Sequence[Edge]) -> dict[str, Component]:
    """A component for each model that was read and for each end of an edge, by id in small letters."""
    from cyclonedx.model.component import Component, ComponentType, Pedigree

    found = {report.id.casefold(): _model(report) for report in reports}
    for edge in edges:
        for name, dataset in ((edge.child, False), (edge.parent, edge.link.relation == "dataset")):
            kind = ComponentType.DATA if dataset else ComponentType.MACHINE_LEARNING_MODEL
            found.setdefault(name.casefold(), Component(type=kind, name=name, bom_ref=_reference(name, dataset)))
    for child in dict.fromkeys(edge.child.casefold() for edge in edges):
        parents = [edge.parent for edge in edges if edge.child.casefold() == child and edge.link.relation != "dataset"]
        ancestors = [
            # A copy without licenses and findings: those stand at the ancestor's own component.
            Component(type=ComponentType.MACHINE_LEARNING_MODEL, name=name, bom_ref=f"{child}/ancestor/{name}")
            for name in dict.fromkeys(parents)
        ]
        if ancestors:
            found[child].pedigree = Pedigree(ancestors=ancestors)
    return found


def _reference(name: str, dataset: bool = False) -> str:
    return f"{'data' if dataset else 'model'}:{name}"


def _model(report: AuditReport) -> Component:
    from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
    from cyclonedx.model.component import Component, ComponentType

    on_hub = _on_hub(report)
    page = XsUri(f"https://huggingface.co/{report.id}")
    return Component(
        type=ComponentType.MACHINE_LEARNING_MODEL,
        name=report.id,
        version=report.commit or None,
        bom_ref=_reference(report.id),
        description=f"class {words.class_text(report)}: {report.class_level.name}",
        licenses=list(_licenses(report)),
        external_references=[ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=page)] if on_hub else [],
        properties=[Property(name=name, value=value) for name, value in _properties(report)],
    )


def _on_hub(report: AuditReport) -> bool:
    return re.fullmatch(r"[\w.-]+/[\w.-]+", report.id) is not None


def _licenses(report: AuditReport) -> Iterator[DisjunctiveLicense]:
    """Declared and concluded license. An expression cannot stand beside another one, so it stands as a name."""
    from cyclonedx.model.license import LicenseAcknowledgement

    concluded = report.license.concluded
    texts = [text for path, text in report.license_texts if path in report.license.operative]
    if report.license.declared:
        yield _license(report.license.declared, LicenseAcknowledgement.DECLARED, "")
    if concluded:
        own = texts[0] if texts and concluded.startswith("LicenseRef-") else ""
        yield _license(concluded, LicenseAcknowledgement.CONCLUDED, own)


def _license(name: str, said: Any, text: str) -> DisjunctiveLicense:
    from cyclonedx.model import AttachedText
    from cyclonedx.model.license import DisjunctiveLicense
    from cyclonedx.spdx import fixup_id

    listed = fixup_id(name)
    attached = AttachedText(content=text) if text else None
    if listed:
        return DisjunctiveLicense(id=listed, acknowledgement=said)
    return DisjunctiveLicense(name=name, text=attached, acknowledgement=said)


def _properties(report: AuditReport) -> Iterator[tuple[str, str]]:
    yield "auditor:class", words.class_text(report)
    yield "auditor:permission", words.points(report.permission)
    yield "auditor:transparency", words.points(report.transparency)
    for flag in report.flags:
        yield f"auditor:flag:{flag.id}", flag.severity
    for finding in report.findings:
        if finding.verdict is Verdict.FOUND and finding.rule.startswith(_PREFIXES):
            yield f"auditor:finding:{finding.rule}", _finding(finding)


def _finding(finding: Finding) -> str:
    place = words.places(finding.evidence, 1) or str(finding.basis)
    value = words.value_of(finding)
    return f"{value} ({place})" if value else place


def _with_model_cards(bom: dict[str, Any], reports: Sequence[AuditReport], edges: Sequence[Edge]) -> str:
    """The document with model card and package URL of each model that was read."""
    by_reference = {_reference(report.id): report for report in reports}
    for component in bom.get("components", []):
        report = by_reference.get(component["bom-ref"])
        if report is not None:
            data = [edge for edge in edges if edge.child == report.id and edge.link.relation == "dataset"]
            component["modelCard"] = _model_card(report, [_reference(edge.parent, True) for edge in data])
            if _on_hub(report):
                commit = f"@{report.commit}" if report.commit else ""
                component["purl"] = f"pkg:huggingface/{report.id}{commit}"
    return json.dumps(bom, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _model_card(report: AuditReport, data: list[str]) -> dict[str, Any]:
    """What the card discloses, item by item, and the data sets it names."""
    card: dict[str, Any] = {
        "properties": [
            {"name": f"auditor:disclosure:{item.rule}", "value": str(item.verdict)} for item in report.disclosures
        ]
    }
    if data:
        card["modelParameters"] = {"datasets": [{"ref": name} for name in dict.fromkeys(data)]}
    return card
