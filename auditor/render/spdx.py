"""SPDX 2.3 bills of materials, by spdx-tools: JSON, YAML, tag-value, RDF or XML by the ending of the file.

One package for each model, declared and concluded license, the text of a license that SPDX does not list where it was
read, an annotation for each clause that restricts or obliges, relationships for what a model was made from. The same
result gives the same bytes: ids and namespace come from the content, the date from SOURCE_DATE_EPOCH. RDF is the same
as a graph only: its writer orders nothing.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
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
    from spdx_tools.spdx.model import Document, Package

#: Endings that spdx-tools tells a form from; anything else is JSON.
ENDINGS = {".json": ".spdx.json", ".yaml": ".spdx.yaml", ".yml": ".spdx.yaml", ".spdx": ".spdx", ".tag": ".spdx",
           ".xml": ".spdx.xml", ".rdf": ".spdx.rdf.xml"}  # fmt: skip
PUBLIC_HUB = "https://huggingface.co"
_RELATIONS = {"finetune": "DESCENDANT_OF", "merge": "DESCENDANT_OF", "quantized": "VARIANT_OF", "adapter": "PATCH_FOR"}


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
    document = build(reports, edges, canvas.version)
    from spdx_tools.spdx.writer.write_anything import write_file

    ending = ENDINGS.get(canvas.ending, ".spdx.json")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bill{ending}"
        # The writer validates: a document that breaks the specification is a fault of ours.
        write_file(document, str(path), validate=True)
        return path.read_text("utf-8").rstrip("\n") + "\n"


def build(reports: Sequence[AuditReport], edges: Sequence[Edge], version: str) -> Document:
    """The SPDX document of these reports and of the edges between them."""
    from spdx_tools.spdx.model import Actor, ActorType, CreationInfo, Document

    ids = {report.id.casefold(): f"SPDXRef-model-{number}" for number, report in enumerate(reports, 1)}
    packages = [_package(report, ids[report.id.casefold()]) for report in reports]
    others, relationships = _relations(edges, ids)
    about = hashlib.sha256("\n".join(f"{report.id}@{report.commit}" for report in reports).encode()).hexdigest()[:32]
    return Document(
        CreationInfo(
            spdx_version="SPDX-2.3",
            spdx_id="SPDXRef-DOCUMENT",
            name=f"models: {', '.join(report.id for report in reports[:3])}" + (" …" if len(reports) > 3 else ""),
            document_namespace=f"https://spdx.org/spdxdocs/auditor-{about}",
            creators=[Actor(ActorType.TOOL, f"auditor-{version}")],
            created=created().replace(tzinfo=None),
        ),
        packages=[*packages, *others],
        relationships=[*(_describes(package) for package in packages), *relationships],
        annotations=[note for report in reports for note in _annotations(report, ids[report.id.casefold()], version)],
        extracted_licensing_info=_extracted(reports),
    )


def _package(report: AuditReport, spdx_id: str) -> Package:
    from spdx_tools.spdx.model import ExternalPackageRef, ExternalPackageRefCategory, Package, SpdxNoAssertion

    on_hub = bool(re.fullmatch(r"[\w.-]+/[\w.-]+", report.id))
    commit = report.commit or None
    # The specification knows no other hosts than public ones here: the address is the public form of the id.
    address = f"git+{PUBLIC_HUB}/{report.id}" + (f"@{commit}" if commit else "")
    purl = f"pkg:huggingface/{report.id}" + (f"@{commit}" if commit else "")
    reference = ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", purl)
    return Package(
        spdx_id=spdx_id,
        name=report.id,
        version=commit,
        download_location=address if on_hub else SpdxNoAssertion(),
        homepage=f"{PUBLIC_HUB}/{report.id}" if on_hub else None,
        files_analyzed=False,
        license_declared=_expression(report.license.declared),
        license_concluded=_expression(report.license.concluded),
        license_comment=_license_comment(report),
        copyright_text=SpdxNoAssertion(),
        description=f"class {words.class_text(report)}: {report.class_level.name}",
        external_references=[reference] if on_hub else [],
    )


def _license_comment(report: AuditReport) -> str | None:
    stated = [f"{source.how}: {source.license or source.stated}" for source in report.license.sources]
    return "; ".join(stated)[:2000] or None


def _expression(license: str | None) -> Any:
    """A license as the model of spdx-tools takes it; what is no SPDX expression is not asserted."""
    from spdx_tools.spdx.model import SpdxNoAssertion

    from auditor.licenses.expressions import ExpressionError, parsed_for_spdx

    if not license:
        return SpdxNoAssertion()
    try:
        return parsed_for_spdx(license)
    except ExpressionError:
        return SpdxNoAssertion()


def _extracted(reports: Sequence[AuditReport]) -> list[Any]:
    """The text behind each LicenseRef-, or where it stands if it was not read."""
    from spdx_tools.spdx.model import ExtractedLicensingInfo

    found: dict[str, ExtractedLicensingInfo] = {}
    for report in reports:
        for license in (report.license.concluded, report.license.declared):
            for name in re.findall(r"LicenseRef-[A-Za-z0-9.-]+", license or ""):
                text = _text_of(report)
                found.setdefault(name, ExtractedLicensingInfo(license_id=name, extracted_text=text, license_name=name))
    return list(found.values())


def _text_of(report: AuditReport) -> str:
    texts = [text for path, text in report.license_texts if path in report.license.operative]
    if texts:
        return texts[0]
    return f"The text was not read. The license is stated by the repository {report.id}."


def _annotations(report: AuditReport, spdx_id: str, version: str) -> Iterable[Any]:
    from spdx_tools.spdx.model import Actor, ActorType, Annotation, AnnotationType

    for finding in report.findings:
        if finding.verdict is Verdict.FOUND and finding.rule.startswith(("restrict.", "oblige.", "term.")):
            yield Annotation(
                spdx_id,
                AnnotationType.REVIEW,
                Actor(ActorType.TOOL, f"auditor-{version}"),
                created().replace(tzinfo=None),
                _annotation(finding),
            )


def _annotation(finding: Finding) -> str:
    value = words.value_of(finding)
    place = words.places(finding.evidence, 1)
    return finding.rule + (f": {value}" if value else "") + (f" ({place})" if place else f" ({finding.basis})")


def _describes(package: Package) -> Any:
    from spdx_tools.spdx.model import Relationship, RelationshipType

    return Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, package.spdx_id)


def _relations(edges: Sequence[Edge], ids: dict[str, str]) -> tuple[list[Package], list[Any]]:
    """Relationships between the models, and packages for ends that were not read (data sets among them)."""
    from spdx_tools.spdx.model import Package, Relationship, RelationshipType, SpdxNoAssertion

    others: list[Package] = []
    relationships: list[Any] = []
    for edge in edges:
        key = edge.parent.casefold()
        if key not in ids:
            ids[key] = f"SPDXRef-other-{len(others) + 1}"
            others.append(
                Package(
                    spdx_id=ids[key],
                    name=edge.parent,
                    download_location=SpdxNoAssertion(),
                    files_analyzed=False,
                    license_concluded=SpdxNoAssertion(),
                    license_declared=SpdxNoAssertion(),
                    copyright_text=SpdxNoAssertion(),
                )
            )
        kind = _RELATIONS.get(edge.link.relation, "OTHER")
        comment = None if kind != "OTHER" else f"{edge.link.relation}, {edge.link.how}"
        child = ids.get(edge.child.casefold(), "SPDXRef-DOCUMENT")
        relationships.append(Relationship(child, RelationshipType[kind], ids[key], comment))
    return others, relationships
