"""The IRIs of the contract, and how they are written short."""

from __future__ import annotations

import re
from typing import Final

BASE: Final = "https://w3id.org/convergence/"
ONTOLOGY: Final = BASE + "ontology/"
ID: Final = BASE + "id/"
GRAPH: Final = BASE + "graph/"

INFERRED_GRAPH: Final = GRAPH + "inferred"
CATALOG_GRAPH: Final = GRAPH + "catalog"
ONTOLOGY_GRAPH: Final = GRAPH + "ontology"

#: Prefixes that queries may use without declaring them, and that results are written with.
PREFIXES: Final[dict[str, str]] = {
    "cvg": ONTOLOGY,
    "id": ID,
    "icrmw": ID + "icrmw/",
    "gcm": ID + "gcm/",
    "inst": ID + "instrument/",
    "sr506": ID + "cmw-c-sr-506/",
    "agent": ID + "agent/",
    "theme": ID + "theme/",
    "concept": ID + "concept/",
    "graph": GRAPH,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "sh": "http://www.w3.org/ns/shacl#",
}

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def shorten(iri: str) -> str:
    """Writes an IRI as a prefixed name where that is possible, else as it is.

    >>> shorten("https://w3id.org/convergence/id/icrmw/article-16.4")
    'icrmw:article-16.4'
    """
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str | None:
    """Turns a prefixed name of ours into an IRI; None when the prefix is not one of ours.

    >>> expand("gcm:objective-21")
    'https://w3id.org/convergence/id/gcm/objective-21'
    """
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in PREFIXES or local.startswith("//"):
        return None
    return PREFIXES[prefix] + local
