from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from convergence.catalogue import Catalogue
from convergence.namespaces import ID, ONTOLOGY, PREFIXES
from convergence.store import OxigraphStore, Table
from convergence.web import SECURITY_HEADERS, DatasetInfo, create_app
from convergence.web.sparql import text_of, with_values
from convergence.web.tables import MAX_ROWS, Cell, cell_of, view_of

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SELECT = "/sparql?query=SELECT+%3Fs+%3Fn+%7B+%3Fs+cvg%3Anumber+%3Fn+%7D+ORDER+BY+%3Fn"
PAGES = {
    "home": "/",
    "questions": "/queries",
    "question": "/queries/alignment-by-objective",
    "question with a parameter": "/queries/speaker-said?speaker=agent:desmond",
    "question about a graph": "/queries/labels-of",
    "workbench": "/sparql",
    "workbench with an answer": SELECT,
    "workbench with a truth value": "/sparql?query=ASK+%7B%7D",
    "workbench with a graph": f"/sparql?query=DESCRIBE+%3C{ID}icrmw/article-16%3E",
    "error": "/nothing",
    "error in a query": "/sparql?query=SELECT+*+%7B+%3C%2Ftextarea%3E%3Cscript%3E",
}
WITH_TABLE = [name for name in PAGES if not name.startswith("error")]
WITH_TABLE.remove("questions")
WITH_TABLE.remove("workbench")
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """Reads a page and holds it to what every page promises."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == [], self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and data.strip():
            self.text.setdefault(self._open[-1], []).append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(client: FlaskClient, address: str, status: int = 200) -> Page:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.text.startswith("<!doctype html>\n")
    return Page(response.text)


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, client: FlaskClient) -> Page:
    status = {"error": 404, "error in a query": 400}.get(request.param, 200)
    return read(client, PAGES[request.param], status)


def test_page_is_accessible(page: Page) -> None:
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.text["title"][0].endswith(" · Convergence")
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    identifiers = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    assert {"main", *(label["for"] for label in page.all("label"))} <= set(identifiers)
    labelled = {label["for"] for label in page.all("label")}
    assert {field["id"] for field in page.all("input") + page.all("textarea")} == labelled
    for name in ("h1", "h2", "th", "label", "button"):
        assert len(page.text.get(name, [])) == len(page.all(name))
    assert {cell.get("scope") for cell in page.all("th")} <= {"col"}


def test_page_loads_nothing_from_elsewhere_and_runs_nothing(page: Page) -> None:
    assert page.all("script") == page.all("style") == page.all("iframe") == []
    assert [link["href"] for link in page.all("link")] == [
        "/static/style.css",
        "/static/print.css",
    ]
    for tag, attributes in page.tags:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "action", "srcset", "data", "poster"):
            assert (attributes.get(name) or "/").startswith("/"), (tag, attributes)


@pytest.mark.parametrize("name", WITH_TABLE)
def test_answer_is_a_table(client: FlaskClient, name: str) -> None:
    page = read(client, PAGES[name])
    assert len(page.all("table")) == len(page.all("caption")) == len(page.all("thead")) >= 1
    assert page.all("th")
    assert page.all("td")


@pytest.mark.parametrize(
    "address", [*PAGES.values(), "/static/style.css", "/static/print.css", "/healthz", "/readyz"]
)
def test_security_headers_are_on_every_answer(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    response.close()
    headers = response.headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert set(SECURITY_HEADERS) <= set(headers.keys())


@pytest.mark.parametrize(
    ("name", "promises"),
    [
        ("style.css", ["prefers-color-scheme: dark", ":focus-visible", "overflow-x"]),
        ("print.css", ["--paper: #fff", "display: none", "overflow: visible"]),
    ],
)
def test_a_style_sheet_keeps_its_promises_and_needs_nothing_from_elsewhere(
    client: FlaskClient, name: str, promises: list[str]
) -> None:
    response = client.get(f"/static/{name}")
    assert response.mimetype == "text/css"
    for promise in promises:
        assert promise in response.text
    assert not re.search(r"url\(|@import|https?:", response.text)
    response.close()


def test_home_has_the_figures_and_the_questions_that_are_there(client: FlaskClient) -> None:
    page = read(client, "/")
    figures = dict(zip(page.text["dt"], page.text["dd"], strict=True))
    assert figures == {"complementary": "1", "divergent": "1", "gaps": "0"}
    # Of the three, the tiny catalogue lacks `contested-claims`.
    assert page.text["h2"] == ["Alignment by objective", "Speaker said", "Ask further"]
    links = {link["href"] for link in page.all("a")}
    assert {"/queries", "/sparql", "/queries/speaker-said"} <= links
    assert "/queries/contested-claims" not in links


def test_home_without_anything(info: DatasetInfo) -> None:
    store = OxigraphStore(ox.Store())
    empty = create_app(store, Catalogue([]), dataset_info=info).test_client()
    assert read(empty, "/").all("table") == []
    assert "There are none yet." in empty.get("/queries").text
    assert read(empty, "/sparql").all("textarea")


def test_questions_are_listed(client: FlaskClient) -> None:
    page = read(client, "/queries")
    assert page.text["dd"][1] == "Speaker said, in plain words?"
    assert "/queries/labels-of" in [link["href"] for link in page.all("a")]


def test_question_has_its_form_its_rows_its_text_and_its_formats(client: FlaskClient) -> None:
    page = read(client, "/queries/speaker-said")
    assert [field["value"] for field in page.all("input")] == ["agent:desmond"]
    assert page.all("form") == [
        {"class": "parameters", "action": "/queries/speaker-said", "method": "get"}
    ]
    assert page.text["span"] == ["Answer for agent:desmond", "2 rows"]
    # The parameter has the same value in every row, and no column.
    assert page.text["th"] == ["claim", "paragraph", "elsewhere"]
    code = "".join(page.text["code"])
    assert f"VALUES (?speaker) {{ (<{ID}agent/desmond>) }}" in code
    assert "#+" not in code


def test_question_in_other_formats(client: FlaskClient) -> None:
    page = read(client, "/queries/speaker-said?speaker=agent:desmond")
    links = {link["href"] or "" for link in page.all("a")}
    (as_json,) = (link for link in links if link.endswith("format=json"))
    (as_csv,) = (link for link in links if link.endswith("format=csv"))
    result = json.loads(client.get(as_json).data)
    assert len(result["results"]["bindings"]) == 2
    rows = list(csv.DictReader(io.StringIO(client.get(as_csv).text)))
    assert rows[0]["claim"] == "Each helps to read the other."
    turtle = client.get("/queries/labels-of?number=16&format=turtle")
    assert turtle.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert "Artículo 16" in turtle.text


def test_question_of_an_unknown_speaker_says_that_there_is_no_such_speaker(
    client: FlaskClient,
) -> None:
    response = client.get("/queries/speaker-said?speaker=agent:nobody", headers=BROWSER)
    assert response.status_code == 400
    assert "speaker: there is no agent:nobody" in response.text


@pytest.mark.parametrize("value", ["", "desmond", "<x>", "agent:a b", "} DROP ALL {"])
def test_bad_parameter_is_said(client: FlaskClient, value: str) -> None:
    response = client.get("/queries/speaker-said", query_string={"speaker": value}, headers=BROWSER)
    assert response.status_code == 400
    assert "speaker: " in response.text


def test_bound_text_gives_the_same_answer(client: FlaskClient, tiny_store: OxigraphStore) -> None:
    catalogue = client.application.extensions["convergence"].catalogue
    for question in catalogue:
        bindings = question.bindings({})
        by_engine = tiny_store.answer(question.text, bindings=bindings).table()
        by_text = tiny_store.answer(text_of(question, bindings)).table()
        assert by_engine.rows
        assert set(by_engine.rows) == set(by_text.rows)


def test_values_go_into_the_where_group() -> None:
    term = {"a": ox.Literal("{")}
    clause = '\n  VALUES (?a) { ("{") }'
    for before, after in [
        ("SELECT (EXISTS { ?x ?y ?z } AS ?b) FROM <http://a/b> WHERE {", " ?a ?b ?c }"),
        ("# {\nASK {", "}"),
        ("CONSTRUCT { ?a ?b ?c } WHERE {", " ?a ?b ?c }"),
    ]:
        assert with_values(before + after, term) == before + clause + after
    for untouched in ("CONSTRUCT WHERE { ?a ?b ?c }", "DESCRIBE <http://a/>"):
        assert with_values(untouched, term) == untouched


def test_browser_gets_a_page_and_a_program_the_result(client: FlaskClient) -> None:
    page = read(client, SELECT)
    assert "ORDER BY" in page.text["textarea"][0]
    assert page.text["th"] == ["s", "n"]
    assert [cell.get("class") for cell in page.all("td")] == [None, "number"] * 3
    assert client.get(SELECT).mimetype == "application/sparql-results+json"
    posted = client.post("/sparql", data={"query": "ASK {}"}, headers=BROWSER)
    assert posted.mimetype == "text/html"


def test_an_error_in_the_workbench_keeps_the_query(client: FlaskClient) -> None:
    page = read(client, PAGES["error in a query"], 400)
    assert page.text["textarea"] == ["SELECT * { </textarea><script>"]
    assert any("line 1" in text for text in page.text["p"])


def test_examples_of_the_workbench_work(client: FlaskClient) -> None:
    links = [link["href"] or "" for link in read(client, "/sparql").all("a")]
    examples = [link for link in links if link.startswith("/sparql?query=")]
    assert len(examples) == 3
    for example in examples:
        assert read(client, example).all("td")


def test_a_query_can_be_asked_again_as_it_stands(client: FlaskClient) -> None:
    query = "\n\nSELECT * {\n  ?s ?p '\t&amp;<b>' }\n"
    response = client.get("/sparql", query_string={"query": query}, headers=BROWSER)
    # A browser drops the newline that follows the tag, and only that one.
    assert f"required>\n{escape(query)}</textarea>" in response.text


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        (None, Cell("")),
        (ox.Literal("Haft", language="de"), Cell("Haft", lang="de")),
        (ox.Literal(3), Cell("3", numeric=True)),
        (ox.Literal("3"), Cell("3")),
        (ox.BlankNode("b"), Cell("_:b")),
        (
            ox.NamedNode("http://a.example/x y".replace(" ", "%20")),
            Cell("http://a.example/x%20y", "http://a.example/x%20y"),
        ),
        (ox.NamedNode("urn:isbn:1"), Cell("urn:isbn:1")),
        (ox.NamedNode("javascript:alert(1)"), Cell("javascript:alert(1)")),
        (
            ox.NamedNode(PREFIXES["skos"] + "Concept"),
            Cell("skos:Concept", PREFIXES["skos"] + "Concept", title=PREFIXES["skos"] + "Concept"),
        ),
    ],
)
def test_cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | None, cell: Cell) -> None:
    assert cell_of(term) == cell


@pytest.mark.parametrize(
    ("local", "text"),
    [
        ("cmw-c-sr-506/paragraph-18", "para. 18"),
        ("another-record/paragraph-3", "para. 3"),
        ("gcm/paragraph-29", "gcm:paragraph-29"),
        ("icrmw/article-16.4", "icrmw:article-16.4"),
        (
            "instrument/cat/paragraph-1",
            "https://w3id.org/convergence/id/instrument/cat/paragraph-1",
        ),
        ("cmw-c-sr-506/relation-1", "sr506:relation-1"),
    ],
)
def test_own_terms_are_short_and_lead_to_their_description(local: str, text: str) -> None:
    cell = cell_of(ox.NamedNode(ID + local))
    assert cell.text == text
    address = urlsplit(cell.href or "")
    assert address.path == "/sparql"
    assert parse_qs(address.query) == {"query": [f"DESCRIBE <{ID}{local}>"]}


def test_a_long_answer_is_cut_and_says_so() -> None:
    rows = tuple((ox.Literal(number),) for number in range(MAX_ROWS + 200))
    view = view_of(Table(("n",), rows), "Numbers")
    assert len(view.rows) == MAX_ROWS
    assert view.count == "first 1,000 of 1,200 rows"
    assert view.columns == (("n", True),)


def test_type_names_are_terms_of_the_ontology() -> None:
    assert cell_of(ox.NamedNode(ONTOLOGY + "Gap")).text == "cvg:Gap"
