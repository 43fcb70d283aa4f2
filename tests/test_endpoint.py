from __future__ import annotations

import csv
import http.client
import io
import json
from collections import Counter
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from rdflib.compare import isomorphic
from rdflib.query import Result
from werkzeug.test import TestResponse

from convergence.catalogue import Catalogue
from convergence.namespaces import BASE, GRAPH, ID, PREFIXES
from convergence.store import OxigraphStore
from convergence.web import DatasetInfo, create_app

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
LABELS = "SELECT ?s ?label ?number { ?s rdfs:label ?label OPTIONAL { ?s cvg:number ?number } }"
GRAPH_QUERY = "CONSTRUCT { ?s rdfs:label ?label } { ?s rdfs:label ?label }"
ARTICLE = rdflib.URIRef(ID + "icrmw/article-16")
EXPECTED_LABELS = {
    (ID + "icrmw/article-16", "Article 16", "16"),
    (ID + "icrmw/article-16", "Artículo 16", "16"),
    (ID + "gcm/objective-13", "Objective 13", "13"),
}


def ask(client: FlaskClient, query: str, accept: str | None = None, **more: str) -> TestResponse:
    headers = {"Accept": accept} if accept is not None else {}
    return client.get("/sparql", query_string={"query": query, **more}, headers=headers)


def count(client: FlaskClient, query: str, *pairs: tuple[str, str]) -> int:
    response = client.get("/sparql?" + urlencode([("query", query), *pairs]))
    assert response.status_code == 200, response.text
    return len(json.loads(response.data)["results"]["bindings"])


# --- results in every format, read back ---------------------------------------------------


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/json"])
def test_select_json(client: FlaskClient, accept: str) -> None:
    response = ask(client, LABELS, accept)
    assert response.headers["Content-Type"] == accept
    result = json.loads(response.data)
    assert result["head"]["vars"] == ["s", "label", "number"]
    rows = result["results"]["bindings"]
    found = {tuple(row[name]["value"] for name in ("s", "label", "number")) for row in rows}
    assert found == EXPECTED_LABELS
    assert {row["label"]["xml:lang"] for row in rows} == {"en", "es"}
    assert {row["number"]["datatype"] for row in rows} == {PREFIXES["xsd"] + "integer"}


@pytest.mark.parametrize(
    ("accept", "content_type", "reader"),
    [
        ("application/sparql-results+xml", "application/sparql-results+xml", "xml"),
        ("application/xml", "application/xml", "xml"),
        ("text/xml", "text/xml; charset=utf-8", "xml"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "tsv"),
        ("application/sparql-results+json", "application/sparql-results+json", "json"),
    ],
)
def test_select_read_by_another_library(
    client: FlaskClient, accept: str, content_type: str, reader: str
) -> None:
    response = ask(client, LABELS, accept)
    assert response.headers["Content-Type"] == content_type
    rows = set(Result.parse(io.BytesIO(response.data), format=reader))
    english = rdflib.Literal("Article 16", lang="en")
    assert (ARTICLE, english, rdflib.Literal(16)) in rows
    assert {tuple(str(term) for term in row) for row in rows} == EXPECTED_LABELS


