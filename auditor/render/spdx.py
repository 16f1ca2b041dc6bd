"""SPDX 2.3 bills of materials, by spdx-tools: JSON, YAML, tag-value, RDF or XML by the ending of the file.

One package for each model, declared and concluded license, the text of a license that SPDX does not list where it was
read, an annotation for each clause that was found or got lost, relationships for what a model was made from. The same
result gives the same bytes: ids and namespace come from the content, the date from SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.nouns import AuditReport
from auditor.render.bill import Bill, Item, Result, bill_of, description, findings
from auditor.render.bill_licenses import OwnText, concluded, declared, own_texts, plain_text, states_none
from auditor.render.canvas import Canvas
from auditor.render.dates import created
from auditor.render.terminal import printable

if TYPE_CHECKING:
    from spdx_tools.spdx.model import Document, Package

#: Endings that spdx-tools tells a form from; anything else is JSON.
ENDINGS = {".json": ".spdx.json", ".yaml": ".spdx.yaml", ".yml": ".spdx.yaml", ".spdx": ".spdx", ".tag": ".spdx",
           ".xml": ".spdx.xml", ".rdf": ".spdx.rdf.xml"}  # fmt: skip
_RELATIONS = {"finetune": "DESCENDANT_OF", "merge": "DESCENDANT_OF", "quantized": "VARIANT_OF", "adapter": "PATCH_FOR"}
_COMMENT = 2_000
#: What ends a text in the tag-value form, where nothing escapes it, and what is written instead.
_END, _END_ESCAPED = "</text>", "&lt;/text>"


def render(result: Result, canvas: Canvas) -> str:
    """The bill of materials of all audited models, of a chain, or of all models that a repository uses."""
    document = build(bill_of(result, f"{canvas.version} {canvas.catalog_sha256}"), canvas.version)
    ending = ENDINGS.get(canvas.ending, ".spdx.json")
    if ending == ".spdx":
        _escape_ends(document)
    from spdx_tools.spdx.writer.write_anything import write_file

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"bill{ending}"
        # The writer validates: a document that breaks the specification is a fault of ours.
        write_file(document, str(path), validate=True)
        written = path.read_text("utf-8")
    if ending == ".spdx.rdf.xml":
        from auditor.render.spdx_rdf import ordered

        written = ordered(written)
    return written.rstrip("\n") + "\n"


def build(bill: Bill, version: str) -> Document:
    """The SPDX document of a bill."""
    from spdx_tools.spdx.model import Actor, ActorType, CreationInfo, Document

    texts = own_texts(bill.reports)
    extracted = {text.id: _extracted(text) for text in texts}
    tool = Actor(ActorType.TOOL, f"auditor-{version}")
    return Document(
        CreationInfo(
            spdx_version="SPDX-2.3",
            spdx_id="SPDXRef-DOCUMENT",
            name=bill.name,
            document_namespace=f"https://spdx.org/spdxdocs/auditor-{bill.digest[:32]}",
            creators=[tool],
            created=created().replace(tzinfo=None),
        ),
        packages=[_package(item, extracted) for item in bill.items],
        relationships=[*_describes(bill), *_relations(bill)],
        annotations=[note for item in bill.items for note in _annotations(item, tool)],
        extracted_licensing_info=[extracted[name] for name in sorted(extracted)],
    )


def _id(key: str) -> str:
    """The SPDX id of an item: readable, its own, and the same in every run."""
    kind, _, name = key.partition(":")
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", name)[:60].strip("-.")
    return f"SPDXRef-{kind}-{slug}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def _package(item: Item, extracted: dict[str, Any]) -> Package:
    from spdx_tools.spdx.model import (
        ExternalPackageRef,
        ExternalPackageRefCategory,
        Package,
        SpdxNoAssertion,
        SpdxNone,
    )

    report = item.report
    category = ExternalPackageRefCategory.PACKAGE_MANAGER
    stated = declared(report) if report else ()
    # That no license is stated is known, where everything was read; what was not read is not asserted.
    none = SpdxNone() if report and states_none(report) else None
    return Package(
        spdx_id=_id(item.key),
        name=item.name,
        version=item.commit,
        # The specification takes public hosts only: the address is the public form of the id.
        download_location=f"git+{item.page}" + (f"@{item.commit}" if item.commit else "")
        if item.page
        else SpdxNoAssertion(),
        homepage=item.page,
        files_analyzed=False,
        license_declared=none or _expression(stated[0] if len(stated) == 1 else None, extracted),
        license_concluded=none or _expression(concluded(report) if report else None, extracted),
        license_comment=_license_comment(report) if report else None,
        copyright_text=SpdxNoAssertion(),
        description=description(item),
        comment=f"{'data set' if item.dataset else 'model'}{f'; {_line(item.remark)}' if item.remark else ''}",
        external_references=[ExternalPackageRef(category, "purl", item.purl)] if item.purl else [],
    )


def _license_comment(report: AuditReport) -> str | None:
    stated = [f"{source.how}: {_line(source.license or source.stated)}" for source in report.license.sources]
    return "; ".join(stated)[:_COMMENT] or None


def _expression(license: str | None, extracted: dict[str, Any]) -> Any:
    """A license as the model of spdx-tools takes it; None is not asserted.

    An id of the SPDX list that is newer than the list of spdx-tools would not pass its validator: such a one is written
    as a LicenseRef- with the address of its page, and added to `extracted`.
    """
    from spdx_tools.common.spdx_licensing import spdx_licensing
    from spdx_tools.spdx.model import ExtractedLicensingInfo, SpdxNoAssertion

    from auditor.licenses.expressions import normalize, spdx_license

    if license is None:
        return SpdxNoAssertion()
    text = normalize(license)
    for name in spdx_licensing.validate(text).invalid_symbols:
        listed = spdx_license(name)
        if listed is not None:
            reference = f"LicenseRef-{listed.id}"
            text = re.sub(rf"(?<![\w.+-]){re.escape(listed.id)}(?![\w.+-])", reference, text)
            page = f"https://spdx.org/licenses/{listed.id}.html"
            extracted[reference] = ExtractedLicensingInfo(
                license_id=reference,
                license_name=listed.name,
                extracted_text=f"The text of {listed.id} in the SPDX list: {page}",
                cross_references=[page],
            )
    # Parsed by the validator's own list, which also knows which old id is which new one. An exception that it does not
    # know has no form that is valid.
    unknown = [name for name in spdx_licensing.validate(text).invalid_symbols if not name.startswith("LicenseRef-")]
    return SpdxNoAssertion() if unknown else spdx_licensing.parse(text)


def _extracted(text: OwnText) -> Any:
    """The text behind a LicenseRef-, or where it stands if it was not read."""
    from spdx_tools.spdx.model import ExtractedLicensingInfo

    said = text.text if text.text and text.text.strip() else f"The text is not at hand: {text.origin}."
    return ExtractedLicensingInfo(
        license_id=text.id, license_name=text.name, extracted_text=said, comment=text.origin
    )


def _annotations(item: Item, tool: Any) -> Iterator[Any]:
    """Findings, contradictions and clauses that got lost on the way."""
    from spdx_tools.spdx.model import Annotation, AnnotationType

    said = [f"{rule}: {where}" for rule, where in findings(item.report)] if item.report else []
    said += [f"{flag.id} [{flag.severity}]" for flag in item.report.flags] if item.report else []
    for text in (*said, *item.lost):
        yield Annotation(_id(item.key), AnnotationType.REVIEW, tool, created().replace(tzinfo=None), _line(text))


def _describes(bill: Bill) -> Iterator[Any]:
    from spdx_tools.spdx.model import Relationship, RelationshipType, SpdxNone

    asked = [_id(item.key) for item in bill.items if item.asked]
    for target in asked:
        yield Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, target)
    if not asked:
        yield Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, SpdxNone())


def _relations(bill: Bill) -> Iterator[Any]:
    from spdx_tools.spdx.model import Relationship, RelationshipType

    for item in bill.relations:
        kind = _RELATIONS.get(item.relation, "OTHER")
        comment = f"{'trained on' if item.relation == 'dataset' else item.relation}, {item.how}"
        yield Relationship(_id(item.child), RelationshipType[kind], _id(item.parent), comment)


def _escape_ends(document: Document) -> None:
    for info in document.extracted_licensing_info:
        info.extracted_text = (info.extracted_text or "").replace(_END, _END_ESCAPED)


def _line(text: str) -> str:
    """Outside text on one line that every form can hold and the tag-value form does not take for an end."""
    return plain_text(printable(text)).replace(_END, _END_ESCAPED)
