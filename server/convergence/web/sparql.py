"""The SPARQL endpoint, for programs, and its workbench, for people.

Source: SPARQL 1.1 Protocol (W3C), section 2.1; cross-origin requests as in the Fetch standard.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request, url_for

from convergence.catalogue import Question
from convergence.formats import Format, Shape, formats_for
from convergence.negotiation import choose, prefers_html
from convergence.protocol import ALLOWED_METHODS, read_request
from convergence.sparqltext import QueryText
from convergence.store import Answer, Term
from convergence.web.description import describe_service
from convergence.web.info import current_site
from convergence.web.tables import view_of

PATH: Final = "/sparql"

blueprint = Blueprint("sparql", __name__)


@blueprint.route(PATH, methods=["GET", "POST"], provide_automatic_options=False)
def endpoint() -> Response:
    """Answers a query; without one, describes the service or shows the workbench.

    Raises:
        ProtocolError: the request or the query is not sound, or not for us to answer.
    """
    accept = request.headers.get("Accept")
    if request.method != "POST" and not request.query_string:
        return _service(accept)
    asked = read_request(
        request.method,
        request.query_string,
        request.headers.get("Content-Type"),
        request.get_data(cache=False),
    )
    # For the page of an error, which shows the query again so that it can be mended.
    g.query_text = asked.query
    answer = current_site().store.answer(asked.query, dataset=asked.dataset)
    offered = formats_for(answer.shape)
    if prefers_html(accept, offered):
        return _negotiated(_page(asked.query, answer), "text/html; charset=utf-8")
    choice = choose(accept, offered)
    # Written in full before the status is sent: a failure on the way is an error, not half a 200.
    return _negotiated(answer.serialize(choice.format), choice.content_type)


@blueprint.route(PATH, methods=["OPTIONS"], provide_automatic_options=False)
def options() -> Response:
    """Answers the question that a browser asks before a request from another origin."""
    response = Response(status=204)
    response.headers["Allow"] = ", ".join(ALLOWED_METHODS)
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, HEAD"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    return response


def workbench_address(query: str) -> str:
    """The address at which the workbench shows a query and its answer."""
    return f"{PATH}?{urlencode({'query': query})}"


def text_of(question: Question, bindings: Mapping[str, Term]) -> str:
    """The SPARQL text of a question, without its header and with these values."""
    lines = question.text.splitlines()
    query = "\n".join(line for line in lines if not line.startswith("#+")).strip()
    return with_values(query, bindings)


def with_values(query: str, bindings: Mapping[str, Term]) -> str:
    """Writes values for variables into a query.

    They become a VALUES line at the start of the WHERE group, so that the text alone gives
    the same answer. A text in which there is no place for it comes back as it is.
    """
    if not bindings:
        return query
    text = QueryText(query)
    # The first group at the top is WHERE; of a CONSTRUCT query, the template comes before it.
    wanted = 2 if text.form == "CONSTRUCT" else 1
    depth = 0
    for token in text.tokens:
        if token.text == "{" and depth == 0:
            wanted -= 1
            if wanted == 0:
                names = " ".join(f"?{name}" for name in bindings)
                terms = " ".join(str(term) for term in bindings.values())
                cut = token.start + 1
                return f"{query[:cut]}\n  VALUES ({names}) {{ ({terms}) }}{query[cut:]}"
        depth += (token.text in "{([") - (token.text in "})]")
    return query


def _service(accept: str | None) -> Response:
    offered = formats_for(Shape.GRAPH)
    if prefers_html(accept, offered):
        return _negotiated(_page("", None), "text/html; charset=utf-8")
    choice = choose(accept, offered)
    return _negotiated(_description(choice.format), choice.content_type)


def _description(fmt: Format) -> bytes:
    site = current_site()
    address = url_for("sparql.endpoint", _external=True)
    return describe_service(address, site.store, site.info, fmt)


def _page(query: str, answer: Answer | None) -> str:
    view = view_of(answer.table(), "The answer") if answer else None
    examples = [
        (question.title, workbench_address(text_of(question, question.bindings({}))))
        for question in current_site().catalogue
    ]
    return render_template("sparql.html", query=query, view=view, examples=examples)


def _negotiated(body: bytes | str, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.vary.add("Accept")
    return response
