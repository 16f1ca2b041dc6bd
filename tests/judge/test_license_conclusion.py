"""One license out of many mentions (design, section 4)."""

from __future__ import annotations

from auditor.nouns import (
    Component,
    DocumentKind,
    Gap,
    GapReason,
    Grade,
    HubMetadata,
    Verdict,
)
from tests.judge.snapshots import (
    GRANT,
    NON_COMMERCIAL,
    POLICY_LINK,
    THRESHOLD,
    document,
    ends,
    finding,
    report,
)

MILITARY = (
    "# Use policy\nYou agree you will not use, or allow others to use, the model for military, warfare, nuclear "
    "industries or weapons.\n"
)
GATED = (Gap(document="README.md", reason=GapReason.GATED_AUTO), Gap(document="LICENSE", reason=GapReason.GATED_AUTO))


def test_a_tag_concludes_by_its_known_license() -> None:
    found = report(card="---\nlicense: apache-2.0\n---\n# Aurora\n")
    assert (found.license.concluded, found.license.how, found.license.declared) == ("Apache-2.0", "tag", "apache-2.0")
    source = found.license.sources[0]
    assert source.evidence is not None and source.evidence.quote == "license: apache-2.0"


def test_a_text_that_was_read_outranks_every_name_for_it() -> None:
    found = report(card="---\nlicense: apache-2.0\n---\n# Aurora\n", license_text=GRANT + NON_COMMERCIAL)
    assert found.license.how == "text"
    assert found.license.concluded is None
    assert ends(found, "license") == (1, 1)


def test_link_outranks_name_and_name_outranks_tag() -> None:
    front = "---\nlicense: mit\nlicense_name: apache-2.0\n---\n# Aurora\n"
    assert report(card=front).license.concluded == "Apache-2.0"
    linked = front.replace("---\n#", "license_link: https://creativecommons.org/licenses/by/4.0/\n---\n#")
    assert report(card=linked).license.concluded == "CC-BY-4.0"


def test_two_mentions_that_disagree_raise_the_flag_and_the_stricter_decides() -> None:
    found = report(card="---\nlicense: cc-by-nc-4.0\nlicense_link: https://opensource.org/license/mit\n---\n# Aurora\n")
    assert found.license.conflict is not None
    assert "flag.license-conflict" in [flag.id for flag in found.flags]
    assert ends(found, "license") == (1, 1)


def test_two_mentions_that_agree_are_no_conflict() -> None:
    found = report(card="---\nlicense: mit\nlicense_name: MIT License\n---\n# Aurora\n")
    assert found.license.conflict is None


def test_no_license_anywhere_is_no_grant() -> None:
    found = report(card="# Aurora\nA language model.\n")
    assert found.license.how == "none"
    assert ends(found, "license") == (0, 0)
    assert finding(found, "grant.copyright").verdict is Verdict.ABSENT
    assert found.class_level.level == 2


def test_no_license_is_not_established_while_the_listing_is_incomplete() -> None:
    found = report(card="# Aurora\nA language model.\n", complete=False)
    assert found.license.how is None
    assert ends(found, "license") == (0, 4)
    assert finding(found, "grant.copyright").verdict is Verdict.UNKNOWN


def test_a_word_for_none_of_the_listed_concludes_nothing() -> None:
    found = report(card="---\nlicense: other\n---\n# Aurora\n")
    assert found.license.concluded is None
    assert ends(found, "license") == (0, 4)
    assert finding(found, "restrict.non-commercial").gap is not None


def test_a_family_tag_is_an_interval_over_its_members() -> None:
    found = report(card="---\nlicense: lgpl\n---\n# Aurora\n")
    assert found.license.concluded is None
    assert len(found.license.candidates) > 1
    assert ends(found, "license") == (4, 4)
    wide = report(card="---\nlicense: cc\n---\n# Aurora\n")
    low, high = ends(wide, "license")
    assert low <= 1 and high == 4
    assert finding(wide, "restrict.non-commercial").verdict is Verdict.UNKNOWN


def test_a_gated_text_is_known_by_its_tag() -> None:
    metadata = HubMetadata(gated="auto", tags=("license:llama3.1",), card_data={"license": "llama3.1"})
    found = report(card=None, gaps=GATED, metadata=metadata, files=("README.md", "LICENSE", "model.safetensors"))
    threshold = finding(found, "restrict.user-threshold")
    assert (threshold.verdict, threshold.basis, threshold.grade) == ("found", "known-terms", "observed")
    assert threshold.quantity is not None and threshold.quantity.number == 700_000_000
    assert finding(found, "restrict.non-commercial").verdict is Verdict.ABSENT
    assert ends(found, "license") == (2, 2)


def test_a_gated_text_without_a_known_name_is_unknown() -> None:
    metadata = HubMetadata(gated="manual", card_data={"license": "other"})
    found = report(card=None, gaps=GATED, metadata=metadata)
    assert ends(found, "license") == (0, 4)
    said = finding(found, "restrict.non-commercial")
    assert said.verdict is Verdict.UNKNOWN and said.gap is not None and said.gap.reason is GapReason.GATED_AUTO


