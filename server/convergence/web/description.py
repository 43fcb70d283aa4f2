"""What the endpoint says of itself.

Source: SPARQL 1.1 Service Description (W3C); the IRIs of formats are those of
https://www.w3.org/ns/formats/.
"""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from convergence.errors import UsageError
from convergence.formats import Format
from convergence.namespaces import PREFIXES
from convergence.store import Store
from convergence.web.info import DatasetInfo

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_FORMAT_IRIS: Final = {
    "json": ox.NamedNode(_FORMATS + "SPARQL_Results_JSON"),
    "xml": ox.NamedNode(_FORMATS + "SPARQL_Results_XML"),
    "csv": ox.NamedNode(_FORMATS + "SPARQL_Results_CSV"),
    "tsv": ox.NamedNode(_FORMATS + "SPARQL_Results_TSV"),
    "turtle": ox.NamedNode(_FORMATS + "Turtle"),
    "ntriples": ox.NamedNode(_FORMATS + "N-Triples"),
    "rdfxml": ox.NamedNode(_FORMATS + "RDF_XML"),
    "jsonld": ox.NamedNode(_FORMATS + "JSON-LD"),
}
_NAMED_GRAPHS: Final = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph {} } ORDER BY ?graph"


def describe_service(endpoint: str, store: Store, info: DatasetInfo, fmt: Format) -> bytes:
    """Writes the service description.

    Args:
        endpoint: the address that the client reached us at.
        store: the dataset, to be asked for its named graphs.
        info: what the dataset is.
        fmt: an RDF format.

    Raises:
        UsageError: the address, which has the host that the client named, is no IRI.
    """
    try:
        address = ox.NamedNode(endpoint)
    except ValueError:
        raise UsageError("The Host header of the request is not the name of a host.") from None
    assert isinstance(fmt.engine, ox.RdfFormat)  # noqa: S101 - narrows the type
    triples = _triples(address, named_graphs(store), info)
    prefixes = {"sd": _SD, **{name: PREFIXES[name] for name in ("dcterms", "void", "xsd")}}
    written = ox.serialize(triples, format=fmt.engine, prefixes=prefixes)
    return written or b""


def named_graphs(store: Store) -> list[ox.NamedNode]:
    """The named graphs that a dataset has, in order."""
    rows = store.answer(_NAMED_GRAPHS).table().rows
    return [graph for (graph,) in rows if isinstance(graph, ox.NamedNode)]


def _triples(
    endpoint: ox.NamedNode, graphs: list[ox.NamedNode], info: DatasetInfo
) -> list[ox.Triple]:
    service = ox.NamedNode(f"{endpoint.value}#service")
    dataset = ox.NamedNode(f"{endpoint.value}#dataset")
    default = ox.NamedNode(f"{endpoint.value}#default-graph")
    a = ox.NamedNode(PREFIXES["rdf"] + "type")
    triples = [
        ox.Triple(service, a, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), endpoint),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        *(ox.Triple(service, _sd("resultFormat"), iri) for iri in _FORMAT_IRIS.values()),
        ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, a, _sd("Dataset")),
        ox.Triple(dataset, _dcterms("title"), ox.Literal(info.title, language="en")),
        ox.Triple(dataset, _dcterms("description"), ox.Literal(info.description, language="en")),
        ox.Triple(dataset, _dcterms("hasVersion"), ox.Literal(info.version)),
        ox.Triple(dataset, _sd("defaultGraph"), default),
        ox.Triple(default, a, _sd("Graph")),
        ox.Triple(default, ox.NamedNode(PREFIXES["void"] + "triples"), ox.Literal(info.triples)),
    ]
    for graph in graphs:
        node = ox.BlankNode()
        triples += [
            ox.Triple(dataset, _sd("namedGraph"), node),
            ox.Triple(node, a, _sd("NamedGraph")),
            ox.Triple(node, _sd("name"), graph),
        ]
    return triples


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _dcterms(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["dcterms"] + name)
