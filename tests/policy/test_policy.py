"""The policy file: what it may say, what it must not, and how files extend one another."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.policy import find_policy, load_policy

FULL = """
[policy]
min_class = 3
forbidden_rules = ["restrict.non-commercial", "restrict.territory"]
allowed_licenses = ["Apache-2.0 OR MIT", "LicenseRef-somebody-1.0"]
unknown = "fail"
[policy.use]
commercial = true
monthly_users = 2e6
territory = ["EU"]
[[policy.override]]
path = "tests/**"
min_class = 1
[[waiver]]
model = "somebody/one"
rule = "restrict.territory"
reason = "used in one place only"
owner = "legal"
expires = 2027-01-31
[[evidence]]
model = "somebody/one"
document = "license"
file = "texts/LICENSE"
sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
"""


def write(folder: Path, text: str, name: str = "auditor.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_table_is_read(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, FULL))
    assert policy.policy.min_class == 3
    assert policy.policy.use.monthly_users == 2_000_000
    assert policy.policy.use.annual_revenue_usd is None
    assert policy.policy.override[0].path == "tests/**"
    assert policy.waiver[0].expires == datetime.date(2027, 1, 31)
    assert policy.evidence[0].file == str(tmp_path / "texts/LICENSE")


def test_no_file_is_the_empty_policy() -> None:
    assert load_policy(None).policy.unknown == "incomplete"


def test_pyproject_holds_a_policy_under_tool_auditor(tmp_path: Path) -> None:
    path = write(tmp_path, "[tool.auditor.policy]\nmin_class = 4\n", "pyproject.toml")
    assert find_policy(tmp_path) == path
    assert load_policy(path).policy.min_class == 4


def test_a_pyproject_without_the_table_is_no_policy(tmp_path: Path) -> None:
    write(tmp_path, "[tool.other]\nx = 1\n", "pyproject.toml")
    assert find_policy(tmp_path) is None


def test_unknown_keys_and_words_are_all_named_with_the_nearest_one(tmp_path: Path) -> None:
    path = write(tmp_path, '[policy]\nmin_clas = 3\nunknown = "incomplet"\n[policy.use]\ncomercial = true\n')
    with pytest.raises(UsageError) as caught:
        load_policy(path)
    assert "did you mean 'min_class'" in caught.value.message
    assert "did you mean 'incomplete'" in caught.value.message
    assert "did you mean 'commercial'" in caught.value.message
    assert str(tmp_path) not in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "[policy]\nmin_class = 8\n",
        "[policy]\nmin_permission = 101.0\n",
        "[[policy.override]]\nmin_class = 1\n",
        '[[waiver]]\nmodel = "a/b"\nrule = "r"\nreason = "x"\nowner = "y"\nexpires = "soon"\n',
        '[[evidence]]\nmodel = "a/b"\ndocument = "license"\nfile = "x"\nsha256 = "short"\n',
        "policy = 3\n",
        "not toml",
        "\x00",
    ],
)
def test_a_broken_policy_is_refused_with_exit_2(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_policy(write(tmp_path, text))
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_a_policy_extends_another_and_its_own_keys_win(tmp_path: Path) -> None:
    write(tmp_path, '[policy]\nmin_class = 4\nunknown = "warn"\n', "shared/base.toml")
    path = write(tmp_path, '[policy]\nextends = "shared/base.toml"\nmin_class = 2\n')
    policy = load_policy(path).policy
    assert (policy.min_class, policy.unknown) == (2, "warn")


def test_a_circle_of_extends_is_refused(tmp_path: Path) -> None:
    write(tmp_path, '[policy]\nextends = "auditor.toml"\n', "other.toml")
    path = write(tmp_path, '[policy]\nextends = "other.toml"\n')
    with pytest.raises(UsageError, match="circle"):
        load_policy(path)


def test_a_chain_of_extends_that_is_too_deep_is_refused(tmp_path: Path) -> None:
    for number in range(8):
        write(tmp_path, f'[policy]\nextends = "p{number + 1}.toml"\n', f"p{number}.toml")
    write(tmp_path, "", "p8.toml")
    with pytest.raises(UsageError, match="deeper"):
        load_policy(tmp_path / "p0.toml")


def test_a_missing_base_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        load_policy(write(tmp_path, '[policy]\nextends = "gone.toml"\n'))
