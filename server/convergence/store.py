"""The store port: what the rest of the program asks of a query engine.

Views and commands see `Store` and `Answer`; only this module knows pyoxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

import pyoxigraph as ox

from convergence.errors import ForbiddenQueryError, MalformedQueryError
from convergence.formats import Format, Shape
from convergence.namespaces import PREFIXES
from convergence.sparqltext import QueryText

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
# What the engine says that it expected is mostly classes of characters and the last keyword it
# tried, which misleads; now and then there is a sentence among them, which says it all.
_SENTENCE = re.compile(r"Prefix not found|[A-Z][a-z]+ [^,\[\]\"]*[a-z]|\w[\w ]* parsing failed")
_KEYWORD = re.compile(r"\b[A-Z_]{2,}\b")
_SIGN = re.compile(r"[\"\[]")
# The engine can look for its longest keyword at the very end of a query; see `_failure`.
_PADDING = " " * 32


@dataclass(frozen=True)
class RdfDataset:
    """The dataset that a request asks for (SPARQL 1.1 Protocol, section 2.1.4).

    Attributes:
        default: IRIs of the graphs merged into the default graph.
        named: IRIs of the graphs that `GRAPH` can see.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


@dataclass(frozen=True)
class Table:
    """Rows of RDF terms, for tables on a page or a terminal.

    Attributes:
        columns: names of the variables, without the question mark.
        rows: one tuple a solution, in the order of the columns; None where unbound.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass
class Answer:
    """What a query gave; to be read once, as a table or as bytes.

    Attributes:
        shape: rows and truth values, or a graph.
    """

    shape: Shape
    _results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples = field(repr=False)

    def serialize(self, fmt: Format) -> bytes:
        """Writes the answer in a format of its own shape.

        Raises:
            ValueError: the format cannot hold an answer of this shape.
        """
        if fmt.shape is not self.shape:
            raise ValueError(f"{fmt.name} cannot hold the answer of a {self.shape.value} query")
        if isinstance(self._results, ox.QueryTriples):
            assert isinstance(fmt.engine, ox.RdfFormat)  # noqa: S101 - narrows the type
            # Each once: the engine repeats what DESCRIBE finds in two ways.
            triples = list(dict.fromkeys(self._results))
            prefixes = _prefixes_of(triples) if fmt.engine in _WITH_PREFIXES else None
            return ox.serialize(triples, format=fmt.engine, prefixes=prefixes) or b""
        assert isinstance(fmt.engine, ox.QueryResultsFormat)  # noqa: S101
        return self._results.serialize(format=fmt.engine) or b""

    def table(self) -> Table:
        """Reads the answer as rows: a graph as its triples, a truth value as one cell."""
        if isinstance(self._results, ox.QueryBoolean):
            return Table(("answer",), ((ox.Literal(bool(self._results)),),))
        if isinstance(self._results, ox.QueryTriples):
            triples = dict.fromkeys(self._results)
            rows = tuple((t.subject, t.predicate, t.object) for t in triples)
            return Table(("subject", "predicate", "object"), rows)
        columns = tuple(variable.value for variable in self._results.variables)
        return Table(columns, tuple(tuple(row[name] for name in columns) for row in self._results))


_WITH_PREFIXES = {ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.RDF_XML}


class Store(Protocol):
    """A read-only dataset that answers SPARQL 1.1 queries."""

    def answer(
        self,
        query: str,
        *,
        dataset: RdfDataset | None = None,
        bindings: Mapping[str, Term] | None = None,
    ) -> Answer:
        """Evaluates a query.

        Args:
            query: SPARQL 1.1 Query; our prefixes need not be declared.
            dataset: graphs to use instead of what the query or the store says.
            bindings: terms for variables of the query, by name.

        Raises:
            MalformedQueryError: it is not SPARQL 1.1 Query.
            ForbiddenQueryError: it is an update, or calls another server.
        """
        ...


class OxigraphStore:
    """The embedded engine, on a built dataset or in memory.

    The engine's own union of graphs gives a triple once for each graph that holds it, where an
    RDF merge has it once (SPARQL 1.1 Query, section 13). So where several graphs are asked for
    they are merged first; and a dataset whose default graph was filled by `merge_graphs` has
    the union of them all there.
    """

    def __init__(self, engine: ox.Store) -> None:
        self._engine = engine

    @classmethod
    def open(cls, folder: Path) -> OxigraphStore:
        """Opens a built store for reading; several processes may do so at once."""
        return cls(ox.Store.read_only(str(folder)))

    def answer(
        self,
        query: str,
        *,
        dataset: RdfDataset | None = None,
        bindings: Mapping[str, Term] | None = None,
    ) -> Answer:
        """Evaluates a query; see `Store.answer`."""
        text = QueryText(query)
        if text.excess:
            raise MalformedQueryError(f"The query is too large: {text.excess}.")
        if text.is_update:
            raise ForbiddenQueryError(
                "This endpoint only answers queries (SELECT, ASK, CONSTRUCT, DESCRIBE); "
                f"{text.form} would change the data."
            )
        if text.calls_service:
            raise ForbiddenQueryError(
                "SERVICE is not available here: this endpoint calls no other server. "
                "Ask the other endpoint yourself and join the results."
            )
        try:
            results = self._evaluate(text, dataset, bindings)
        except SyntaxError as error:
            raise _malformed(str(error), text) from None
        except (RuntimeError, UnicodeEncodeError) as error:
            # A function that the engine lacks; half of a surrogate pair in the text.
            raise MalformedQueryError(f"The query cannot be evaluated: {error}") from None
        if isinstance(results, ox.QueryTriples):
            return Answer(Shape.GRAPH, results)
        return Answer(Shape.BINDINGS, results)

    def _evaluate(
        self,
        text: QueryText,
        dataset: RdfDataset | None,
        bindings: Mapping[str, Term] | None,
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        terms = {ox.Variable(name): term for name, term in (bindings or {}).items()}
        query = text.inert + _PADDING
        # Protocol, section 2.1.4: what the request says replaces FROM in the query.
        wanted = dataset or RdfDataset(*text.dataset(PREFIXES))
        if len(wanted.default) > 1:
            return self._merged(wanted).query(
                query,
                prefixes=PREFIXES,
                substitutions=terms,
                default_graph=ox.DefaultGraph(),
                named_graphs=[_graph(iri) for iri in wanted.named],
            )
        if wanted:
            return self._engine.query(
                query,
                prefixes=PREFIXES,
                substitutions=terms,
                default_graph=[_graph(iri) for iri in wanted.default],
                named_graphs=[_graph(iri) for iri in wanted.named],
            )
        in_default = self._engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
        is_filled = next(in_default, None) is not None
        # The engine ignores FROM when it is told to use the union of all graphs.
        return self._engine.query(
            query,
            prefixes=PREFIXES,
            substitutions=terms,
            use_default_graph_as_union=not (text.has_dataset or is_filled),
        )

    def _merged(self, wanted: RdfDataset) -> ox.Store:
        """A store of its own for a default graph that several graphs make up."""
        store = ox.Store()
        for iri in wanted.default:
            quads = self._engine.quads_for_pattern(None, None, None, _graph(iri))
            store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        for iri in wanted.named:
            store.bulk_extend(self._engine.quads_for_pattern(None, None, None, _graph(iri)))
        return store


def merge_graphs(engine: ox.Store) -> None:
    """Copies the triples of every named graph into the default graph, each once."""
    engine.bulk_extend(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for quad in list(engine)
        if quad.graph_name != ox.DefaultGraph()
    )


def _prefixes_of(triples: list[ox.Triple]) -> dict[str, str]:
    terms = {term for triple in triples for term in triple}
    datatypes = {term.datatype.value for term in terms if isinstance(term, ox.Literal)}
    iris = datatypes | {term.value for term in terms if isinstance(term, ox.NamedNode)}
    return {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(iri.startswith(namespace) for iri in iris)
    }


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise MalformedQueryError(f"“{iri}” does not name a graph: {error}") from None


def _malformed(message: str, text: QueryText) -> MalformedQueryError:
    place = _PLACE.match(message)
    if place is None:
        return MalformedQueryError(f"This is not SPARQL 1.1 Query: {message}")
    line, column = text.place_in_source(
        _failure(text.inert, int(place[1]), int(place[2]), place[3])
    )
    sentence = _SENTENCE.search(place[3])
    rest = text.source.split("\n")[line - 1][column - 1 :].strip()
    if sentence:
        reason = sentence[0].removeprefix("expected ")
    elif rest:
        reason = f"“{rest if len(rest) <= 30 else rest[:29] + '…'}” was not understood"
    else:
        reason = "something is missing here"
    return MalformedQueryError(
        f"This is not SPARQL 1.1 Query: line {line}, column {column}: {reason}.", line, column
    )


def _failure(query: str, line: int, column: int, expectation: str) -> int:
    """Where in a query the engine failed, as an offset.

    It looks for a keyword by reading as many characters as the keyword has, and names the
    place behind them, which can be lines further on.
    """
    lines = (query + _PADDING).split("\n")
    offset = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
    if _SENTENCE.search(expectation) is None and not _SIGN.search(expectation):
        offset -= min((len(word) for word in _KEYWORD.findall(expectation)), default=0)
    return offset
