from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convergence.errors import ForbiddenQueryError, MalformedQueryError
from convergence.sparqltext import MAX_DEPTH, MAX_LENGTH, MAX_MEMBERS, MAX_OPERATORS, QueryText
from convergence.store import OxigraphStore

CALL = "<http://127.0.0.1:9/> { ?a ?b ?c }"

DATA_NOT_KEYWORDS = [
    "'service'",
    '"SERVICE <http://a/> {"',
    "'''SERVICE\n'it' {'''",
    '"""SERVICE "it" {"""',
    r"'it\'s a SERVICE {'",
    "'SERVICE'@en-service",
    "<http://a/SERVICE>",
    r"<http://a/\u0070'SERVICE>",
    "?service",
    "$SERVICE",
    "ex:SERVICE",
    "ex:a.SERVICE",
    r"ex:a\'SERVICE",
    "ex:a%20SERVICE",
    ":service",
    "_:service",
    "service:x",
    "xservice:x",
    "# SERVICE <http://a/> {\n 1",
    "ex:from",
    "'FROM'",
    "?from",
    "<http://a/FROM>",
]


@pytest.mark.parametrize("term", DATA_NOT_KEYWORDS)
def test_words_in_data_are_no_keywords(term: str) -> None:
    text = QueryText(f"SELECT * {{ ?s ?p {term} . ?x ?y ?z }}")
    assert not text.calls_service
    assert not text.has_dataset
    assert text.form == "SELECT"


@pytest.mark.parametrize("graph", ["service:g", "ex:service", "<http://a/service>", "?service"])
@pytest.mark.parametrize("before", ["GRAPH", "FROM", "FROM NAMED"])
def test_graph_name_before_a_brace_is_no_call(before: str, graph: str) -> None:
    assert not QueryText(f"SELECT * {{ {before} {graph} {{ ?s ?p ?o }} }}").calls_service


CALLS = [
    f"SELECT * {{ SERVICE {CALL} }}",
    f"select * {{ service {CALL} }}",
    f"SELECT * {{ SERVICE SILENT {CALL} }}",
    f"SELECT * {{ FILTER EXISTS {{ SERVICE {CALL} }} }}",
    f"SELECT * {{ FILTER NOT EXISTS {{ SeRvIcE silent {CALL} }} }}",
    f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE {CALL} }} }} }} }}",
    "SELECT * { ?s ?p ?o SERVICE ?o { ?a ?b ?c } }",
    f"SELECT * {{ SERVICE # a comment\n{CALL} }}",
    f"SELECT * {{ ?s ?p 'SERVICE' SERVICE {CALL} }}",
    f"ASK {{ SERVICE {CALL} }}",
    f"CONSTRUCT {{ ?a ?b ?c }} {{ SERVICE {CALL} }}",
    f"DESCRIBE ?a {{ SERVICE {CALL} }}",
    # What the engine reads beyond the grammar, which asks for white space between keywords.
    f"SELECT * {{ SERVICESILENT{CALL} }}",
    f"SELECT * {{ ?s ?p trueSERVICE{CALL} }}",
    f"SELECT * {{ ?s ?p 1e5SERVICE{CALL} }}",
    "PREFIX e: <http://a/> SELECT * { SERVICEe:x { ?a ?b ?c } }",
    "PREFIX e: <http://a/> SELECT * { SERVICE SILENTe:x { ?a ?b ?c } }",
    "PREFIX e: <http://a/> SELECT * { SERVICEe:é\u20ac { ?a ?b ?c } }",
    "PREFIX e: <http://a/> SELECT * { ?s ?p trueSERVICEe:x { ?a ?b ?c } }",
    "PREFIX : <http://a/> SELECT * { SERVICE:x { ?a ?b ?c } }",
    "PREFIX : <http://a/> SELECT * { SERVICE:x#GRAPH\n{ ?a ?b ?c } }",
    # A namespace to which the engine cannot add the word: it reads `e:` and a keyword.
    f"PREFIX e: <http://a:> SELECT * {{ ?s ?p e:SERVICE {CALL} }}",
]