def test_a_text_that_the_user_holds_is_verified_by_the_user() -> None:
    held = document(DocumentKind.LICENSE, GRANT + NON_COMMERCIAL, "license.txt", by_user=True)
    found = report(card=None, gaps=GATED, documents=(held,))
    assert finding(found, "restrict.non-commercial").grade is Grade.VERIFIED_BY_USER
    assert finding(found, "restrict.territory").grade is Grade.VERIFIED_BY_USER
    assert found.license.operative == ("license.txt",)


def test_an_unread_policy_leaves_what_it_may_hold_unknown() -> None:
    found = report(license_text=GRANT + POLICY_LINK)
    assert finding(found, "restrict.incorporated-policy").verdict is Verdict.FOUND
    territory = finding(found, "restrict.territory")
    assert territory.verdict is Verdict.UNKNOWN
    assert territory.gap is not None and territory.gap.reason is GapReason.OUTSIDE_HUB
    assert finding(found, "oblige.registration").verdict is Verdict.UNKNOWN
    assert finding(found, "term.unilateral-change").verdict is Verdict.UNKNOWN
    assert finding(found, "term.governing-law").verdict is Verdict.ABSENT
    assert finding(found, "grant.patent").verdict is Verdict.ABSENT
    assert ends(found, "license") == (1, 3)


def test_a_policy_in_the_same_repository_is_read_with_the_license() -> None:
    policy = document(DocumentKind.POLICY, MILITARY, "USE_POLICY.md")
    found = report(license_text=GRANT + POLICY_LINK, documents=(policy,))
    assert finding(found, "restrict.military-weapons").verdict is Verdict.FOUND
    assert finding(found, "restrict.territory").verdict is Verdict.ABSENT
    assert found.license.operative == ("LICENSE", "USE_POLICY.md")
    assert ends(found, "license") == (3, 3)


def test_a_policy_that_nothing_incorporates_does_not_bind() -> None:
    policy = document(DocumentKind.POLICY, MILITARY, "USE_POLICY.md")
    found = report(license_text=GRANT, documents=(policy,))
    assert finding(found, "restrict.military-weapons").verdict is Verdict.ABSENT


def test_a_notice_and_a_code_license_never_set_the_license() -> None:
    notice = document(DocumentKind.NOTICE, GRANT + NON_COMMERCIAL, "NOTICE")
    code = document(DocumentKind.LICENSE, GRANT + NON_COMMERCIAL, "LICENSE-CODE")
    found = report(license_text=GRANT, documents=(notice, code))
    assert found.license.operative == ("LICENSE",)
    assert finding(found, "restrict.non-commercial").verdict is Verdict.ABSENT
    assert len(found.license.documents) == 3


def test_the_text_for_the_weights_binds_where_there_are_two() -> None:
    weights = document(DocumentKind.LICENSE, GRANT + NON_COMMERCIAL, "LICENSE-MODEL")
    found = report(license_text=GRANT, documents=(weights,))
    assert found.license.operative == ("LICENSE-MODEL",)
    assert ends(found, "license") == (1, 1)


def test_a_gate_that_states_terms_binds() -> None:
    terms = "You agree that you will not use the model for commercial purposes."
    gate = document(DocumentKind.GATE, terms, "README.md#extra_gated_prompt")
    found = report(card="---\nlicense: apache-2.0\n---\n# Aurora\n", gated="auto", documents=(gate,))
    assert finding(found, "restrict.non-commercial").verdict is Verdict.FOUND


def test_the_strictest_threshold_of_two_texts_is_the_models() -> None:
    lower = THRESHOLD.replace("5 million", "2 million")
    policy = document(DocumentKind.POLICY, lower, "USE_POLICY.md")
    found = report(license_text=GRANT + THRESHOLD + POLICY_LINK, documents=(policy,))
    said = finding(found, "restrict.user-threshold")
    assert said.quantity is not None and said.quantity.number == 2_000_000
    assert {place.document for place in said.evidence} == {"LICENSE", "USE_POLICY.md"}


def test_where_a_text_was_read_known_facts_add_nothing() -> None:
    found = report(card="---\nlicense: llama2\n---\n# Aurora\n", license_text=GRANT)
    assert finding(found, "restrict.user-threshold").verdict is Verdict.ABSENT


def test_component_licenses_are_listed_apart() -> None:
    card = "---\nlicense: cc-by-nc-4.0\n---\n# Aurora\nThe code is licensed under the MIT license.\n"
    found = report(card=card)
    listed = {item.component: item.license for item in found.components}
    assert listed == {Component.WEIGHTS: "CC-BY-NC-4.0", Component.CODE: "MIT"}
    assert ends(found, "license") == (1, 1)
