"""Every violation query is silent on the real data, and fires on a fault planted for it.

A fault is an update in `data/bad/checks/`, named after the check; its `# expect:` line says
on what, and with which words.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from convergence.dataset import Built
from convergence.lift import Places
from convergence.namespaces import PREFIXES
from convergence.paths import find_paths
from convergence.validate import check_problems

CHECKS = find_paths().queries / "checks"
FAULTS = sorted((Path(__file__).parent / "data" / "bad" / "checks").glob("*.ru"))


def _store(built: Built) -> ox.Store:
    store = ox.Store()
    store.bulk_load(path=built.nquads, format=ox.RdfFormat.N_QUADS)
    return store


def test_the_real_data_violates_nothing(built: Built) -> None:
    assert check_problems(_store(built), CHECKS, Places()) == []


def test_every_check_has_a_fault_and_every_file_is_a_check() -> None:
    checks = {path.stem for path in CHECKS.iterdir()}
    assert len(checks) == 21
    assert all(path.name.endswith("-violation.rq") for path in CHECKS.iterdir())
    assert {path.name.partition(".")[0] for path in FAULTS} == checks


@pytest.mark.parametrize("fault", FAULTS, ids=lambda path: path.stem)
def test_a_planted_fault_is_told(fault: Path, built: Built, tmp_path: Path) -> None:
    text = fault.read_text("utf-8")
    expected = next(
        line.removeprefix("# expect: ") for line in text.splitlines() if line[:9] == "# expect:"
    )
    store = _store(built)
    before = set(store)
    store.update(text, prefixes=PREFIXES)
    assert set(store) != before, "the fault changes nothing"
    # Only the check that the fault is for, so that it is this one that fires.
    check = f"{fault.name.partition('.')[0]}.rq"
    (tmp_path / check).write_text((CHECKS / check).read_text("utf-8"), "utf-8")
    told = [problem.message for problem in check_problems(store, tmp_path, Places())]
    assert any(message.startswith(expected) for message in told), told
