"""What the documentation says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from convergence.catalogue import Catalogue
from convergence.cli import main
from convergence.errors import Problem
from convergence.formats import format_named
from convergence.lint import references
from convergence.paths import find_paths
from convergence.sources import read_source, read_sources
from convergence.store import OxigraphStore
from convergence.vocabulary import Vocabulary

ROOT = find_paths().data
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def _block(text: str, language: str) -> str:
    return "".join(re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL))


def test_the_readmes_question_has_the_readmes_answer(real_store: OxigraphStore) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    csv = format_named("csv")
    assert csv is not None
    answer = real_store.answer(_block(readme, "sparql")).serialize(csv).decode()
    assert answer.replace("\r\n", "\n") == _block(readme, "csv")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_link_and_file_that_is_named_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    links = [t for t in re.findall(r"\]\(([^)#]+)\)", text) if not t.startswith("http")]
    named = re.findall(r"`((?:ontology|mapping|queries|server|tests|docs)/[^` ]*)`", text)
    for target in links:
        assert (path.parent / target).exists(), target
    for target in named:
        assert list(ROOT.glob(target.rstrip("/"))), target


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_command_that_is_shown_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    questions = {question.name for question in Catalogue.load(ROOT / "queries" / "competency")}
    for command in re.findall(r"convergence ([a-z]+)(?: [a-z-]+)?", text):
        if f"convergence {command}" in re.findall(r"(?:^    |`)(convergence [a-z]+)", text, re.M):
            assert command in main.commands, command
    for name in re.findall(r"convergence query ([a-z-]+)", text):
        assert name in questions
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:^    |`)make ([a-z]+)", text, re.M):
        assert f"\n{target}:" in makefile


def test_the_curators_guide_explains_every_key_of_a_relation_and_no_other() -> None:
    guide = (ROOT / "docs" / "curating.md").read_text("utf-8")
    section = guide.split("## A relation")[1].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]*`) \|", section, re.M)
    explained = set(re.findall(r"`([a-zA-Z]+)`", " ".join(rows)))
    graph = "https://w3id.org/convergence/graph/cmw-c-sr-506/mapping"
    used = {
        key
        for file in read_sources(ROOT)
        if file.graph == graph
        for entry in file.entries
        if entry.values["type"] in {"Complementary", "Divergent", "Gap"}
        for key in entry.values
    }
    assert used <= explained
    assert explained <= {"id", "type", *Vocabulary.read(find_paths().context).keys}


def test_the_guides_example_is_sound() -> None:
    guide = (ROOT / "docs" / "curating.md").read_text("utf-8")
    head = "graph: cmw-c-sr-506/mapping\nbase: id/cmw-c-sr-506/\nentries:\n"
    example = read_source("example.yaml", (head + _block(guide, "yaml")).encode())
    # Beside the real files, its names stand for something.
    problems = references([*read_sources(ROOT), example], Vocabulary.read(find_paths().context))
    assert problems == []


def test_the_readmes_message_is_the_one_that_is_told() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (shown,) = re.findall(r"^    (mapping/\S+:\d+: .*)$", readme, re.M)
    name, _, rest = shown.partition(":")
    line = int(rest.partition(":")[0])
    text = (ROOT / name).read_text("utf-8")
    broken = text.replace("icrmw:article-8.1", "icrmw:article-94", 1)
    files = [f for f in read_sources(ROOT) if f.name != name] + [read_source(name, broken.encode())]
    problems = references(files, Vocabulary.read(find_paths().context))
    assert [str(problem) for problem in problems] == [shown]
    assert problems[0] == Problem(name, line, problems[0].message)


def test_the_changelog_and_the_citation_name_this_version() -> None:
    from convergence import __version__

    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")
