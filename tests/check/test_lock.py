"""The lock: what it keeps of a report, how it is written, and what counts as a change of terms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.check.lock import (
    Lock,
    LockedModel,
    LockedText,
    compare,
    lock_of,
    lock_text,
    read_lock,
    updated,
    write_lock,
)
from auditor.errors import UsageError
from auditor.nouns import Basis, Finding, Grade, Quantity, Verdict
from tests.comparison.conftest import report

ENTRY = LockedModel(
    id="somebody/one",
    revision="main",
    commit="a" * 40,
    license="Apache-2.0",
    class_level=4,
    card_terms="b" * 64,
    texts=(LockedText(path="LICENSE", sha256="c" * 64),),
    clauses=("oblige.attribution-notice",),
)


def finding(rule: str, verdict: Verdict = Verdict.FOUND, value: str = "") -> Finding:
    quantity = Quantity(number=5e6, unit="MAU", period="month") if value else None
    return Finding(
        rule=rule,
        verdict=verdict,
        basis=Basis.TEXT,
        grade=Grade.VERIFIED,
        confidence=0.9,
        value=value,
        quantity=quantity,
    )


def test_only_found_clauses_that_bind_are_kept() -> None:
    made = replace(
        report("somebody/one", 3, (50, 50), (20, 20)),
        findings=(
            finding("grant.copyright"),
            finding("restrict.territory", Verdict.ABSENT),
            finding("restrict.user-threshold", value="5,000,000 MAU"),
            finding("term.no-warranty"),
            finding("weights.files"),
        ),
    )
    (entry,) = lock_of([made, made]).model
    assert entry.clauses == ("restrict.user-threshold: 5,000,000 MAU", "term.no-warranty")


def test_a_lock_comes_back_as_it_was_written(tmp_path: Path) -> None:
    lock = Lock(version=1, model=(ENTRY, replace(ENTRY, id="somebody/two", texts=(), clauses=())))
    write_lock(tmp_path / "auditor.lock", lock)
    assert read_lock(tmp_path / "auditor.lock") == lock
    assert lock_text(lock) == lock_text(read_lock(tmp_path / "auditor.lock") or Lock(version=1))


def test_models_stand_in_the_order_of_their_ids() -> None:
    reports = [report(name, 3, (1, 1), (1, 1)) for name in ("b/b", "a/a", "c/c")]
    assert [entry.id for entry in lock_of(reports).model] == ["a/a", "b/b", "c/c"]


def test_updating_one_model_leaves_the_others() -> None:
    lock = Lock(version=1, model=(ENTRY,))
    changed = updated(lock, [report("other/model", 2, (1, 1), (1, 1))])
    assert changed.find("somebody/one") == ENTRY
    assert changed.find("other/model") is not None


def test_another_commit_with_the_same_terms_is_no_change() -> None:
    assert compare(ENTRY, replace(ENTRY, commit="d" * 40)) is None


def test_a_change_names_the_texts_and_the_clauses_that_came_and_went() -> None:
    now = replace(
        ENTRY,
        texts=(LockedText(path="LICENSE", sha256="e" * 64),),
        clauses=("restrict.non-commercial",),
        license="",
        class_level=2,
    )
    change = compare(ENTRY, now)
    assert change is not None
    assert change.texts == ("LICENSE",)
    assert (change.came, change.went) == (("restrict.non-commercial",), ("oblige.attribution-notice",))
    assert (change.license_before, change.license_now, change.class_now) == ("Apache-2.0", "", 2)


def test_a_changed_tag_alone_is_a_change() -> None:
    change = compare(ENTRY, replace(ENTRY, card_terms="f" * 64))
    assert change is not None and change.card_terms_changed


def test_no_file_is_no_lock(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "auditor.lock") is None


@pytest.mark.parametrize("text", ["version = 2", "nonsense", "version = 1\n[[model]]\nid = 3", "\x00", "vresion = 1"])
def test_a_broken_lock_is_refused_with_the_next_step(tmp_path: Path, text: str) -> None:
    path = tmp_path / "auditor.lock"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        read_lock(path)
    assert "auditor lock" in caught.value.hint
