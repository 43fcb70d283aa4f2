"""Every producer of an error is listed here and held to one shape (RFC 9457)."""

from __future__ import annotations

import json
import logging

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from convergence import errors
from convergence.catalogue import Catalogue
from convergence.errors import ConvergenceError, NoDatasetError
from convergence.store import Answer, OxigraphStore
from convergence.web import DatasetInfo, create_app
from convergence.web.problems import STATUS, status_of

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
SPO = "SELECT ?s ?p ?o { ?s ?p ?o }"
GRAPH_QUERY = "CONSTRUCT { ?s rdfs:label ?label } { ?s rdfs:label ?label }"


def ask(client: FlaskClient, query: str, accept: str | None = None) -> TestResponse:
    headers = {"Accept": accept} if accept is not None else {}
    return client.get("/sparql", query_string={"query": query}, headers=headers)


CALL = "<http://127.0.0.1:9/> { ?a ?b ?c }"
REFUSALS = {
    "get_query_accept_bad_is_406": ("GET", {"query": "ASK {}"}, "image/png", None, 406),
    "get_select_accept_turtle_is_406": ("GET", {"query": SPO}, "text/turtle", None, 406),
    "get_construct_accept_bindings_is_406": (
        "GET",
        {"query": GRAPH_QUERY},
        "application/sparql-results+json",
        None,
        406,
    ),
    "get_description_accept_bad_is_406": ("GET", {}, "text/csv", None, 406),
    "get_query_malformed_is_400": ("GET", {"query": "SELECT * {"}, None, None, 400),
    "get_query_missing_is_400": ("GET", {"x": "y"}, None, None, 400),
    "get_query_unknown_function_is_400": (
        "GET",
        {"query": "SELECT (<http://a/f>(1) AS ?x) {}"},
        None,
        None,
        400,
    ),
    "get_graph_no_iri_is_400": (
        "GET",
        {"query": "ASK {}", "default-graph-uri": "http://a:b/"},
        None,
        None,
        400,
    ),
    "get_update_is_403": ("GET", {"update": "DROP ALL"}, None, None, 403),
    "get_update_as_query_is_403": ("GET", {"query": "DROP ALL"}, None, None, 403),
    "get_service_is_403": ("GET", {"query": f"ASK {{ SERVICE {CALL} }}"}, None, None, 403),
    "get_service_silent_lower_case_in_exists_is_403": (
        "GET",
        {"query": f"ASK {{ FILTER EXISTS {{ service silent {CALL} }} }}"},
        None,
        None,
        403,
    ),
    "get_service_escaped_is_400": (
        "GET",
        {"query": f"ASK {{ SERV\\u0049CE {CALL} }}"},
        None,
        None,
        400,
    ),
    "post_update_is_403": ("POST", {}, None, ("application/sparql-update", b"DROP ALL"), 403),
    "post_update_form_is_403": ("POST", {}, None, (FORM, b"update=DROP+ALL"), 403),
    "post_update_as_query_is_403": ("POST", {}, None, (QUERY, b"DROP ALL"), 403),
    "post_query_and_update_is_400": ("POST", {}, None, (FORM, b"query=ASK{}&update=x"), 400),
    "post_unknown_media_type_is_415": ("POST", {}, None, ("text/plain", b"ASK {}"), 415),
    "post_no_media_type_is_415": ("POST", {}, None, ("", b"ASK {}"), 415),
    "post_two_queries_is_400": ("POST", {}, None, (FORM, b"query=ASK{}&query=ASK{}"), 400),
    "post_query_not_utf8_is_400": ("POST", {}, None, (QUERY, b"ASK {\xff}"), 400),
    "post_nothing_is_400": ("POST", {}, None, (FORM, b""), 400),
    "post_too_large_is_413": ("POST", {}, None, (QUERY, b" " * 2_000_000), 413),
    "put_is_405": ("PUT", {"query": "ASK {}"}, None, None, 405),
    "delete_is_405": ("DELETE", {}, None, None, 405),
    "unknown_method_is_405": ("BREW", {}, None, None, 405),
}
ELSEWHERE = {
    "unknown_address_is_404": ("/nothing/here", 404),
    "unknown_static_file_is_404": ("/static/nothing.css", 404),
    "unknown_question_is_404": ("/queries/speaker-sad", 404),
    "bad_parameter_is_400": ("/queries/labels-of?number=x", 400),
    "unknown_parameter_is_400": ("/queries/labels-of?nmber=1", 400),
    "parameter_given_twice_is_400": ("/queries/labels-of?number=1&number=2", 400),
    "unknown_format_is_400": ("/queries/labels-of?format=csv", 400),
}


