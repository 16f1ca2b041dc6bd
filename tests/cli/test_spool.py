"""Reports beyond those kept in memory come back whole, in order, as often as asked."""

from __future__ import annotations

import dataclasses

from auditor.cli.spool import KEPT, Spool
from auditor.nouns import AuditReport
from tests.render.reports import full_report


def test_a_long_run_comes_back_in_order_again_and_again() -> None:
    reports = [dataclasses.replace(full_report(), id=f"example-lab/{number}") for number in range(KEPT * 2 + 3)]
    spool = Spool[AuditReport]()
    for number, report in enumerate(reports):
        spool.append(report)
        if number % 50 == 0:
            assert len(list(spool)) == number + 1
    assert list(spool) == reports and list(spool) == reports and len(spool) == len(reports)
    assert reports[-1] in spool and full_report() not in spool


def test_two_walks_at_once_do_not_disturb_each_other() -> None:
    spool = Spool[AuditReport]()
    for number in range(KEPT + 5):
        spool.append(dataclasses.replace(full_report(), id=str(number)))
    assert [(a.id, b.id) for a, b in zip(spool, spool, strict=True)] == [(str(n), str(n)) for n in range(KEPT + 5)]
