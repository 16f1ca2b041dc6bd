"""CycloneDX 1.6 bills of materials in JSON, by cyclonedx-python-lib; its model has no model card, so that is added.

One machine-learning component for each model: declared and concluded license, the text of a license that SPDX does not
list where it was read, class and findings as properties, ancestors as pedigree, data sets as data components. The same
result gives the same bytes: ids come from the content, the date from SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from auditor.nouns import AuditReport
from auditor.render import words
from auditor.render.bill import Bill, Item, Relation, Result, bill_of, description, findings
from auditor.render.bill_licenses import OwnText, concluded, declared, own_texts, plain_text
from auditor.render.canvas import Canvas
from auditor.render.dates import created
from auditor.render.terminal import printable

if TYPE_CHECKING:
    from cyclonedx.model.component import Component
    from cyclonedx.model.license import License


def render(result: Result, canvas: Canvas) -> str:
    """The bill of materials of all audited models, of a chain, or of all models that a repository uses."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion

    bill = bill_of(result, f"{canvas.version} {canvas.catalog_sha256}")
    bom = Bom()
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"auditor:{bill.digest}")
    bom.metadata.timestamp = created()
    bom.metadata.tools.components.add(
        Component(type=ComponentType.APPLICATION, name="auditor", version=canvas.version, bom_ref="auditor")
    )
    parts = _components(bill)
    for component in parts.values():
        bom.components.add(component)
    for relation in bill.relations:
        bom.register_dependency(parts[relation.child], [parts[relation.parent]])
    written = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
    return _with_model_cards(json.loads(written), bill)


def _components(bill: Bill) -> dict[str, Component]:
    """A component for each item, by its key."""
    from cyclonedx.model.component import Component, ComponentType, Pedigree

    texts = {text.id: text for text in own_texts(bill.reports)}
    items = {item.key: item for item in bill.items}
    found = {item.key: _component(item, texts, bill) for item in bill.items}
    for key, component in found.items():
        parents = [relation.parent for relation in bill.relations if relation.child == key and _is_ancestor(relation)]
        ancestors = [
            # A copy without licenses and findings: those stand at the ancestor's own component.
            Component(
                type=ComponentType.MACHINE_LEARNING_MODEL, name=items[parent].name, version=items[parent].commit,
                bom_ref=f"{key}/ancestor/{parent}",
            )
            for parent in dict.fromkeys(parents)
        ]  # fmt: skip
        if ancestors:
            component.pedigree = Pedigree(ancestors=ancestors)
    return found


def _is_ancestor(relation: Relation) -> bool:
    return relation.relation != "dataset"


def _component(item: Item, texts: dict[str, OwnText], bill: Bill) -> Component:
    from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
    from cyclonedx.model.component import Component, ComponentType

    report = item.report
    kind = ComponentType.DATA if item.dataset else ComponentType.MACHINE_LEARNING_MODEL
    page = [ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(item.page))] if item.page else []
    return Component(
        type=kind,
        name=item.name,
        version=item.commit,
        bom_ref=item.key,
        description=description(item),
        licenses=list(_licenses(report, texts)) if report else [],
        external_references=page,
        properties=[Property(name=name, value=plain_text(value)) for name, value in _properties(item, bill)],
    )


def _licenses(report: AuditReport, texts: dict[str, OwnText]) -> Iterator[License]:
    """Declared and concluded licenses. An expression cannot stand beside another entry: it then stands as a name."""
    from cyclonedx.model.license import LicenseAcknowledgement, LicenseExpression

    stated, final = declared(report), concluded(report)
    entries = [(name, LicenseAcknowledgement.DECLARED) for name in stated]
    entries += [(final, LicenseAcknowledgement.CONCLUDED)] if final else []
    if len(entries) == 1 and " " in entries[0][0]:
        yield LicenseExpression(entries[0][0], acknowledgement=entries[0][1])
        return
    for name, said in entries:
        text = texts[name].text if name in texts and said is LicenseAcknowledgement.CONCLUDED else None
        yield _license(name, said, text)


def _license(name: str, said: Any, text: str | None) -> License:
    from cyclonedx.model import AttachedText
    from cyclonedx.model.license import DisjunctiveLicense
    from cyclonedx.spdx import fixup_id

    listed = fixup_id(name)
    if listed:
        return DisjunctiveLicense(id=listed, acknowledgement=said)
    attached = AttachedText(content=text) if text else None
    return DisjunctiveLicense(name=name, text=attached, acknowledgement=said)


def _properties(item: Item, bill: Bill) -> Iterator[tuple[str, str]]:
    report = item.report
    # A pedigree does not say how the one was made from the other.
    for link in bill.relations:
        if link.child == item.key:
            yield f"auditor:made-from:{link.parent.partition(':')[2]}", f"{link.relation}, {link.how}"
    if item.remark:
        yield "auditor:not-read", printable(item.remark)
    for number, text in enumerate(item.lost, 1):
        yield f"auditor:lost:{number}", text
    if report is None:
        return
    if not item.dataset:
        yield "auditor:class", words.class_text(report)
        yield "auditor:permission", words.points(report.permission)
        yield "auditor:transparency", words.points(report.transparency)
    for flag in report.flags:
        yield f"auditor:flag:{flag.id}", flag.severity
    for rule, where in findings(report):
        yield f"auditor:finding:{rule}", where


def _with_model_cards(bom: dict[str, Any], bill: Bill) -> str:
    """The document with model card and package URL of each model that was read."""
    items = {item.key: item for item in bill.items}
    for component in bom.get("components", []):
        item = items[component["bom-ref"]]
        if item.report is not None and not item.dataset:
            data = [link.parent for link in bill.relations if link.child == item.key and not _is_ancestor(link)]
            component["modelCard"] = _model_card(item.report, data)
        if item.purl:
            component["purl"] = item.purl
    return json.dumps(bom, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _model_card(report: AuditReport, data: Sequence[str]) -> dict[str, Any]:
    """What the card discloses, item by item, and the data sets it names."""
    card: dict[str, Any] = {
        "properties": [
            {"name": f"auditor:disclosure:{item.rule}", "value": str(item.verdict)} for item in report.disclosures
        ]
    }
    if data:
        card["modelParameters"] = {"datasets": [{"ref": name} for name in dict.fromkeys(data)]}
    return card
