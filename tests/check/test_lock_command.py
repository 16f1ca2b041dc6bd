"""`auditor lock` and what `check` says of it: clauses that came and went, one entry renewed, no network."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.check.conftest import BOUND, FREE, TERMS, Repository, put_model

FREER = TERMS.replace(
    """2. Purpose. You may use the Model for non-commercial purposes only. You may not use the Model or its
output for any commercial purpose.
""",
    "2. Warranty. The Model is provided as is, without warranty of any kind.\n",
)


def entries(repo: Repository) -> dict[str, dict[str, object]]:
    table = tomllib.loads((repo.root / "auditor.lock").read_text("utf-8"))
    return {entry["id"]: entry for entry in table["model"]}


def test_the_lock_holds_text_and_clauses_and_is_stable(repo: Repository) -> None:
    repo.uses("example-lab/heron", "example-lab/wren")
    assert repo.run("lock").code == 0
    written = (repo.root / "auditor.lock").read_bytes()
    found = entries(repo)
    assert list(found) == ["example-lab/heron", "example-lab/wren"]
    assert "restrict.non-commercial" in str(found["example-lab/heron"]["clauses"])
    assert found["example-lab/heron"]["texts"]
    assert repo.run("lock").code == 0
    assert (repo.root / "auditor.lock").read_bytes() == written
    ended = repo.check()
    assert ended.code == 0 and "no auditor.lock" not in ended.out


def test_changed_terms_are_a_violation_that_shows_what_came(repo: Repository) -> None:
    put_model(repo.hub, "example-lab/heron", BOUND, FREER)
    repo.uses("example-lab/heron")
    assert repo.run("lock").code == 0
    put_model(repo.hub, "example-lab/heron", BOUND, TERMS)
    ended = repo.check()
    said = " ".join(ended.out.split())
    assert ended.code == 1 and "lock.terms-changed" in said
    assert "came: " in said and "restrict.non-commercial" in said.partition("came: ")[2].partition("went: ")[0]
    assert "term.no-warranty" in said.partition("went: ")[2]


def test_changed_weights_alone_are_no_change_of_terms(repo: Repository) -> None:
    repo.uses("example-lab/heron")
    assert repo.run("lock").code == 0
    folder = put_model(repo.hub, "example-lab/heron", BOUND, TERMS)
    (folder / "siblings.txt").write_text("README.md\nLICENSE\nconfig.json\nmodel.safetensors\nmodel-2.safetensors\n")
    assert repo.check().code == 0


def test_a_model_that_the_lock_lacks_is_unknown(repo: Repository) -> None:
    repo.uses("example-lab/wren")
    assert repo.run("lock").code == 0
    repo.uses("example-lab/wren", "example-lab/heron")
    ended = repo.check()
    assert ended.code == 3 and "lock.model-missing" in ended.out
    repo.policy('[policy]\nunknown = "fail"\n')
    assert repo.check().code == 1


def test_update_renews_one_entry_only(repo: Repository) -> None:
    put_model(repo.hub, "example-lab/heron", BOUND, FREER)
    repo.uses("example-lab/heron", "example-lab/wren")
    assert repo.run("lock").code == 0
    before = entries(repo)
    put_model(repo.hub, "example-lab/heron", BOUND, TERMS)
    put_model(repo.hub, "example-lab/wren", FREE.replace("apache-2.0", "mit"))
    assert repo.run("lock", "--update", "example-lab/heron").code == 0
    after = entries(repo)
    assert after["example-lab/wren"] == before["example-lab/wren"]
    assert after["example-lab/heron"] != before["example-lab/heron"]


def test_update_of_a_model_that_is_not_used_is_2(repo: Repository) -> None:
    repo.uses("example-lab/wren")
    assert repo.run("lock", "--update", "example-lab/heron").code == 2


def test_a_model_that_cannot_be_read_keeps_its_entry(repo: Repository) -> None:
    repo.uses("example-lab/heron", "example-lab/wren")
    assert repo.run("lock").code == 0
    before = entries(repo)
    for path in sorted((repo.hub / "example-lab/heron").iterdir()):
        path.unlink()
    (repo.hub / "example-lab/heron").rmdir()
    ended = repo.run("lock")
    assert ended.code == 3 and "example-lab/heron" in ended.err
    assert entries(repo)["example-lab/heron"] == before["example-lab/heron"]


def test_offline_gives_the_same_bytes_twice(repo: Repository, tmp_path: Path) -> None:
    repo.uses("example-lab/heron", "example-lab/wren")
    assert repo.run("lock").code == 0
    first, second = (repo.check("--offline", "-f", "json") for _ in range(2))
    assert first == second
    assert first.out


FORBID = '[policy]\nmin_class = 2\nforbidden_rules = ["restrict.non-commercial"]\n'


def away(repo: Repository) -> None:
    """Nothing is at hand any more but the lock."""
    repo.hub = repo.root.parent / "empty"
    repo.hub.mkdir()


def test_offline_the_lock_answers_for_what_is_not_at_hand(repo: Repository) -> None:
    repo.uses("example-lab/wren")
    repo.policy(FORBID)
    assert repo.run("lock").code == 0
    away(repo)
    ended = repo.check("--offline")
    assert ended.code == 0 and "judged from the lock" in ended.out
    assert repo.check().code == 3


def test_offline_the_lock_proves_a_violation(repo: Repository) -> None:
    repo.uses("example-lab/heron")
    repo.policy(FORBID)
    assert repo.run("lock").code == 0
    away(repo)
    ended = repo.check("--offline")
    assert ended.code == 1 and "restrict.non-commercial" in ended.out


def test_what_the_lock_does_not_hold_is_unknown_offline(repo: Repository) -> None:
    repo.uses("example-lab/wren")
    for demand in ('required_rules = ["grant.copyright"]', "allow_gated = false", "min_transparency = 1"):
        repo.policy(f"[policy]\n{demand}\n")
        assert repo.run("lock").code == 0
        hub = repo.hub
        repo.hub = repo.root
        ended = repo.check("--offline")
        repo.hub = hub
        assert ended.code == 3, (demand, ended)
    repo.uses("example-lab/egret")
    assert repo.check("--offline").code == 3
