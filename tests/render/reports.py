"""Hand-made reports for the renderers: every shape a report can have, hostile strings where they can come in."""

from __future__ import annotations

from auditor.nouns import (
    AuditReport,
    Basis,
    Change,
    ClassLevel,
    Component,
    ComponentLicense,
    Criterion,
    Disclosure,
    DisclosureFinding,
    DocumentKind,
    DocumentReading,
    Evidence,
    FacetLevel,
    Finding,
    Flag,
    FrameworkResult,
    Gap,
    GapReason,
    Grade,
    Hindrance,
    Identity,
    Interval,
    LicenseConclusion,
    LicensePart,
    LicenseSource,
    Match,
    Nearest,
    Quantity,
    Value,
    Verdict,
)

COMMIT = "0e9e39f249a16976918f6564b8830bc894c89659"
SHA = "ab" * 32
CAP = Evidence(
    document="LICENSE",
    start=4100,
    end=4160,
    line=57,
    quote="more than 700 million monthly active users must ask first",
    phrasing="restrict.user-threshold/1",
    similarity=91.25,
)
NAMING = Evidence(document="LICENSE", start=1200, end=1230, line=22, quote="begin its name with “Orca”")
CLAIM = Evidence(document="README.md", start=900, end=927, line=31, quote="Orca is fully open source.")

FINDINGS = (
    Finding(
        rule="oblige.derivative-naming",
        verdict=Verdict.FOUND,
        basis=Basis.TEXT,
        grade=Grade.VERIFIED,
        confidence=0.9,
        force="require",
        value='begins with "Orca"',
        values=(Value(kind="name", text="Orca"),),
        evidence=(NAMING,),
    ),
    Finding(
        rule="restrict.non-commercial",
        verdict=Verdict.ABSENT,
        basis=Basis.TEXT,
        grade=Grade.VERIFIED,
        confidence=0.97,
    ),
    Finding(
        rule="restrict.user-threshold",
        verdict=Verdict.FOUND,
        basis=Basis.TEXT,
        grade=Grade.VERIFIED,
        confidence=0.95,
        force="require",
        scope=Component.WEIGHTS,
        value="700 million monthly active users",
        values=(Value(kind="count", text="700 million", quantity=Quantity(number=7e8, unit="MAU", period="month")),),
        quantity=Quantity(number=7e8, unit="MAU", period="month"),
        evidence=(CAP,),
    ),
    Finding(
        rule="restrict.acceptable-use",
        verdict=Verdict.UNKNOWN,
        basis=Basis.TEXT,
        grade=Grade.CLAIMED,
        confidence=0.0,
        gap=Gap(document="USE_POLICY.md", reason=GapReason.OUTSIDE_HUB, detail="not fetched"),
    ),
)

DISCLOSURES = (
    DisclosureFinding(
        rule="data.pretraining",
        verdict=Disclosure.PARTIAL,
        grade=Grade.OBSERVED,
        confidence=0.8,
        evidence=(
            Evidence(document="README.md", start=40, end=60, line=4, quote="15T tokens of publicly available data"),
        ),
        signals=("size",),
        quantity=Quantity(number=1.5e13, unit="tokens"),
    ),
    DisclosureFinding(rule="code.training", verdict=Disclosure.UNSTATED, grade=Grade.OBSERVED, confidence=0.7),
)

FACETS = (
    FacetLevel(
        id="license", axis="permission", weight=25, low=2, high=2, because="restrict.user-threshold is found",
        rules=("restrict.user-threshold",), evidence=(CAP,),
    ),
    FacetLevel(id="access.end", axis="permission", weight=10, low=3, high=3, because="gated: auto"),
    FacetLevel(
        id="access.base", axis="permission", weight=5, low=0, high=0, because="no base", applicable=False
    ),
    FacetLevel(id="data.base", axis="transparency", weight=15, low=2, high=2, because="a named source"),
    FacetLevel(id="data.sheet", axis="transparency", weight=2, low=0, high=0, because="silence"),
    FacetLevel(id="code.training", axis="transparency", weight=12, low=2, high=2, because="partial"),
    FacetLevel(
        id="docs.report", axis="transparency", weight=6, low=0, high=3, because="a report that was not read",
        gap=Gap(document="report", reason=GapReason.OUTSIDE_HUB),
    ),
)  # fmt: skip

READING = DocumentReading(
    path="LICENSE",
    sha256=SHA,
    kind=DocumentKind.LICENSE,
    identity=Identity(
        id=None,
        match=Match.ALTERED,
        nearest=Nearest(id="LicenseRef-Orca-1", similarity=0.98765),
        changes=(
            Change(kind="added", start=10, end=24, line=2, words=3, quote="only on Sundays"),
            Change(kind="removed", start=40, end=40, line=5, words=1),
        ),
        parts=(LicensePart(start=0, end=5000, license="LicenseRef-Orca-1"),),
    ),
    findings=(FINDINGS[0], FINDINGS[2]),
)

CUT_READING = DocumentReading(
    path="big.bin",
    sha256="",
    kind=DocumentKind.LICENSE,
    identity=Identity(id=None, match=Match.NONE),
    findings=(),
    gap=Gap(document="big.bin", reason=GapReason.TOO_LARGE, detail="larger than 2,000,000 bytes"),
)


