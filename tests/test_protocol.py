from __future__ import annotations

from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convergence.errors import (
    ForbiddenQueryError,
    MalformedQueryError,
    MethodNotAllowedError,
    ProtocolError,
    UnsupportedMediaTypeError,
)
from convergence.protocol import FORM, QUERY, UPDATE, QueryRequest, decode_form, read_request
from convergence.store import RdfDataset

ASK = 'ASK { ?s ?p "a+b & c = d % é 😀" }\n# a comment'
G1, G2 = "http://example.org/g/1", "urn:x-graph:é"


def encoded(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


def test_get_query() -> None:
    assert read_request("GET", encoded(("query", ASK))) == QueryRequest(ASK)


def test_head_query() -> None:
    assert read_request("HEAD", encoded(("query", ASK))) == QueryRequest(ASK)


def test_post_form() -> None:
    body = encoded(("query", ASK), ("default-graph-uri", G1))
    asked = read_request("POST", b"", f"{FORM}; charset=UTF-8", body)
    assert asked == QueryRequest(ASK, RdfDataset((G1,)))


def test_post_query() -> None:
    address = encoded(("named-graph-uri", G1), ("named-graph-uri", G2))
    asked = read_request("POST", address, f'{QUERY}; charset="utf-8"', ASK.encode())
    assert asked == QueryRequest(ASK, RdfDataset((), (G1, G2)))


def test_get_several_graphs_keep_their_order() -> None:
    address = encoded(
        ("default-graph-uri", G2),
        ("query", ASK),
        ("default-graph-uri", G1),
        ("named-graph-uri", G1),
    )
    assert read_request("GET", address).dataset == RdfDataset((G2, G1), (G1,))


def test_unknown_parameters_are_ignored() -> None:
    address = encoded(("query", ASK), ("format", "json"), ("timeout", "3"), ("", "x"))
    assert read_request("GET", address) == QueryRequest(ASK)


@pytest.mark.parametrize("escape", [quote, quote_plus])
def test_forms_are_decoded_exactly_once(escape: object) -> None:
    twice = "SELECT ('%2B %2541 1+1' AS ?x) {}"
    assert callable(escape)
    assert read_request("GET", f"query={escape(twice)}".encode()).query == twice


def test_plus_is_a_space_in_forms_and_not_in_a_posted_query() -> None:
    assert read_request("GET", b"query=ASK+%7B%7D").query == "ASK {}"
    assert read_request("POST", b"", FORM, b"query=ASK+%7B%7D").query == "ASK {}"
    assert read_request("POST", b"", QUERY, b"ASK+{}").query == "ASK+{}"


def test_bytes_that_are_utf8_need_no_escape() -> None:
    assert read_request("GET", "query=ASK{'é'}".encode()).query == "ASK{'é'}"


MALFORMED = [
    ("get_no_query", "GET", b"x=1", None, b"", "missing"),
    ("get_empty_query", "GET", b"query=", None, b"", "empty"),
    ("get_blank_query", "GET", b"query=+%0A", None, b"", "empty"),
    ("get_two_queries", "GET", b"query=ASK{}&query=ASK{}", None, b"", "2 times"),
    ("get_query_and_update", "GET", b"query=ASK{}&update=x", None, b"", "not both"),
    ("get_relative_graph", "GET", b"query=ASK{}&default-graph-uri=g", None, b"", "absolute"),
    ("get_empty_graph", "GET", b"query=ASK{}&named-graph-uri=", None, b"", "absolute"),
    ("get_graph_with_space", "GET", b"query=ASK{}&named-graph-uri=a:+b", None, b"", "absolute"),
    ("get_bad_escape", "GET", b"query=ASK%7", None, b"", "percent"),
    ("get_bad_escape_hex", "GET", b"query=ASK%G0", None, b"", "percent"),
    ("get_broken_utf8", "GET", b"query=%C3%28", None, b"", "UTF-8"),
    ("get_surrogate", "GET", b"query=%ED%A0%80", None, b"", "UTF-8"),
    ("get_nul", "GET", b"query=ASK%00{}", None, b"", "NUL"),
    ("get_broken_elsewhere", "GET", b"query=ASK{}&x=%FF", None, b"", "UTF-8"),
    ("form_no_query", "POST", b"", FORM, b"", "missing"),
    ("form_two_queries", "POST", b"", FORM, b"query=ASK{}&query=ASK{}", "2 times"),
    ("form_query_in_both", "POST", b"query=ASK{}", FORM, b"query=ASK{}", "twice"),
    ("form_query_in_address", "POST", b"query=ASK{}", FORM, b"", "into the form"),
    (
        "form_graph_in_address",
        "POST",
        b"default-graph-uri=a:b",
        FORM,
        b"query=ASK{}",
        "into the form",
    ),
    ("form_query_and_update", "POST", b"", FORM, b"query=ASK{}&update=x", "not both"),
    ("form_broken_utf8", "POST", b"", FORM, b"query=%FF", "UTF-8"),
    ("form_nul", "POST", b"", FORM, b"query=\0", "NUL"),
    ("post_query_in_both", "POST", b"query=ASK{}", QUERY, b"ASK{}", "2 times"),
    ("post_empty", "POST", b"", QUERY, b"", "empty"),
    ("post_broken_utf8", "POST", b"", QUERY, b"ASK {\xff}", "UTF-8"),
    ("post_nul", "POST", b"", QUERY, b"ASK\0{}", "NUL"),
    ("post_relative_graph", "POST", b"named-graph-uri=/g", QUERY, b"ASK{}", "absolute"),
]


@pytest.mark.parametrize(
    ("method", "address", "content_type", "body", "says"),
    [case[1:] for case in MALFORMED],
    ids=[case[0] for case in MALFORMED],
)
def test_malformed(
    method: str, address: bytes, content_type: str | None, body: bytes, says: str
) -> None:
    with pytest.raises(MalformedQueryError, match=says):
        read_request(method, address, content_type, body)


@pytest.mark.parametrize(
    ("method", "address", "content_type", "body"),
    [
        ("GET", b"update=DROP+ALL", None, b""),
        ("POST", b"", FORM, b"update=DROP+ALL"),
        ("POST", b"", UPDATE, b"DROP ALL"),
    ],
)
def test_update_is_forbidden(
    method: str, address: bytes, content_type: str | None, body: bytes
) -> None:
    with pytest.raises(ForbiddenQueryError, match="no updates"):
        read_request(method, address, content_type, body)


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "multipart/form-data; boundary=x", "x", f"{QUERY}; charset=utf-16"],
)
def test_other_media_types_are_unsupported(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        read_request("POST", b"", content_type, b"ASK {}")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "get", "OPTIONS"])
def test_other_methods_are_not_allowed(method: str) -> None:
    with pytest.raises(MethodNotAllowedError) as raised:
        read_request(method, encoded(("query", ASK)))
    assert raised.value.allowed == ("GET", "HEAD", "POST", "OPTIONS")


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_what_a_client_encodes_comes_back(pairs: list[tuple[str, str]]) -> None:
    if any("\0" in name + value for name, value in pairs):
        with pytest.raises(MalformedQueryError, match="NUL"):
            decode_form(encoded(*pairs), "the form")
    else:
        assert decode_form(encoded(*pairs), "the form") == pairs


@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT"]),
    st.binary() | st.just(b"query=ASK{}"),
    st.sampled_from([None, FORM, QUERY, UPDATE]) | st.text(),
    st.binary(),
)
def test_any_request_is_read_or_refused(
    method: str, address: bytes, content_type: str | None, body: bytes
) -> None:
    try:
        asked = read_request(method, address, content_type, body)
    except ProtocolError as error:
        assert str(error)
    else:
        assert asked.query.strip()
