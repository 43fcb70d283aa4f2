"""A remote SPARQL 1.1 endpoint behind the same port as the embedded store."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from urllib.error import HTTPError, URLError

import pyoxigraph as ox
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from convergence.errors import ConvergenceError, MalformedQueryError, UsageError
from convergence.formats import Shape
from convergence.namespaces import PREFIXES
from convergence.sparqltext import QueryText
from convergence.store import Answer, RdfDataset, Term

_ROWS = "application/sparql-results+json"
_GRAPH = "application/n-triples"


class RemoteStore:
    """Asks another server, by POST (SPARQL 1.1 Protocol, section 2.1.2).

    Attributes:
        url: address of the endpoint.
        timeout: seconds to wait for an answer.
    """

    def __init__(self, url: str, timeout: int = 60) -> None:
        self.url = url
        self.timeout = timeout

    def answer(
        self,
        query: str,
        *,
        dataset: RdfDataset | None = None,
        bindings: Mapping[str, Term] | None = None,
    ) -> Answer:
        """Evaluates a query there; see `convergence.store.Store.answer`.

        Raises:
            MalformedQueryError: the endpoint says that the query is malformed.
            ConvergenceError: it cannot be reached, or its answer cannot be read.
        """
        if not self.url.startswith(("http://", "https://")):
            raise UsageError(f"--endpoint {self.url}: write an address that begins with http")
        text = QueryText(query)
        graph = text.form in {"CONSTRUCT", "DESCRIBE"}
        client = SPARQLWrapper(self.url)
        client.setMethod(POST)
        client.setTimeout(self.timeout)
        client.setQuery(_declared(query) + _values(bindings or {}))
        client.addCustomHttpHeader("Accept", _GRAPH if graph else _ROWS)
        for name, iris in (
            ("default-graph-uri", dataset.default if dataset else ()),
            ("named-graph-uri", dataset.named if dataset else ()),
        ):
            for iri in iris:
                client.addParameter(name, iri)
        try:
            content = client.query().response.read()
        except QueryBadFormed as error:
            raise MalformedQueryError(f"{self.url} refused the query: {_first(error)}") from None
        except HTTPError as error:
            raise ConvergenceError(f"{self.url} refused: {_detail(error)}") from None
        except (SPARQLWrapperException, URLError, OSError) as error:
            raise ConvergenceError(f"{self.url} did not answer: {_first(error)}") from None
        return self._read(content, graph)

    def _read(self, content: bytes, graph: bool) -> Answer:
        try:
            if graph:
                return Answer(Shape.GRAPH, _triples(content))
            results = ox.parse_query_results(
                input=io.BytesIO(content), format=ox.QueryResultsFormat.JSON
            )
        except (SyntaxError, ValueError):
            raise ConvergenceError(f"{self.url} gave no SPARQL result that can be read") from None
        return Answer(Shape.BINDINGS, results)


def _declared(query: str) -> str:
    """Declares our prefixes, which a foreign endpoint does not know; the query's own win."""
    lines = (f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())
    return "\n".join(lines) + "\n" + query


def _values(bindings: Mapping[str, Term]) -> str:
    """The bindings as a VALUES block of RDF terms (SPARQL 1.1 Query, section 10.2)."""
    if not bindings:
        return ""
    names = " ".join(f"?{name}" for name in bindings)
    terms = " ".join(str(term) for term in bindings.values())
    return f"\nVALUES ({names}) {{ ({terms}) }}\n"


def _triples(content: bytes) -> ox.QueryTriples:
    store = ox.Store()
    store.bulk_load(input=content, format=ox.RdfFormat.N_TRIPLES)
    triples = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(triples, ox.QueryTriples)  # noqa: S101 - narrows the type
    return triples


def _detail(error: HTTPError) -> str:
    """What the server says is wrong (RFC 9457), or its status."""
    try:
        return str(json.loads(error.read())["detail"])
    except (OSError, ValueError, KeyError, TypeError):
        return f"{error.code} {error.reason}"


def _first(error: Exception) -> str:
    text = str(getattr(error, "reason", "") or error).strip()
    return text.splitlines()[0] if text else type(error).__name__
