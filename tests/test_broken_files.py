"""A curator breaks a file: one line names file, line and remedy; the old dataset stays.

Told by the command itself, on a copy of the real data.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from convergence.dataset import Built
from convergence.paths import find_paths

RELATIONS = "mapping/cmw-c-sr-506/relations/desmond.yaml"
PARAGRAPHS = "mapping/cmw-c-sr-506/paragraphs-01-21.yaml"
INTERVENTIONS = "mapping/cmw-c-sr-506/interventions.yaml"


class Fault(NamedTuple):
    """What is replaced in which file, by what, and what is told: where, and in which words.

    `line` is counted from the line on which the replaced text begins; None means the first
    line of its entry.
    """

    file: str
    old: str
    new: str
    message: str
    line: int | None = 0


FAULTS = {
    "unknown key": Fault(RELATIONS, "  certainty: Implied", "  certainity: Implied", "unknown key “certainity” (did you mean certainty?)"),
    "article 94": Fault(RELATIONS, "[icrmw:article-8.1]", "[icrmw:article-94]", "there is no icrmw:article-94 (the articles go from 1 to 93)"),
    "objective 24": Fault(RELATIONS, "[gcm:objective-13.h]", "[gcm:objective-24]", "there is no gcm:objective-24 (the objectives go from 1 to 23)"),
    "paragraph 64": Fault(RELATIONS, "[paragraph-18]", "[paragraph-64]", "there is no paragraph-64 (the paragraphs go from 1 to 63)"),
    "no evidence": Fault(RELATIONS, "  evidence: [paragraph-18]\n", "", "evidence: name at least one paragraph", None),
    "no speaker": Fault(RELATIONS, "  assertedBy: agent:desmond\n", "", "assertedBy: say whose claim it is", None),
    "two types": Fault(RELATIONS, "type: Gap", "type: [Gap, Divergent]", "write exactly one of Complementary, Divergent, Gap"),
    "not YAML": Fault(RELATIONS, "  themes: [", "  themes: [[", "not YAML", 1),
    "wrong speaker": Fault(RELATIONS, "assertedBy: agent:desmond", "assertedBy: agent:taran", "Mr. Desmond spoke in that intervention"),
    "evidence of another": Fault(RELATIONS, "[paragraph-18]", "[paragraph-47]", "paragraph 47 does not report that intervention"),
    "long quote": Fault(RELATIONS, '"fell short of several standards"', '"' + "word " * 13 + '"', "at most 12 words"),
    "number not named": Fault(RELATIONS, "[Convention]\n  compact: [Compact]\n  kind: [concept:weaker", "[icrmw:article-8]\n  compact: [Compact]\n  kind: [concept:weaker", "no evidence paragraph names this"),
    "a mention of nothing": Fault(PARAGRAPHS, "  - gcm:objective-8\n", "  - gcm:objective-88\n", "there is no gcm:objective-88"),
    "somebody unknown": Fault(INTERVENTIONS, "onBehalfOf: agent:mexico", "onBehalfOf: agent:mexiko", "there is no agent:mexiko (did you mean mexico?)"),
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, built: Built) -> Path:
    """A copy of the data folders beside a dataset built from them."""
    root = tmp_path_factory.mktemp("home")
    for name in ("ontology", "mapping", "queries"):
        shutil.copytree(find_paths().data / name, root / "data" / name)
    versions = root / "build" / "versions"
    shutil.copytree(built.folder, versions / built.version)
    (root / "build" / "current").symlink_to(Path("versions") / built.version)
    return root


@pytest.fixture
def restored(home: Path) -> Iterator[Path]:
    yield home
    for name in (RELATIONS, PARAGRAPHS, INTERVENTIONS):
        shutil.copy(find_paths().data / name, home / "data" / name)


def _run(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "CONVERGENCE_DATA": str(home / "data"),
        "CONVERGENCE_BUILD": str(home / "build"),
    }
    return subprocess.run(
        [sys.executable, "-m", "convergence", *args],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("kind", FAULTS)
def test_a_broken_file_is_told_in_one_line(kind: str, restored: Path, built: Built) -> None:
    fault = FAULTS[kind]
    file = restored / "data" / fault.file
    text = file.read_text("utf-8")
    start = text.index(fault.old)
    if fault.line is None:
        start = text.rindex("\n- id:", 0, start) + 1
    line = text.count("\n", 0, start) + 1 + (fault.line or 0)
    file.write_text(text.replace(fault.old, fault.new, 1), "utf-8")

    done = _run(restored, "build")
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    (told,) = (told for told in lines if fault.message in told)
    assert told.startswith(f"{fault.file}:{line}: ")
    assert all(told.partition(":")[0].endswith((".yaml", ".ttl", ".rq")) for told in lines)
    assert "Traceback" not in done.stderr

    # What was built before is still there and answers.
    meta = json.loads((restored / "build" / "current" / "meta.json").read_text())
    assert meta["version"] == built.version
    answer = _run(restored, "query", "ASK { ?r a cvg:Gap }", "--format", "json")
    assert json.loads(answer.stdout)["boolean"] is True


def test_a_fault_mended_builds_again(restored: Path, built: Built) -> None:
    done = _run(restored, "build")
    assert (done.returncode, built.version in done.stdout) == (0, True), done.stderr


def test_validate_tells_the_same_and_builds_nothing(restored: Path) -> None:
    good = _run(restored, "validate")
    assert (good.returncode, good.stdout.startswith("sound: ")) == (0, True)
    file = restored / "data" / RELATIONS
    file.write_text(file.read_text("utf-8").replace("type: Gap", "type: Gapp", 1), "utf-8")
    bad = _run(restored, "validate")
    assert bad.returncode == 1
    assert "type: “Gapp” is no type (did you mean Gap?)" in bad.stderr
