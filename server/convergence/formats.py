"""The result formats that we read and write, with their media types.

Source: SPARQL 1.1 Query Results JSON, XML, CSV and TSV; Turtle, N-Triples, RDF/XML and JSON-LD
(W3C), as registered with IANA.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat


class Shape(Enum):
    """What a query gives back: rows and truth values, or a graph."""

    BINDINGS = "SELECT or ASK"
    GRAPH = "CONSTRUCT or DESCRIBE"


@dataclass(frozen=True)
class Format:
    """A serialization.

    Attributes:
        name: short name, as on the command line and in `?format=`.
        shape: the kind of answer that it can hold.
        media_types: the canonical media type, then its aliases.
        engine: the engine's constant for it.
        charset: whether the Content-Type carries `charset=utf-8`.
    """

    name: str
    shape: Shape
    media_types: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat
    charset: bool = False

    @property
    def media_type(self) -> str:
        """The canonical media type."""
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


# In the order in which the server prefers them when a client likes several equally.
FORMATS: Final[tuple[Format, ...]] = (
    Format(
        "json",
        Shape.BINDINGS,
        ("application/sparql-results+json", "application/json"),
        QueryResultsFormat.JSON,
    ),
    Format(
        "xml",
        Shape.BINDINGS,
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        QueryResultsFormat.XML,
    ),
    # The CSV and TSV formats are defined for SELECT results (W3C, section 3); the answer of an
    # ASK query is the one word “true” or “false”, which clients of either read well.
    Format("csv", Shape.BINDINGS, ("text/csv",), QueryResultsFormat.CSV, True),
    Format(
        "tsv",
        Shape.BINDINGS,
        ("text/tab-separated-values",),
        QueryResultsFormat.TSV,
        True,
    ),
    Format(
        "turtle",
        Shape.GRAPH,
        ("text/turtle", "application/x-turtle"),
        RdfFormat.TURTLE,
        True,
    ),
    Format("ntriples", Shape.GRAPH, ("application/n-triples", "text/plain"), RdfFormat.N_TRIPLES),
    Format(
        "rdfxml",
        Shape.GRAPH,
        ("application/rdf+xml", "application/xml", "text/xml"),
        RdfFormat.RDF_XML,
    ),
    Format("jsonld", Shape.GRAPH, ("application/ld+json", "application/json"), RdfFormat.JSON_LD),
)


def formats_for(shape: Shape) -> tuple[Format, ...]:
    """The formats that can hold an answer of this shape, best first."""
    return tuple(f for f in FORMATS if f.shape is shape)


def format_named(name: str) -> Format | None:
    """The format with this short name, or None."""
    return next((f for f in FORMATS if f.name == name), None)
