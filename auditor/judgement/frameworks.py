"""Frameworks: definitions by others over the same findings, each in its own words. Only the combiners are code."""

from __future__ import annotations

from auditor.catalog.frameworks import Framework
from auditor.judgement.case import Case
from auditor.nouns import FrameworkResult


def judge_frameworks(frameworks: tuple[Framework, ...], case: Case) -> tuple[FrameworkResult, ...]:
    """The result of every framework, in the order of the files."""
    return ()
