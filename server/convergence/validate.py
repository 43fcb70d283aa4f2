"""Validation of the lifted graph: SHACL shapes, then the invariants in `queries/checks/`.

Both speak to curators: each finding is one line with the file and the line in it that the
finding is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
from pyshacl import validate
from rdflib import SH, Dataset, Graph, Literal, Node, URIRef

from convergence.errors import Problem, SourceError
from convergence.lift import Places
from convergence.namespaces import PREFIXES, shorten
from convergence.vocabulary import Vocabulary


def shape_problems(
    dataset: Dataset, ontology: Graph, shapes: Graph, places: Places, vocabulary: Vocabulary
) -> list[Problem]:
    """What the shapes find in the union of all curated graphs (W3C SHACL, section 3).

    The ontology takes part, so that a shape for a class holds for its sub-classes.
    """
    union = Graph()
    for subject, predicate, value, _ in dataset.quads():
        union.add((subject, predicate, value))
    for triple in ontology:
        union.add(triple)
    _, report, _ = validate(union, shacl_graph=shapes)
    assert isinstance(report, Graph)  # noqa: S101 - narrows the type
    problems = []
    for result in report.subjects(SH.resultSeverity):
        # A result inside another one's detail repeats it.
        if not list(report.subjects(SH.detail, result)):
            problems.append(_finding(report, result, places, vocabulary))
    return sorted(problems)


def check_problems(store: ox.Store, folder: Path, places: Places) -> list[Problem]:
    """What the violation queries of a folder find; no row of any of them means sound."""
    problems = []
    for path in sorted(folder.glob("*-violation.rq")):
        name = f"queries/checks/{path.name}"
        try:
            solutions = store.query(
                path.read_text("utf-8"), prefixes=PREFIXES, use_default_graph_as_union=True
            )
        except SyntaxError as error:
            raise SourceError([Problem(name, 0, str(error))]) from None
        if not isinstance(solutions, ox.QuerySolutions):
            raise SourceError([Problem(name, 0, "not a SELECT query")])
        for solution in solutions:
            subject, message = solution["subject"], solution["message"]
            assert isinstance(subject, ox.NamedNode)  # noqa: S101
            assert isinstance(message, ox.Literal)  # noqa: S101
            key = message.value.partition(":")[0]
            file, line = places.find(subject.value, key)
            problems.append(
                Problem(file or name, line, f"{shorten(subject.value)}: {message.value}")
            )
    return problems


def first_per_place(problems: Iterable[Problem]) -> list[Problem]:
    """Keeps the first problem of each place: one fault often trips several rules."""
    kept: dict[tuple[str, int], Problem] = {}
    for problem in problems:
        kept.setdefault((problem.file, problem.line), problem)
    return sorted(kept.values())


def _finding(report: Graph, result: Node, places: Places, vocabulary: Vocabulary) -> Problem:
    focus = str(report.value(result, SH.focusNode))
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    messages = sorted(str(m) for m in report.objects(result, SH.resultMessage))
    key = vocabulary.key_of(str(path)) if isinstance(path, URIRef) else ""
    file, line = places.find(focus, key, str(value) if value is not None else "")
    shown = ""
    if isinstance(value, URIRef) and str(value) != focus:
        shown = f" (found {shorten(str(value))})"
    elif isinstance(value, Literal):
        text = str(value)
        shown = f" (found “{text if len(text) <= 40 else text[:40] + '…'}”)"
    return Problem(file or shorten(focus), line, f"{shorten(focus)}: {messages[0]}{shown}")