def test_select_csv(client: FlaskClient) -> None:
    response = ask(client, LABELS, "text/csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(response.text, newline=""))
    assert header == ["s", "label", "number"]
    assert {tuple(row) for row in rows} == EXPECTED_LABELS


@pytest.mark.parametrize("truth", [True, False])
@pytest.mark.parametrize("reader", ["json", "xml"])
def test_ask(client: FlaskClient, truth: bool, reader: str) -> None:
    query = f"ASK {{ ?s cvg:number {16 if truth else 99} }}"
    response = ask(client, query, f"application/sparql-results+{reader}")
    assert Result.parse(io.BytesIO(response.data), format=reader).askAnswer is truth


@pytest.mark.parametrize("media_type", ["text/csv", "text/tab-separated-values"])
@pytest.mark.parametrize("truth", [True, False])
def test_ask_in_a_format_of_rows_is_one_word(
    client: FlaskClient, truth: bool, media_type: str
) -> None:
    response = ask(client, f"ASK {{ ?s cvg:number {16 if truth else 99} }}", media_type)
    assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert response.text == str(truth).lower()


@pytest.mark.parametrize(
    ("accept", "content_type", "reader"),
    [
        ("text/turtle", "text/turtle; charset=utf-8", "turtle"),
        ("application/x-turtle", "application/x-turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("text/plain", "text/plain; charset=utf-8", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/xml", "application/xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/json", "application/json", "json-ld"),
    ],
)
@pytest.mark.parametrize("query", [GRAPH_QUERY, f"DESCRIBE <{ARTICLE}>"])
def test_graph_read_by_another_library(
    client: FlaskClient,
    tiny_engine: ox.Store,
    query: str,
    accept: str,
    content_type: str,
    reader: str,
) -> None:
    response = ask(client, query, accept)
    assert response.headers["Content-Type"] == content_type
    expected = rdflib.Graph()
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    wanted = (None, label) if query == GRAPH_QUERY else (ox.NamedNode(str(ARTICLE)), None)
    for quad in tiny_engine.quads_for_pattern(*wanted, None, ox.DefaultGraph()):
        expected.parse(data=f"{quad.triple} .", format="nt")
    assert len(expected) >= 3
    assert isomorphic(rdflib.Graph().parse(data=response.data, format=reader), expected)


def test_describe_gives_each_triple_once(client: FlaskClient) -> None:
    lines = ask(client, f"DESCRIBE <{ARTICLE}>", "application/n-triples").text.splitlines()
    assert len(lines) == len(set(lines)) == 5


def test_turtle_declares_the_prefixes_that_it_uses_and_no_others(client: FlaskClient) -> None:
    text = ask(client, GRAPH_QUERY, "text/turtle").text
    declared = {line.split()[1] for line in text.splitlines() if line.startswith("@prefix")}
    assert {"rdfs:", "icrmw:", "gcm:"} <= declared
    assert not declared & {"skos:", "foaf:", "sh:", "xsd:"}


def test_text_survives_every_character(client: FlaskClient) -> None:
    query = "SELECT ?d { ?s dcterms:description ?d }"
    for accept in ("application/sparql-results+json", "application/sparql-results+xml"):
        response = ask(client, query, accept)
        rows = Result.parse(io.BytesIO(response.data), format=accept.rpartition("+")[2])
        assert [str(row[0]) for row in rows] == ["a < b & “c”"]


# --- how a query is sent ------------------------------------------------------------------


def test_get_query_no_accept_is_json(client: FlaskClient) -> None:
    response = ask(client, "ASK {}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/sparql-results+json"
    assert "Accept" in response.headers["Vary"]


def test_post_form(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "ASK {}"})
    assert json.loads(response.data)["boolean"] is True


def test_post_query(client: FlaskClient) -> None:
    response = client.post("/sparql", data="ASK {}", content_type=QUERY)
    assert json.loads(response.data)["boolean"] is True


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    address = "/sparql?" + urlencode({"query": LABELS})
    head, get = client.head(address), client.get(address)
    assert head.status_code == 200
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "Vary", "Access-Control-Allow-Origin"):
        assert head.headers[name] == get.headers[name]


