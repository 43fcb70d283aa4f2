from __future__ import annotations

import threading
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from waitress import wasyncore

from convergence.build import build
from convergence.catalogue import Catalogue, Parameter, Question
from convergence.dataset import Built
from convergence.namespaces import PREFIXES
from convergence.paths import Paths, find_paths
from convergence.serving import open_server, server_port
from convergence.store import OxigraphStore, merge_graphs
from convergence.web import DatasetInfo, create_app

#: Two relations that contest each other, with what they rest on. The label of article 16 is in
#: two graphs, so that a union that counts it twice is found out.
TINY = """
graph:icrmw {
  icrmw:article-16 a cvg:Article ; cvg:number 16 ;
    rdfs:label "Article 16"@en , "Artículo 16"@es ; skos:notation "art. 16" .
}
graph:gcm {
  gcm:objective-13 a cvg:Objective ; cvg:number 13 ; rdfs:label "Objective 13"@en ;
    cvg:setOutIn gcm:paragraph-29 .
}
graph:themes {
  theme:detention a skos:Concept ; skos:prefLabel "Detention"@en .
  icrmw:article-16 rdfs:label "Article 16"@en .
}
graph:cmw-c-sr-506 {
  sr506:paragraph-18 a cvg:RecordParagraph ; cvg:number 18 ; dcterms:description "a < b & “c”" .
  agent:desmond a cvg:Speaker ; foaf:name "Mr. Desmond" .
}
graph:cmw-c-sr-506\\/mapping {
  sr506:relation-1 a cvg:Divergent ; cvg:claim "The treaty binds; the Compact does not."@en ;
    cvg:conventionProvision icrmw:article-16 ; cvg:compactProvision gcm:objective-13 ;
    cvg:evidence sr506:paragraph-18 ; cvg:assertedBy agent:desmond ; cvg:theme theme:detention ;
    cvg:contests sr506:relation-2 ; rdfs:seeAlso <https://www.example.org/other> .
  sr506:relation-2 a cvg:Complementary ; cvg:claim "Each helps to read the other."@en ;
    cvg:conventionProvision icrmw:article-16 ; cvg:compactProvision gcm:objective-13 ;
    cvg:evidence sr506:paragraph-18 ; cvg:assertedBy agent:desmond ; cvg:theme theme:detention .
}
"""

ALIGNMENT = """#+ title: read by the catalogue, not by the engine
SELECT ?objective ?relation ?number WHERE {
  ?relation cvg:compactProvision ?objective .
  ?objective cvg:number ?number .
} ORDER BY ?relation"""

SPEAKER = """SELECT ?claim ?paragraph ?elsewhere ?speaker WHERE {
  ?relation cvg:assertedBy ?speaker ; cvg:claim ?claim ; cvg:evidence ?paragraph .
  OPTIONAL { ?relation rdfs:seeAlso ?elsewhere }
} ORDER BY ?claim"""

ABOUT = """CONSTRUCT { ?thing rdfs:label ?label } WHERE {
  ?thing rdfs:label ?label ; cvg:number ?number .
}"""


def question(name: str, text: str, *parameters: Parameter) -> Question:
    title = name.replace("-", " ").capitalize()
    return Question(name, title, f"{title}, in plain words?", "all", (), parameters, (), text)


@pytest.fixture
def tiny_engine() -> ox.Store:
    engine = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    engine.load((prefixes + TINY).encode(), format=ox.RdfFormat.TRIG)
    return engine


@pytest.fixture
def tiny_store(tiny_engine: ox.Store) -> OxigraphStore:
    """The tiny dataset as a build leaves it: the default graph is the union of the others."""
    merge_graphs(tiny_engine)
    return OxigraphStore(tiny_engine)


@pytest.fixture
def tiny_catalogue() -> Catalogue:
    return Catalogue(
        [
            question("alignment-by-objective", ALIGNMENT),
            question(
                "speaker-said", SPEAKER, Parameter("speaker", "iri", "Speaker", "agent:desmond")
            ),
            question("labels-of", ABOUT, Parameter("number", "integer", "Number", "13")),
        ]
    )


@pytest.fixture
def info() -> DatasetInfo:
    return DatasetInfo("Convergence", "0.0-test", 40, "A tiny graph for tests.")


@pytest.fixture
def app(tiny_store: OxigraphStore, tiny_catalogue: Catalogue, info: DatasetInfo) -> Flask:
    app = create_app(tiny_store, tiny_catalogue, dataset_info=info)
    app.config["TESTING"] = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def live(app: Flask) -> Iterator[tuple[str, int]]:
    """Host and port of the application behind the real server."""
    server = open_server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield "127.0.0.1", server_port(server)
    finally:
        # In the server's own thread, whose loop ends when nothing is open any more.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(timeout=5)
        server.task_dispatcher.shutdown()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The real dataset, built once from the curated files of this checkout."""
    home = find_paths()
    return build(Paths(data=home.data, build=tmp_path_factory.mktemp("build")))


@pytest.fixture(scope="session")
def real_store(built: Built) -> OxigraphStore:
    """The real dataset as the server opens it."""
    return OxigraphStore.open(built.store)
