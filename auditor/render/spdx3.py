"""SPDX 3.0.1 bills of materials as JSON-LD, with the classes of its AI and Dataset profiles, by spdx-python-model.

The classes of that package are made from the shapes that SPDX publishes: a value that breaks one is refused while the
document is written. No conformance to the AI and Dataset profiles is claimed: they ask for supplier and day of release,
which are not judged here. The same result gives the same bytes: ids come from the content.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from auditor.errors import UsageError
from auditor.licenses.expressions import normalize
from auditor.nouns import AuditReport
from auditor.render.bill import Bill, Item, Relation, Result, bill_of, description, findings
from auditor.render.bill_licenses import OwnText, concluded, declared, own_texts, plain_text, states_none
from auditor.render.canvas import Canvas
from auditor.render.dates import created
from auditor.render.terminal import printable

#: How a relation reads from the child: the type, and whether it points from the parent to the child.
_RELATIONS = {
    "finetune": ("descendantOf", False), "merge": ("descendantOf", False), "quantized": ("hasVariant", True),
    "adapter": ("patchedBy", True), "dataset": ("trainedOn", False),
}  # fmt: skip
_TRAINING = ("data.", "recipe.", "compute.", "code.training")


def render(result: Result, canvas: Canvas) -> str:
    """The bill of materials of all audited models, of a chain, or of all models that a repository uses.

    Raises UsageError where the package that writes it is not installed.
    """
    try:
        from spdx_python_model import v3_0_1
    except ImportError as reason:
        raise UsageError(
            "the format spdx3 needs a package that is not installed", "Install it with `pip install 'auditor[spdx3]'`."
        ) from reason
    bill = bill_of(result, f"{canvas.version} {canvas.catalog_sha256}")
    made = _Document(v3_0_1, bill, canvas.version).made()
    out = io.BytesIO()
    v3_0_1.JSONLDSerializer().write(made, out)
    document = json.loads(out.getvalue())
    document["@graph"].sort(key=lambda item: (str(item.get("spdxId", "")), str(item.get("@id", ""))))
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


class _Document:
    """The elements of one bill, made with the classes of `model` (the package's module of one SPDX version)."""

    def __init__(self, model: Any, bill: Bill, version: str) -> None:
        self._model, self._bill = model, bill
        self._base = f"https://spdx.org/spdxdocs/auditor-{bill.digest[:32]}#"
        self._texts = {text.id: text for text in own_texts(bill.reports)}
        info = model.CreationInfo()
        info.specVersion, info.created = "3.0.1", created()
        self._info = info
        agent = model.SoftwareAgent(spdxId=self._id("agent:auditor"), name="auditor", creationInfo=info)
        tool = model.Tool(spdxId=self._id("tool:auditor"), name=f"auditor {version}", creationInfo=info)
        info.createdBy.append(agent)
        info.createdUsing.append(tool)
        self._elements: list[Any] = [agent, tool]
        self._packages: dict[str, Any] = {}
        self._expressions: dict[str, Any] = {}

    def made(self) -> Any:
        """Everything as a set of objects that can be written."""
        model, bill = self._model, self._bill
        for item in bill.items:
            self._packages[item.key] = self._add(self._package(item))
        for text in self._texts.values():
            self._add(self._own_text(text))
        for item in bill.items:
            self._licenses(item)
            self._annotations(item)
        for relation in bill.relations:
            self._related(relation)
        asked = [self._packages[item.key] for item in bill.items if item.asked]
        sbom = self._element(model.software_Sbom, "sbom:all", name=bill.name)
        sbom.element.extend([*self._packages.values()])
        sbom.rootElement.extend(asked)
        document = self._element(model.SpdxDocument, "document:all", name=bill.name)
        document.rootElement.append(sbom)
        document.profileConformance.extend(
            getattr(model.ProfileIdentifierType, name) for name in ("core", "software", "simpleLicensing")
        )
        document.element.extend([*self._elements, sbom])
        return model.SHACLObjectSet([*self._elements, sbom, document])

    def _id(self, key: str) -> str:
        kind, _, name = key.partition(":")
        slug = re.sub(r"[^A-Za-z0-9.]+", "-", name)[:60].strip("-.")
        return f"{self._base}{kind}-{slug}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"

    def _element(self, kind: Any, key: str, **values: Any) -> Any:
        return kind(spdxId=self._id(key), creationInfo=self._info, **values)

    def _add(self, element: Any) -> Any:
        self._elements.append(element)
        return element

    def _package(self, item: Item) -> Any:
        model = self._model
        purpose = model.software_SoftwarePurpose.data if item.dataset else model.software_SoftwarePurpose.model
        kind = model.dataset_DatasetPackage if item.dataset else model.ai_AIPackage
        package = self._element(kind, item.key, name=item.name, software_primaryPurpose=purpose)
        if item.dataset:
            package.dataset_datasetType.append(model.dataset_DatasetType.noAssertion)
        said = {
            "software_packageVersion": item.commit, "software_downloadLocation": item.page,
            "software_packageUrl": item.purl, "summary": description(item), "comment": printable(item.remark),
        }  # fmt: skip
        for name, value in said.items():
            if value:
                setattr(package, name, plain_text(value))
        training = _training(item)
        if training:
            package.ai_informationAboutTraining = training
        return package

    def _own_text(self, text: OwnText) -> Any:
        said = text.text or f"The text is not at hand: {text.origin}."
        kind = self._model.simplelicensing_SimpleLicensingText
        return self._element(
            kind, f"text:{text.id}", name=text.name, comment=text.origin, simplelicensing_licenseText=said
        )

    def _licenses(self, item: Item) -> None:
        if item.report is None:
            return
        types = self._model.RelationshipType
        for name in declared(item.report):
            self._link(item.key, types.hasDeclaredLicense, self._expression(name), "declared")
        if states_none(item.report):
            none = self._model.expandedlicensing_IndividualLicensingInfo.NoneLicense
            self._link(item.key, types.hasDeclaredLicense, none, "declared")
            self._link(item.key, types.hasConcludedLicense, none, "concluded")
        final = concluded(item.report)
        if final is not None:
            self._link(item.key, types.hasConcludedLicense, self._expression(final), "concluded")

    def _expression(self, license: str) -> Any:
        """The element of a license expression, each once, with where the text of each LicenseRef- stands."""
        text = normalize(license)
        if text in self._expressions:
            return self._expressions[text]
        kind = self._model.simplelicensing_LicenseExpression
        made = self._element(kind, f"license:{text}", simplelicensing_licenseExpression=text)
        self._expressions[text] = made
        for name in dict.fromkeys(re.findall(r"LicenseRef-[A-Za-z0-9.-]+", text)):
            entry = self._model.DictionaryEntry(key=name, value=self._id(f"text:{name}"))
            made.simplelicensing_customIdToUri.append(entry)
        return self._add(made)

    def _annotations(self, item: Item) -> None:
        for number, text in enumerate(_said(item)):
            note = self._element(self._model.Annotation, f"note:{item.key} {number}", statement=plain_text(text))
            note.annotationType = self._model.AnnotationType.review
            note.subject = self._packages[item.key]
            self._add(note)

    def _related(self, relation: Relation) -> None:
        name, turned = _RELATIONS.get(relation.relation, ("other", False))
        first, second = (relation.parent, relation.child) if turned else (relation.child, relation.parent)
        kind = getattr(self._model.RelationshipType, name)
        self._link(first, kind, self._packages[second], f"{relation.relation}, {relation.how}")

    def _link(self, key: str, kind: Any, target: Any, about: str) -> None:
        end = target if isinstance(target, str) else target.spdxId
        own = f"link:{key} {about} {end.removeprefix(self._base)}"
        made = self._element(self._model.Relationship, own, comment=about)
        made.relationshipType = kind
        made.from_ = self._packages[key]
        made.to.append(target)
        self._add(made)


def _training(item: Item) -> str:
    """What the card discloses of how a model was made, item by item."""
    report: AuditReport | None = None if item.dataset else item.report
    told = [found for found in report.disclosures if found.rule.startswith(_TRAINING)] if report else []
    return "; ".join(f"{found.rule}: {found.verdict}" for found in told)


def _said(item: Item) -> Iterator[str]:
    """Findings, contradictions and clauses that got lost on the way."""
    if item.report is not None:
        yield from (f"{rule}: {where}" for rule, where in findings(item.report))
        yield from (f"{flag.id} [{flag.severity}]" for flag in item.report.flags)
    yield from item.lost
