"""The pages for reading: what this is, and the questions with their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request, url_for

from convergence.catalogue import Question
from convergence.errors import NotFoundError, UsageError
from convergence.formats import Format, Shape, format_named, formats_for
from convergence.namespaces import ONTOLOGY
from convergence.store import Answer, Table
from convergence.web.info import current_site
from convergence.web.sparql import text_of, workbench_address
from convergence.web.tables import MAX_ROWS, View, view_of

#: The questions that the first page asks, in this order; one that is not there is left out.
HOME_QUESTIONS: Final = ("alignment-by-objective", "contested-claims", "speaker-said")

#: How many rows of each answer the first page shows.
HOME_ROWS: Final = 4

_RELATIONS_BY_TYPE: Final = """
SELECT ?type (COUNT(DISTINCT ?relation) AS ?number) WHERE {
  VALUES ?type { cvg:Complementary cvg:Divergent cvg:Gap }
  ?relation a ?type
} GROUP BY ?type
"""
_TYPES: Final = {"Complementary": "complementary", "Divergent": "divergent", "Gap": "gaps"}

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True)
class Asked:
    """A question with its answer, ready for a template.

    Attributes:
        question: the question.
        view: its answer.
        address: where the whole of it is.
    """

    question: Question
    view: View
    address: str


@blueprint.get("/")
def home() -> str:
    """Says what this is, with figures and three questions answered."""
    site = current_site()
    known = {question.name: question for question in site.catalogue}
    asked = []
    for name in HOME_QUESTIONS:
        if name in known:
            example = known[name]
            defaults = {parameter.name: parameter.default for parameter in example.parameters}
            caption = _caption(example, defaults)
            view = _view(example, example.ask(site.store), caption, HOME_ROWS)
            asked.append(Asked(example, view, url_for("pages.question", name=name)))
    return render_template("home.html", figures=_figures(), asked=asked)


@blueprint.get("/queries")
def queries() -> str:
    """Lists the questions."""
    return render_template("queries.html", questions=list(current_site().catalogue))


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """Asks a question with the values in the address.

    The answer is a page, or a result format where `?format=` names one.

    Raises:
        NotFoundError: no question has this name; the message names the nearest.
        UsageError: a value does not fit, is given twice, or belongs to no parameter.
    """
    site = current_site()
    try:
        asked = site.catalogue.get(name)
    except UsageError as error:
        raise NotFoundError(str(error)) from None
    values = _values()
    format_name = values.pop("format", None)
    bindings = asked.bindings(values)
    answer = asked.answer(site.store, bindings)
    if format_name is not None:
        fmt = _format(format_name, answer)
        return Response(answer.serialize(fmt), content_type=fmt.content_type)
    shown = {p.name: values.get(p.name, p.default) for p in asked.parameters}
    text = text_of(asked, bindings)
    page = render_template(
        "question.html",
        question=asked,
        values=shown,
        view=_view(asked, answer, _caption(asked, shown), MAX_ROWS),
        text=text,
        workbench=workbench_address(text),
        downloads=_downloads(asked.name, shown, answer),
    )
    return Response(page, content_type="text/html; charset=utf-8")


def _view(question: Question, answer: Answer, caption: str, limit: int) -> View:
    # A parameter has the same value in every row, and the caption says it.
    given = {parameter.name for parameter in question.parameters}
    table = answer.table()
    kept = [i for i, name in enumerate(table.columns) if name not in given]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return view_of(Table(tuple(table.columns[i] for i in kept), rows), caption, limit)


def _caption(question: Question, values: Mapping[str, str]) -> str:
    given = ", ".join(values[parameter.name] for parameter in question.parameters)
    return f"Answer for {given}" if given else "Answer"


def _figures() -> list[tuple[str, int]]:
    rows = current_site().store.answer(_RELATIONS_BY_TYPE).table().rows
    numbers = {
        kind.value: int(number.value)
        for kind, number in rows
        if isinstance(kind, ox.NamedNode) and isinstance(number, ox.Literal)
    }
    return [(label, numbers.get(ONTOLOGY + name, 0)) for name, label in _TYPES.items()]


def _values() -> dict[str, str]:
    values = {}
    for name, given in request.args.lists():
        if len(given) > 1:
            raise UsageError(f"{name} is given {len(given)} times; give it once")
        values[name] = given[0]
    return values


def _format(name: str, answer: Answer) -> Format:
    offered = formats_for(answer.shape)
    fmt = format_named(name)
    if fmt not in offered or fmt is None:
        names = ", ".join(offer.name for offer in offered)
        raise UsageError(f"format: this answer cannot be had as “{name}”; there are: {names}")
    return fmt


def _downloads(name: str, values: Mapping[str, str], answer: Answer) -> list[tuple[str, str]]:
    names = ("turtle", "jsonld") if answer.shape is Shape.GRAPH else ("json", "csv")
    offered = formats_for(answer.shape)
    address = url_for("pages.question", name=name)
    return [
        (fmt.name, f"{address}?{urlencode({**values, 'format': fmt.name})}")
        for fmt in offered
        if fmt.name in names
    ]