HIDDEN_CALLS = [
    # The engine tells `<` from an IRI by what came before, a tokenizer does not.
    "SELECT * { FILTER(?a<?b#>'''\n) SERVICE <http://127.0.0.1:9/#'''> { ?a ?b ?c } }",
    "SELECT * { FILTER(?a<?b#>'''\n) #''' GRAPH\nSERVICE:x { ?a ?b ?c } }",
    "SELECT * { ?s ?p ex:a\\' . SERVICE <http://127.0.0.1:9/'> { ?a ?b ?c } }",
    f"SELECT * {{ ?s ?p ex:a\\# . SERVICE {CALL} }}",
    "SELECT * { ?s ?p <http://a/\\u0070'> . SERVICE <http://127.0.0.1:9/'> { ?a ?b ?c } }",
]


@pytest.mark.parametrize("query", CALLS)
def test_service_is_found(query: str) -> None:
    assert QueryText(query).calls_service


@pytest.mark.parametrize("query", [*CALLS, *HIDDEN_CALLS])
def test_no_call_gets_to_the_engine(query: str, tiny_store: OxigraphStore) -> None:
    prefixes = "" if "PREFIX" in query else "PREFIX ex: <http://e/> PREFIX : <http://a/> "
    with pytest.raises((ForbiddenQueryError, MalformedQueryError)):
        tiny_store.answer(prefixes + query)


def test_engine_does_not_decode_escapes_outside_strings_and_iris(
    tiny_store: OxigraphStore,
) -> None:
    # If this ever passes, the escapes in `inert` stop nothing, and keywords hide behind them.
    for query in (f"SELECT * {{ SERV\\u0049CE {CALL} }}", "SELECT * FR\\u004FM <http://a/> {}"):
        with pytest.raises(MalformedQueryError):
            tiny_store.answer(query)


def test_inert_text_means_the_same(tiny_store: OxigraphStore) -> None:
    query = """# a SERVICE
        SELECT ("service" AS ?a) (<http://a/Service> AS ?b) ('''SERVICE''' AS ?c) {}"""
    row = tiny_store.answer(query).table().rows[0]
    assert [getattr(term, "value", None) for term in row] == [
        "service",
        "http://a/Service",
        "SERVICE",
    ]


@pytest.mark.parametrize("word", ["service", "servant"])
def test_place_of_an_error_is_that_in_the_source(word: str, tiny_store: OxigraphStore) -> None:
    with pytest.raises(MalformedQueryError) as raised:
        tiny_store.answer(f"SELECT * {{\n ?s ?p '{word}', '{word}' = }}")
    assert (raised.value.line, raised.value.column) == (2, 29)


@pytest.mark.parametrize("word", ["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "ADD", "with"])
def test_update_is_told_from_query(word: str) -> None:
    assert QueryText(f"# SELECT\nPREFIX select: <http://a/> {word} <x>").is_update
    assert not QueryText(f"SELECT * {{ ?s ?p '{word}' }} # {word}").is_update
    assert not QueryText(f"PREFIX {word}: <http://a/> SELECT * {{ {word}:a ?p ?o }}").is_update


@pytest.mark.parametrize(
    "query",
    ["SELECT * FROM <g> {}", "ASK from named <g> {}", "SELECT*FROM<g>{}", "ASKFROM<g>{}"],
)
def test_from_is_found(query: str) -> None:
    assert QueryText(query).has_dataset


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT * {" + "{" * MAX_DEPTH + "}" * MAX_DEPTH + "}", "nested"),
        ("SELECT * { FILTER(" + "1+" * MAX_OPERATORS + "1) }", "operators"),
        ("SELECT * { ?s ?p (" + "1 " * MAX_MEMBERS + "1) }", "list"),
        ("SELECT * {} #" + "x" * MAX_LENGTH, "characters"),
    ],
)
def test_text_that_would_overflow_the_engine_is_refused(
    text: str, says: str, tiny_store: OxigraphStore
) -> None:
    with pytest.raises(MalformedQueryError, match=says):
        tiny_store.answer(text)