def full_report() -> AuditReport:
    """A gated model with a user threshold, an open-source claim, one framework and one gap."""
    return AuditReport(
        id="orca-lab/Orca-8B",
        requested="orca-lab/Orca-8B@main",
        source="hub",
        revision="main",
        commit=COMMIT,
        endpoint="https://huggingface.co",
        gated="auto",
        license=LicenseConclusion(
            declared="orca1",
            concluded="LicenseRef-Orca-1",
            how="text",
            sources=(
                LicenseSource(
                    how="text", license="LicenseRef-Orca-1", stated="LICENSE", grade=Grade.VERIFIED, evidence=CAP
                ),
                LicenseSource(how="tag", license=None, stated="orca1", grade=Grade.OBSERVED),
            ),
            documents=(READING,),
            operative=("LICENSE",),
        ),
        components=(ComponentLicense(component=Component.CODE, license="Apache-2.0", grade=Grade.CLAIMED),),
        class_level=ClassLevel(
            level=3,
            level_high=3,
            name="weights with conditions",
            why_not_higher=(
                Hindrance(
                    condition="license 2 < 4", facet="license", because=Verdict.FOUND, rule="restrict.user-threshold",
                    evidence=CAP,
                ),
            ),
        ),
        permission=Interval(low=57.142857, high=57.142857),
        transparency=Interval(low=38.571429, high=51.428571),
        coverage=90.0,
        facets=FACETS,
        findings=FINDINGS,
        disclosures=DISCLOSURES,
        flags=(
            Flag(
                id="flag.claim-against-terms", severity="high", left=(CLAIM,), right=(CAP,), left_text="open source",
                right_text="a user threshold",
            ),
        ),
        frameworks=(
            FrameworkResult(
                name="osaid", title="OSAID", version="1.0", result="fails", score=None, summary="fails (parameters)",
                criteria=(
                    Criterion(
                        id="parameters.use", element="parameters", question="May it be used for any purpose?",
                        result="fails", ref="OSAID 1.0, freedoms", evidence=(CAP,), because="restrict.user-threshold",
                    ),
                    Criterion(
                        id="data.information", element="data information", question="Is the data described?",
                        result="undetermined", ref="OSAID 1.0",
                        gap=Gap(document="report", reason=GapReason.OUTSIDE_HUB),
                    ),
                ),
            ),
        ),
        gaps=(Gap(document="report", reason=GapReason.OUTSIDE_HUB, detail="--allow-host arxiv.org"),),
        claim="open source",
        sha256_by_path=(("LICENSE", SHA), ("README.md", SHA)),
    )  # fmt: skip


HOSTILE = "a\x1b[2Jb\u202ec\r\nd\x00e\u200bf\u2066<script>|`@x [y](z)"


def hostile_report() -> AuditReport:
    """Everything that comes from outside holds escapes, overrides, mark-up and control characters; nothing is known."""
    bad = Evidence(document=HOSTILE, start=0, end=len(HOSTILE), line=1, quote=HOSTILE, phrasing="p", similarity=80.0)
    finding = Finding(
        rule="restrict.use-other", verdict=Verdict.FOUND, basis=Basis.TEXT, grade=Grade.VERIFIED, confidence=0.5,
        value=HOSTILE, evidence=(bad,),
    )  # fmt: skip
    return AuditReport(
        id="evil/" + HOSTILE,
        requested=HOSTILE,
        source="folder",
        revision=HOSTILE,
        commit=None,
        endpoint=None,
        gated=None,
        license=LicenseConclusion(
            declared=HOSTILE, concluded=None, how=None,
            sources=(LicenseSource(how="card", license=None, stated=HOSTILE, grade=Grade.CLAIMED, evidence=bad),),
        ),
        components=(ComponentLicense(component=Component.DATA, license=HOSTILE, grade=Grade.CLAIMED),),
        class_level=ClassLevel(level=0, level_high=7, name="availability unknown", available_known=False),
        permission=Interval(low=0, high=100),
        transparency=Interval(low=0, high=100),
        coverage=0.0,
        facets=(FacetLevel(id="license", axis="permission", weight=25, low=0, high=4, because=HOSTILE),),
        findings=(finding,),
        disclosures=(),
        flags=(Flag(id="flag.x", severity="note", left=(bad,), left_text=HOSTILE, right_text=HOSTILE),),
        frameworks=(),
        gaps=(Gap(document=HOSTILE, reason=GapReason.UNREADABLE, detail=HOSTILE),),
        facts=((HOSTILE, HOSTILE, HOSTILE),),
        conflicts=((HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        claim=HOSTILE,
    )  # fmt: skip


def wide_report() -> AuditReport:
    """A model of which only the catalog knows, with wide characters in its name."""
    return AuditReport(
        id="月之暗面 模型 8B",
        requested="月之暗面 模型 8B",
        source="catalog",
        revision=None,
        commit=None,
        endpoint=None,
        gated=None,
        license=LicenseConclusion(declared=None, concluded=None, how=None),
        components=(),
        class_level=ClassLevel(level=1, level_high=1, name="hosted only"),
        permission=Interval(low=10, high=10),
        transparency=Interval(low=0, high=50),
        coverage=40.0,
        facets=(),
        findings=(),
        disclosures=(),
        flags=(),
        frameworks=(),
        gaps=(Gap(document="README.md", reason=GapReason.OUTSIDE_HUB),),
    )