def test_options_answers_a_preflight(client: FlaskClient) -> None:
    response = client.options(
        "/sparql", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    )
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, POST, HEAD"
    assert response.headers["Access-Control-Allow-Headers"] == "Accept, Content-Type"
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_every_answer_may_be_read_from_another_origin(client: FlaskClient) -> None:
    for response in (ask(client, "ASK {}"), ask(client, "ASK"), client.put("/sparql")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"


# --- the dataset --------------------------------------------------------------------------

SPO = "SELECT ?s ?p ?o { ?s ?p ?o }"
ALL = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
ENGLISH = f'SELECT * {{ <{ARTICLE}> rdfs:label "Article 16"@en }}'
ICRMW, GCM, THEMES = (GRAPH + name for name in ("icrmw", "gcm", "themes"))


def test_union_default_graph_counts_a_triple_in_two_graphs_once(client: FlaskClient) -> None:
    assert (
        count(client, f'SELECT ?g {{ GRAPH ?g {{ <{ARTICLE}> rdfs:label "Article 16"@en }} }}') == 2
    )
    assert count(client, ENGLISH) == 1
    assert count(client, SPO) == count(client, ALL) - 1


def test_union_is_seen_where_the_default_graph_was_not_filled(tiny_engine: ox.Store) -> None:
    # The engine then repeats what is in two graphs, which `merge_graphs` is there to mend.
    store = OxigraphStore(tiny_engine)
    assert len(store.answer(ENGLISH).table().rows) == 2
    assert len(store.answer(f"SELECT DISTINCT * {{ <{ARTICLE}> ?p ?o }}").table().rows) == 5


def test_from(client: FlaskClient) -> None:
    assert count(client, f"SELECT * FROM <{GCM}> {{ ?s ?p ?o }}") == 4
    assert count(client, f"SELECT * FROM <{GCM}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == 0
    assert count(client, "SELECT * FROM <http://nothing.example/> { ?s ?p ?o }") == 0
    assert count(client, f"SELECT * FROM <{GCM}> FROM <{THEMES}> {{ ?s ?p ?o }}") == 7


def test_from_named(client: FlaskClient) -> None:
    assert count(client, f"SELECT * FROM NAMED <{GCM}> {{ ?s ?p ?o }}") == 0
    assert count(client, f"SELECT * FROM NAMED <{GCM}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == 4


def test_default_graph_uri(client: FlaskClient) -> None:
    assert count(client, SPO, ("default-graph-uri", GCM)) == 4
    assert count(client, ALL, ("default-graph-uri", GCM)) == 0
    assert count(client, SPO, ("default-graph-uri", GCM), ("default-graph-uri", THEMES)) == 7


def test_named_graph_uri(client: FlaskClient) -> None:
    assert count(client, ALL, ("named-graph-uri", GCM)) == 4
    assert count(client, SPO, ("named-graph-uri", GCM)) == 0


def test_dataset_of_the_request_replaces_that_of_the_query(client: FlaskClient) -> None:
    query = f"SELECT * FROM <{THEMES}> FROM NAMED <{THEMES}> {{ ?s ?p ?o }}"
    assert count(client, query, ("default-graph-uri", GCM)) == 4
    assert count(client, query, ("named-graph-uri", GCM)) == 0
    named = f"SELECT * FROM NAMED <{THEMES}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert count(client, named, ("named-graph-uri", GCM)) == 4


def test_merge_of_two_graphs_has_a_common_triple_once(client: FlaskClient) -> None:
    pairs = [("default-graph-uri", iri) for iri in (ICRMW, THEMES)]
    assert count(client, ENGLISH, *pairs) == 1
    for clauses in (
        f"FROM <{ICRMW}> FROM <{THEMES}>",
        f"FROM graph:icrmw from # a comment\n <{THEMES}>",
    ):
        assert count(client, ENGLISH.replace("{", clauses + " {", 1)) == 1
    own_prefix = f"PREFIX g: <{GRAPH}> " + ENGLISH.replace("{", "FROM g:icrmw FROM g:themes {", 1)
    assert count(client, own_prefix) == 1
    named = (
        f"SELECT * FROM <{ICRMW}> FROM <{GCM}> FROM NAMED <{THEMES}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    )
    assert count(client, named) == 3


# --- without a query ----------------------------------------------------------------------

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.mark.parametrize(
    ("accept", "reader"),
    [(None, "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")],
)
def test_service_description(client: FlaskClient, accept: str | None, reader: str) -> None:
    headers = {"Host": "data.example:8080", **({"Accept": accept} if accept else {})}
    response = client.get("/sparql", headers=headers)
    graph = rdflib.Graph().parse(data=response.data, format=reader)
    service = graph.value(predicate=rdflib.RDF.type, object=SD.Service)
    assert (service, SD.endpoint, rdflib.URIRef("http://data.example:8080/sparql")) in graph
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert set(graph.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert len(set(graph.objects(service, SD.resultFormat))) == 8
    names = {str(name) for name in graph.objects(None, SD.name)}
    expected = ("cmw-c-sr-506", "cmw-c-sr-506/mapping", "gcm", "icrmw", "themes")
    assert names == {GRAPH + name for name in expected}
    assert all(name.startswith(BASE) for name in names)


def test_service_description_is_the_same_size_for_head(client: FlaskClient) -> None:
    assert client.head("/sparql").status_code == 200


@pytest.mark.parametrize("host", ["a b", '"><script>', "a/b", "a:b"])
def test_a_host_that_is_none_is_no_server_error(client: FlaskClient, host: str) -> None:
    assert client.get("/sparql", headers={"Host": host}).status_code in {200, 400}


# --- through a socket ---------------------------------------------------------------------


def test_through_a_socket(live: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*live, timeout=10)
    seen: Counter[int] = Counter()
    try:
        for method, body, content_type in [
            ("GET", None, None),
            ("HEAD", None, None),
            ("POST", b"ASK {}", QUERY),
            ("POST", b"query=ASK+%7B%7D", FORM),
            ("POST", b"ASK {}", "text/plain"),
            ("PUT", b"", None),
            ("OPTIONS", None, None),
        ]:
            address = "/sparql?query=ASK%20%7B%7D" if method in {"GET", "HEAD"} else "/sparql"
            headers = {"Content-Type": content_type} if content_type else {}
            connection.request(method, address, body, headers)
            response = connection.getresponse()
            data = response.read()
            seen[response.status] += 1
            assert response.headers["Access-Control-Allow-Origin"] == "*"
            if response.status == 200:
                assert data == (b"" if method == "HEAD" else b'{"head":{},"boolean":true}')
            elif response.status != 204:
                assert response.headers["Content-Type"] == "application/problem+json"
    finally:
        connection.close()
    assert seen == {200: 4, 415: 1, 405: 1, 204: 1}


def test_two_applications_do_not_share_anything(app: Flask, info: DatasetInfo) -> None:
    empty = create_app(OxigraphStore(ox.Store()), Catalogue([]), dataset_info=info).test_client()
    assert count(empty, SPO) == 0
    assert count(app.test_client(), SPO) > 0
    assert empty.get("/queries/speaker-said").status_code == 404
