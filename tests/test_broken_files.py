"""A curator breaks a file: one line names file, line and remedy; the old dataset stays.

Told by the command itself, on a copy of the real data.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
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


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "CONVERGENCE_DATA": str(home / "data"),
        "CONVERGENCE_BUILD": str(home / "build"),
    }


def _run(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "convergence", *args],
        env=_environment(home),
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


#: what breaks more than an entry: path, content (None: it is deleted), words that are told
CALAMITIES = {
    "context deleted": ("mapping/context.jsonld", None, "mapping/context.jsonld: missing"),
    "context is not JSON": ("mapping/context.jsonld", "{", "mapping/context.jsonld:1: not JSON"),
    "ontology is not Turtle": ("ontology/convergence.ttl", "a b", "ontology/convergence.ttl"),
    "shapes deleted": ("ontology/shapes.ttl", None, "ontology/shapes.ttl"),
    "graph with a space": ("mapping/x.yaml", "graph: foo bar\nbase: id/x/\nentries:\n- id: a\n", "mapping/x.yaml:1: graph: “foo bar” cannot be filled"),
    "graph is inferred": ("mapping/x.yaml", "graph: inferred\nbase: id/x/\nentries:\n- id: a\n", "mapping/x.yaml:1: graph: “inferred” cannot be filled"),
    "alias of itself": ("mapping/x.yaml", "graph: x\nbase: id/x/\nentries:\n- &a\n  themes: [*a]\n", "mapping/x.yaml:4: stands inside itself"),
    "list in itself": ("mapping/x.yaml", "graph: x\nbase: id/x/\nentries:\n- id: a\n  themes: &a [*a]\n", "mapping/x.yaml:5: stands inside itself"),
    "file ends in .yml": ("mapping/x.yml", "graph: x\n", "mapping/x.yml: rename the file"),
    "check is not SPARQL": ("queries/checks/silent-violation.rq", "SELECT {", "queries/checks/silent-violation.rq: error at 1"),
    "check is no SELECT": ("queries/checks/silent-violation.rq", "ASK { ?s ?p ?o }", "queries/checks/silent-violation.rq: not a SELECT"),
    "question without header": ("queries/competency/new.rq", "ASK { ?s ?p ?o }", "queries/competency/new.rq:1: the #+ header needs"),
    "question is not SPARQL": ("queries/competency/new.rq", "#+ title: T\n#+ question: Q?\n#+ audience: all\n#+ keywords: [k]\n#+ columns: [s]\nSELECT ?s {", "queries/competency/new.rq: This is not SPARQL"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CALAMITIES)
def test_whatever_breaks_the_build_is_told_and_the_last_good_dataset_is_served(
    kind: str, home: Path, built: Built
) -> None:
    name, content, message = CALAMITIES[kind]
    file = home / "data" / name
    before = file.read_text("utf-8") if file.exists() else None
    try:
        if content is None:
            file.unlink()
        else:
            file.write_text(content, "utf-8")
        checked = _run(home, "validate")
        assert checked.returncode == 1
        assert message in checked.stderr
        assert "Traceback" not in checked.stderr
        with subprocess.Popen(
            [sys.executable, "-m", "convergence", "serve", "--port", "0"],
            env=_environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            banner = process.stdout.readline()
            process.send_signal(signal.SIGINT)
        assert banner.startswith(f"Convergence serves {built.version} on http://127.0.0.1:")
    finally:
        file.unlink(missing_ok=True)
        if before is not None:
            file.write_text(before, "utf-8")


@pytest.mark.parametrize("folder", ["rules", "checks", "competency"])
def test_an_empty_folder_of_queries_is_not_taken_for_soundness(folder: str, home: Path) -> None:
    real, aside = home / "data" / "queries" / folder, home / "aside"
    real.rename(aside)
    try:
        done = _run(home, "validate")
    finally:
        aside.rename(real)
    assert done.returncode == 1
    assert f"queries/{folder}: no .rq file in this folder" in done.stderr


def test_files_of_editors_and_file_systems_are_no_data(home: Path) -> None:
    strange = [home / "data" / "mapping" / name for name in (".#x.yaml", "._x.yaml", "x.yaml")]
    strange[0].symlink_to("nowhere")
    strange[1].write_bytes(b"\xff")
    strange[2].mkdir()
    try:
        assert _run(home, "validate").returncode == 0
    finally:
        strange[0].unlink()
        strange[1].unlink()
        strange[2].rmdir()