def hold_to_shape(response: TestResponse, status: int) -> dict[str, object]:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "Accept" in response.headers["Vary"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    problem = json.loads(response.data)
    assert isinstance(problem, dict)
    assert {"type", "title", "status", "detail"} <= set(problem)
    assert set(problem) <= {"type", "title", "status", "detail", "line", "column"}
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert problem["detail"].strip()
    assert "Traceback" not in problem["detail"]
    return problem


def refuse(client: FlaskClient, name: str, **more: str) -> TestResponse:
    method, arguments, accept, posted, _ = REFUSALS[name]
    headers = {"Accept": accept, **more} if accept else more
    content_type, body = posted or (None, b"")
    return client.open(
        "/sparql",
        method=method,
        query_string=arguments,
        headers=headers,
        data=body,
        content_type=content_type,
    )


@pytest.mark.parametrize("name", REFUSALS)
def test_refusal(client: FlaskClient, name: str) -> None:
    hold_to_shape(refuse(client, name), REFUSALS[name][4])


@pytest.mark.parametrize("name", ELSEWHERE)
def test_error_elsewhere(client: FlaskClient, name: str) -> None:
    address, status = ELSEWHERE[name]
    hold_to_shape(client.get(address), status)
    page = client.get(address, headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (status, "text/html")


@pytest.mark.parametrize("address", ["/", "/queries", "/queries/speaker-said", "/healthz"])
def test_post_to_a_page_is_405(client: FlaskClient, address: str) -> None:
    response = client.post(address)
    hold_to_shape(response, 405)
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_malformed_query_says_line_and_column(client: FlaskClient) -> None:
    problem = hold_to_shape(ask(client, "SELECT * {\n  ?s ?p ?o\n  FILTR(?o)\n}"), 400)
    assert (problem["line"], problem["column"]) == (3, 3)
    assert "line 3, column 3" in str(problem["detail"])
    assert "FILTR" in str(problem["detail"])


def test_not_acceptable_lists_what_there_is(client: FlaskClient) -> None:
    detail = str(hold_to_shape(ask(client, SPO, "image/png"), 406)["detail"])
    assert "text/csv" in detail
    assert "text/turtle" not in detail


def test_method_not_allowed_lists_the_others(client: FlaskClient) -> None:
    allowed = client.put("/sparql").headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_unknown_question_suggests_the_nearest(client: FlaskClient) -> None:
    assert "speaker-said" in str(hold_to_shape(client.get("/queries/speaker-sad"), 404)["detail"])


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/problem+json"),
        ("*/*", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("application/problem+json, text/html;q=0.9", "application/problem+json"),
        ("text/turtle", "application/problem+json"),
        ("application/sparql-results+xml, text/csv;q=0.5", "application/problem+json"),
        ("text/plain", "text/plain"),
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_shape_of_an_error_follows_accept(
    client: FlaskClient, accept: str | None, media_type: str
) -> None:
    response = ask(client, "SELECT * { <&>", accept)
    assert (response.status_code, response.mimetype) == (400, media_type)
    assert "line 1" in response.text
    if media_type == "text/html":
        assert "SELECT * { &lt;&amp;&gt;</textarea>" in response.text


def test_every_error_class_has_a_status_and_every_status_is_met() -> None:
    classes = [
        found
        for found in vars(errors).values()
        if isinstance(found, type) and issubclass(found, ConvergenceError)
    ]
    assert set(STATUS) <= set(classes)
    for found in classes:
        assert any(ancestor in STATUS for ancestor in found.__mro__)
    assert status_of(errors.SourceError([])) == 500
    met = {case[4] for case in REFUSALS.values()} | {case[1] for case in ELSEWHERE.values()}
    assert {status.value for status in STATUS.values()} <= met | {500, 503}


class BrokenStore:
    """A store in which something breaks when it is asked, or when the answer is written."""

    def __init__(self, error: Exception, late: bool = False) -> None:
        self.error, self.late = error, late

    def answer(self, query: str, **_: object) -> Answer:
        if not self.late:
            raise self.error
        answer = OxigraphStore(ox.Store()).answer("SELECT * {}")
        answer.serialize = self.fail  # type: ignore[method-assign, assignment]
        return answer

    def fail(self, *_: object) -> bytes:
        raise self.error


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (ZeroDivisionError("secret"), 500, "Something went wrong here; it has been logged."),
        (OSError("secret"), 500, "Something went wrong here; it has been logged."),
        (ConvergenceError("The dataset is torn."), 500, "The dataset is torn."),
        (NoDatasetError("Nothing was built yet."), 503, "Nothing was built yet."),
    ],
)
def test_failure_inside_is_one_answer_and_a_line_in_the_log(
    error: Exception,
    status: int,
    detail: str,
    late: bool,
    info: DatasetInfo,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = create_app(BrokenStore(error, late), Catalogue([]), dataset_info=info).test_client()
    with caplog.at_level(logging.ERROR):
        problem = hold_to_shape(ask(client, "SELECT * {}"), status)
    assert problem["detail"] == detail
    assert bool(caplog.records) is (status == 500)
    if not late:
        hold_to_shape(client.get("/readyz"), status)
        assert client.get("/healthz").status_code == 200
    caplog.clear()
