from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convergence.errors import NotAcceptableError
from convergence.formats import FORMATS, Format, Shape, formats_for
from convergence.negotiation import choose, parse_accept, prefers_html, weight_of

SELECT = formats_for(Shape.BINDINGS)
GRAPH = formats_for(Shape.GRAPH)

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (JSON.upper(), JSON),
        (XML, XML),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        # An alias is answered by the name that was asked for, when it was asked for by name.
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/xml", "text/xml"),
        (f"application/json, {JSON}", JSON),
        (f"application/json, {JSON};q=0.9", "application/json"),
        ("application/*", JSON),
        ("text/*", "text/csv"),
        # Ties go to the server's order; weights before it.
        (f"{XML}, {JSON}", JSON),
        (f"{JSON};q=0.5, {XML}", XML),
        ("text/csv;q=0.2, text/tab-separated-values;q=0.3", "text/tab-separated-values"),
        # The most specific range gives the weight, whatever the order.
        (f"*/*, {JSON};q=0.1", XML),
        (f"{JSON};q=0.1, */*", XML),
        (f"{JSON};q=0, */*;q=0.1", XML),
        (f"application/*;q=0, {XML};q=0.1, text/csv;q=0.01", XML),
        ("text/*;q=0.9, text/csv;q=0.1", "text/tab-separated-values"),
        ("application/*;q=0, */*", "text/csv"),
        # What is not a media range is left out; nothing left is no header.
        ("nonsense", JSON),
        ("*/json, text", JSON),
        ("nonsense, text/csv", "text/csv"),
        ("text/csv;q=2, text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=high, ,;", JSON),
        (",,text/csv,,", "text/csv"),
        # Parameters.
        ("text/csv;charset=utf-8", "text/csv"),
        ('text/csv; charset="UTF-8" ; q=1.000', "text/csv"),
        (f"text/csv;charset=latin1, {XML};q=0.1", XML),
        ("text/csv;header=absent, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        (f'{XML};profile="a,b;q=0", text/csv;q=0.5', XML),
    ],
)
def test_select(accept: str | None, media_type: str) -> None:
    assert choose(accept, SELECT).media_type == media_type


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("text/plain", "text/plain"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/xml", "application/xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        (
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
            "application/ld+json",
        ),
        ("application/*", "application/n-triples"),
        ("text/*", "text/turtle"),
    ],
)
def test_graph(accept: str | None, media_type: str) -> None:
    choice = choose(accept, GRAPH)
    assert choice.media_type == media_type
    assert choice.format.shape is Shape.GRAPH


@pytest.mark.parametrize(
    ("accept", "offered"),
    [
        ("text/turtle", SELECT),
        (JSON, GRAPH),
        ("text/csv", GRAPH),
        ("image/png", SELECT),
        ("*/*;q=0", SELECT),
        ("application/*;q=0, text/*;q=0", GRAPH),
    ],
)
def test_nothing_acceptable_lists_what_there_is(accept: str, offered: tuple[Format, ...]) -> None:
    with pytest.raises(NotAcceptableError) as raised:
        choose(accept, offered)
    assert raised.value.available == tuple(fmt.media_type for fmt in offered)
    assert all(name in str(raised.value) for name in raised.value.available)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/xml", "text/xml; charset=utf-8"),
        (JSON, JSON),
    ],
)
def test_content_type(accept: str, content_type: str) -> None:
    assert choose(accept, SELECT).content_type == content_type


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/html;q=0.2, */*;q=0.1", True),
        ("text/html, */*", False),
        ("*/*", False),
        (None, False),
        ("text/html;q=0.5, text/csv", False),
        ("text/html;q=0", False),
        ("application/json", False),
    ],
)
def test_html_only_when_it_is_liked_better(accept: str | None, html: bool) -> None:
    assert prefers_html(accept, SELECT) is html


def test_every_named_type_is_given_when_it_alone_is_accepted() -> None:
    for fmt in FORMATS:
        for media_type in fmt.media_types:
            choice = choose(media_type, formats_for(fmt.shape))
            assert (choice.format, choice.media_type) == (fmt, media_type)


_HEADERS = st.text() | st.lists(
    st.sampled_from(
        [name for fmt in FORMATS for name in fmt.media_types]
        + ["*/*", "text/*", "text/html", ";charset=utf-8", ";q=0", ";q=0.5", ";q=1", ";q="]
        + [";", ",", ",,", '"', "\\", "=", " "]
    )
).map("".join)


@given(_HEADERS, st.sampled_from([SELECT, GRAPH]))
def test_any_header_gives_an_offer_or_not_acceptable(
    accept: str, offered: tuple[Format, ...]
) -> None:
    try:
        choice = choose(accept, offered)
    except NotAcceptableError as error:
        assert error.available
        return
    assert choice.format in offered
    assert choice.media_type in choice.format.media_types
    # What was chosen is allowed, and no canonical type was liked better.
    ranges = parse_accept(accept)
    weight = weight_of(choice.media_type, ranges)
    assert weight > 0
    assert all(weight >= weight_of(fmt.media_type, ranges) for fmt in offered)
    prefers_html(accept, offered)


def test_a_long_broken_header_is_read_in_linear_time() -> None:
    assert choose('"\\' * 100_000, SELECT).media_type == JSON
    assert choose('a/b;x="' + '\\"' * 100_000, SELECT).media_type == JSON
