"""Each bad entry is answered at its own line, and nothing else is.

A bad file lies in `data/bad/entries/`; a comment `# !!` stands on each line at which a
problem must be told, with words of its message.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import SH, Graph

from convergence.errors import Problem
from convergence.lift import lift, places
from convergence.lint import identities, lint, references
from convergence.paths import find_paths
from convergence.sources import read_source
from convergence.validate import first_per_place, shape_problems
from convergence.vocabulary import Vocabulary

DATA = Path(__file__).parent / "data"
BAD = sorted((DATA / "bad" / "entries").glob("*.yaml"))
MARK = re.compile(r"# !! (.*)$")


def _problems(*paths: Path) -> list[Problem]:
    home = find_paths()
    vocabulary = Vocabulary.read(home.context)
    # Without the marks: a comment behind a value is itself a problem.
    contents = [re.sub(r" +# !! .*", "", path.read_text("utf-8")) for path in paths]
    files = [
        read_source(path.name, content.encode())
        for path, content in zip(paths, contents, strict=True)
    ]
    shapes = Graph().parse(home.ontology / "shapes.ttl")
    ontology = Graph().parse(home.ontology / "convergence.ttl")
    problems = lint(files, vocabulary)
    nameless = identities(files, vocabulary)
    if nameless:
        return first_per_place(nameless + problems)
    problems += references(files, vocabulary)
    found = places(files, vocabulary)
    problems += shape_problems(lift(files, vocabulary), ontology, shapes, found, vocabulary)
    return first_per_place(problems)


def test_the_good_world_has_no_problem() -> None:
    assert _problems(DATA / "good" / "world.yaml") == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_entry_is_told_at_its_line(path: Path) -> None:
    told = {(p.line, p.message) for p in _problems(DATA / "good" / "world.yaml", path)}
    expected = {
        number: mark[1].strip()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (mark := MARK.search(line))
    }
    assert expected, "a bad file marks at least one line"
    assert {line for line, _ in told} == set(expected), told
    for line, message in told:
        assert expected[line] in message


def test_every_message_of_the_shapes_is_told_by_some_bad_entry() -> None:
    shapes = Graph().parse(find_paths().ontology / "shapes.ttl")
    messages = {str(message) for message in shapes.objects(None, SH.message)}
    assert len(messages) > 50
    marks = {
        mark[1].strip()
        for path in BAD
        for line in path.read_text("utf-8").splitlines()
        if (mark := MARK.search(line))
    }
    silent = {m for m in messages if not any(mark in m for mark in marks)}
    assert not silent
