"""The query operation of the SPARQL 1.1 Protocol, without a web framework.

Source: SPARQL 1.1 Protocol (W3C), section 2.1; the decoding of forms follows the WHATWG URL
standard, section 5.1, except that what is broken is refused and not repaired.

Parameters that the protocol does not define are ignored, since clients add their own. There
is no `format` parameter among them: the Accept header alone decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from convergence.errors import (
    ForbiddenQueryError,
    MalformedQueryError,
    MethodNotAllowedError,
    UnsupportedMediaTypeError,
)
from convergence.store import RdfDataset

ALLOWED_METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_BAD_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ABSOLUTE_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_PARAMETERS: Final = frozenset({"query", "update", "default-graph-uri", "named-graph-uri"})

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class QueryRequest:
    """What a client asks.

    Attributes:
        query: the SPARQL text.
        dataset: the graphs that the request names; None when it names none.
    """

    query: str
    dataset: RdfDataset | None = None


def read_request(
    method: str, query_string: bytes, content_type: str | None = None, body: bytes = b""
) -> QueryRequest:
    """Reads a query operation.

    Args:
        method: the HTTP method.
        query_string: what follows the question mark in the address, as it came.
        content_type: the Content-Type header, or None.
        body: the body of the request.

    Raises:
        MethodNotAllowedError: it is not GET, HEAD or POST.
        UnsupportedMediaTypeError: the body is neither a form nor a query.
        ForbiddenQueryError: it is an update.
        MalformedQueryError: there is no query or more than one, or something is not encoded
            as it should be, or a graph's IRI is not absolute.
    """
    if method not in {"GET", "HEAD", "POST"}:
        raise MethodNotAllowedError(
            f"Queries are sent by GET or POST, not by {method}.", ALLOWED_METHODS
        )
    address = decode_form(query_string, "the address")
    if method != "POST":
        return _from_pairs(address)
    media_type, charset = _content_type(content_type)
    if media_type == FORM:
        return _from_form(address, decode_form(body, "the form"))
    if media_type == UPDATE:
        raise _forbidden()
    if media_type != QUERY:
        named = f"“{media_type}”" if media_type else "a body that does not say what it is"
        raise UnsupportedMediaTypeError(
            f"A query is posted as {QUERY} or {FORM}; this request has {named}."
        )
    if charset != "utf-8":
        raise UnsupportedMediaTypeError(f"A query is posted in UTF-8, not in {charset}.")
    query = _text(body, "the query")
    return _from_pairs([("query", query), *address])


def decode_form(raw: bytes, where: str) -> list[tuple[str, str]]:
    """Decodes a query string or a form, once.

    Args:
        raw: the encoded pairs.
        where: what they are, for the message.

    Raises:
        MalformedQueryError: a percent sign without two hexadecimal digits, bytes that are not
            UTF-8, or a NUL character.
    """
    pairs = []
    for pair in filter(None, raw.split(b"&")):
        name, _, value = pair.partition(b"=")
        pairs.append((_decode(name, where), _decode(value, where)))
    return pairs


def _from_form(address: Pairs, form: Pairs) -> QueryRequest:
    # Section 2.1.2: the parameters of a form are in its body. What stands in the address
    # would be lost without a word, so we say it.
    for name, _ in address:
        if name == "query" and any(key == "query" for key, _ in form):
            raise MalformedQueryError("The query is given twice: in the address and in the form.")
        if name in _PARAMETERS:
            raise MalformedQueryError(f"When a form is posted, {name} belongs into the form.")
    return _from_pairs(form)


def _from_pairs(pairs: Pairs) -> QueryRequest:
    queries = [value for name, value in pairs if name == "query"]
    if any(name == "update" for name, _ in pairs):
        if queries:
            raise MalformedQueryError("A request is a query or an update, not both.")
        raise _forbidden()
    if len(queries) > 1:
        raise MalformedQueryError(f"The query is given {len(queries)} times; send one.")
    if not queries:
        raise MalformedQueryError("The parameter “query” is missing.")
    if not queries[0].strip():
        raise MalformedQueryError("The query is empty.")
    dataset = RdfDataset(
        tuple(_graph(name, value) for name, value in pairs if name == "default-graph-uri"),
        tuple(_graph(name, value) for name, value in pairs if name == "named-graph-uri"),
    )
    return QueryRequest(queries[0], dataset or None)


def _graph(parameter: str, iri: str) -> str:
    if _ABSOLUTE_IRI.fullmatch(iri) is None:
        raise MalformedQueryError(f"{parameter}: “{iri}” is not an absolute IRI.")
    return iri


def _decode(encoded: bytes, where: str) -> str:
    bad = _BAD_ESCAPE.search(encoded)
    if bad:
        found = encoded[bad.start() : bad.start() + 3].decode("ascii", "replace")
        raise MalformedQueryError(f"“{found}” in {where} is not a percent-encoded byte.")
    return _text(unquote_to_bytes(encoded.replace(b"+", b" ")), where)


def _text(raw: bytes, where: str) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedQueryError(
            f"The bytes of {where} are not UTF-8 (from byte {error.start + 1} on)."
        ) from None
    if "\0" in text:
        raise MalformedQueryError(f"There is a NUL character in {where}.")
    return text


def _content_type(header: str | None) -> tuple[str, str]:
    media_type, *parameters = (header or "").split(";")
    charset = "utf-8"
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.strip().lower(), "utf-8" if charset == "utf8" else charset


def _forbidden() -> ForbiddenQueryError:
    return ForbiddenQueryError("This endpoint only answers queries; it takes no updates.")