def test_long_tables_of_values_are_no_excess() -> None:
    rows = "(<http://a/b> 'c') " * 2_000
    assert QueryText(f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}").excess is None
    numbers = ", ".join(["'x'"] * 3_000)
    assert QueryText(f"SELECT * {{ FILTER(?a IN ({numbers})) }}").excess is None


FRAGMENTS = st.sampled_from(
    [*DATA_NOT_KEYWORDS, "SELECT", "*", "{", "}", "(", ")", "<", ">", "'", '"', "#", "\n", " ", ":"]
)


@given(st.text() | st.lists(FRAGMENTS).map("".join))
def test_any_text_is_cut_into_tokens_without_loss(source: str) -> None:
    text = QueryText(source)
    assert "".join(token.text for token in text._all_tokens) == source
    assert len(text.inert) >= len(source)
    assert isinstance(text.calls_service, bool)
    assert text.excess is None or text.excess


@given(st.text(alphabet=st.characters(blacklist_characters="'\\\r\n", codec="utf-8")))
def test_no_string_is_a_keyword(content: str) -> None:
    text = QueryText(f"SELECT * {{ ?s ?p '{content} SERVICE FROM {{ ' }}")
    assert not text.calls_service
    assert not text.has_dataset


@given(st.lists(FRAGMENTS).map("".join))
def test_service_after_anything_closed_is_found_or_inert(before: str) -> None:
    text = QueryText(f"SELECT * {{ {before} SERVICE <http://127.0.0.1:9/> {{ }} }}")
    assert text.calls_service or f"{before} SERVICE <" not in text.inert


@pytest.mark.parametrize(
    ("written", "inert"),
    [
        ("icrmw:article-16.4", "icrmw:article-16.4"),
        ("icrmw:article-16.7.a", r"icrmw:article-16\.7\.a"),
        ("icrmw:article-16.7.a.", r"icrmw:article-16\.7\.a."),
        (r"icrmw:article-16\.7.a", r"icrmw:article-16\.7.a"),
        ("_:a.b.c", "_:a.b.c"),
        ("<http://a.b.c/d.e.f>", "<http://a.b.c/d.e.f>"),
        ('"a:b.c.d"', '"a:b.c.d"'),
        ("# a:b.c.d", "# a:b.c.d"),
    ],
)
def test_dots_in_a_local_name_are_escaped_for_the_engine(written: str, inert: str) -> None:
    assert QueryText(f"ASK {{ ?s ?p {written} }}").inert == f"ASK {{ ?s ?p {inert} }}"


@pytest.mark.parametrize("end", [" }", ". }", " . ?s ?p ?o }", ", icrmw:article-43.1.e }"])
def test_a_name_with_two_dots_is_read(end: str) -> None:
    store, subject = ox.Store(), ox.NamedNode("https://example.org/s")
    for name in ("16.7.a", "43.1.e"):
        node = ox.NamedNode(f"https://w3id.org/convergence/id/icrmw/article-{name}")
        store.add(ox.Quad(subject, subject, node))
    for name, found in (("16.7.a", True), ("16.7.b", False)):
        table = OxigraphStore(store).answer(f"ASK {{ ?s ?p icrmw:article-{name}{end}").table()
        assert table.rows[0][0] == ox.Literal(found)


def test_the_place_of_an_error_behind_escaped_dots_is_the_readers() -> None:
    with pytest.raises(MalformedQueryError) as caught:
        OxigraphStore(ox.Store()).answer("ASK { icrmw:article-16.7.a\n ?p <a b> }")
    assert caught.value.line == 2
