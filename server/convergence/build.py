"""From the curated files to a checked, versioned dataset, swapped in whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset, Graph

from convergence.catalogue import Catalogue
from convergence.dataset import Built, read_built, sources_digest
from convergence.errors import ConvergenceError, Problem, SourceError
from convergence.lift import Places, lift, places
from convergence.lint import identities, lint, references
from convergence.namespaces import BASE, CATALOG_GRAPH, ID, ONTOLOGY, ONTOLOGY_GRAPH, PREFIXES
from convergence.paths import Paths
from convergence.rules import apply_rules
from convergence.sources import read_sources
from convergence.sssom import sssom_set
from convergence.store import OxigraphStore, merge_graphs
from convergence.validate import check_problems, first_per_place, shape_problems
from convergence.vocabulary import Vocabulary

_KEEP = 3


@dataclass(frozen=True)
class Assembled:
    """A sound graph, not yet written.

    Attributes:
        store: all graphs, the inferred one included, the catalog not yet.
        places: where everything in it stands in the curated files.
        inferred: number of inferred statements.
    """

    store: ox.Store
    places: Places
    inferred: int


def assemble(paths: Paths) -> Assembled:
    """Reads, lints, lifts, validates, reasons and checks, without writing anything.

    Raises:
        SourceError: the sources are not sound; every problem that could be told.
    """
    _require(paths)
    files = read_sources(paths.data)
    vocabulary = Vocabulary.read(paths.context)
    problems = lint(files, vocabulary)
    nameless = identities(files, vocabulary)
    if nameless:
        # Without identities the graph would only repeat these problems in other words.
        raise SourceError(first_per_place(nameless + problems))
    found = places(files, vocabulary)
    ontology = _turtle(paths, "convergence.ttl")
    shapes = _turtle(paths, "shapes.ttl")
    problems += references(files, vocabulary)
    if problems:
        # A value of the wrong kind or a name for nothing would be told again by the shapes.
        raise SourceError(first_per_place(problems))
    dataset = lift(files, vocabulary)
    problems = shape_problems(dataset, ontology, shapes, found, vocabulary)
    if problems:
        raise SourceError(first_per_place(problems))
    store = _load(dataset, ontology)
    inferred = apply_rules(store, paths.queries / "rules")
    problems = check_problems(store, paths.queries / "checks", found)
    if problems:
        raise SourceError(first_per_place(problems))
    _check_questions(paths, store)
    return Assembled(store, found, inferred)


def build(paths: Paths) -> Built:
    """Builds the dataset and makes it the current one.

    The same sources give the same bytes: canonical N-Quads (W3C RDFC-1.0), sorted, named
    by their SHA-256. A failed build changes nothing.

    Raises:
        SourceError: the sources are not sound.
    """
    sources = sources_digest(paths)
    assembled = assemble(paths)
    content = _canonical(assembled.store)
    version = hashlib.sha256("".join(content).encode("utf-8")).hexdigest()[:16]
    quads = sorted(content + _catalog(version, len(content)))
    paths.build.mkdir(parents=True, exist_ok=True)
    folder = paths.build / "versions" / version
    meta = {
        "version": version,
        "sources": sources,
        "triples": len(quads),
        "inferred": assembled.inferred,
    }
    with _staging(paths.build) as staging:
        (staging / "dataset.nq").write_text("".join(quads), "utf-8")
        for record in _records(assembled.store):
            mappings = sssom_set(OxigraphStore(assembled.store), record, version)
            (staging / f"{record}.sssom.tsv").write_text(mappings, "utf-8")
        shutil.copytree(paths.queries / "competency", staging / "competency")
        (staging / "meta.json").write_text(json.dumps(meta, indent=2) + "\n", "utf-8")
        store = ox.Store(str(staging / "store"))
        store.bulk_load(path=staging / "dataset.nq", format=ox.RdfFormat.N_QUADS)
        merge_graphs(store)
        store.optimize()
        store.flush()
        del store  # closes its files, so that they can be opened elsewhere
        _publish(staging, folder)
    _switch(paths.current, folder)
    _forget_old(folder.parent, keep=folder)
    return read_built(paths)


def _require(paths: Paths) -> None:
    """Refuses to go on without rules, checks or questions: all would seem to be well."""
    missing = [
        Problem(f"queries/{name}", 0, "no .rq file in this folder; restore it")
        for name in ("checks", "competency", "rules")
        if not any((paths.queries / name).glob("*.rq"))
    ]
    if missing:
        raise SourceError(missing)


def _check_questions(paths: Paths, store: ox.Store) -> None:
    """Asks every catalogued question once."""
    problems = []
    for question in Catalogue.load(paths.queries / "competency"):
        try:
            question.ask(OxigraphStore(store))
        except ConvergenceError as error:
            problems.append(Problem(f"queries/competency/{question.name}.rq", 0, str(error)))
    if problems:
        raise SourceError(problems)


def _turtle(paths: Paths, name: str) -> Graph:
    path = paths.ontology / name
    try:
        return Graph().parse(path, format="turtle")
    except Exception as error:  # rdflib raises its own BadSyntax, and others below it
        line = getattr(error, "lines", 0)
        first = str(error).strip().splitlines()[0]
        raise SourceError([Problem(f"ontology/{name}", int(line) + 1, first)]) from None


def _load(dataset: Dataset, ontology: Graph) -> ox.Store:
    store = ox.Store()
    graphs = [(str(graph.identifier), graph) for graph in dataset.graphs()]
    for name, graph in [*graphs, (ONTOLOGY_GRAPH, ontology)]:
        if graph:
            store.bulk_load(
                input=graph.serialize(format="nt", encoding="utf-8"),
                format=ox.RdfFormat.N_TRIPLES,
                to_graph=ox.NamedNode(name),
            )
    return store


def _canonical(store: ox.Store) -> list[str]:
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    text = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").decode("utf-8")
    return sorted(text.splitlines(keepends=True))


def _records(store: ox.Store) -> list[str]:
    """The names of the records in a store, such as `cmw-c-sr-506`."""
    kind, record = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(ONTOLOGY + "Record")
    found = {
        str(q.subject.value)
        for q in store.quads_for_pattern(None, kind, record, None)
        if isinstance(q.subject, ox.NamedNode)
    }
    return sorted(iri.removeprefix(ID) for iri in found)


def _catalog(version: str, triples: int) -> list[str]:
    """Statements on the dataset itself; apart, since they name its content's digest."""
    dataset = ox.NamedNode(BASE + "dataset")
    graph = ox.NamedNode(CATALOG_GRAPH)

    def quad(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        prefix, local = predicate.split(":")
        return ox.Quad(dataset, ox.NamedNode(PREFIXES[prefix] + local), value, graph)

    integer = ox.NamedNode(PREFIXES["xsd"] + "integer")
    quads = [
        quad("rdf:type", ox.NamedNode(PREFIXES["void"] + "Dataset")),
        quad("rdf:type", ox.NamedNode(PREFIXES["dcat"] + "Dataset")),
        quad("dcterms:title", ox.Literal("Convergence", language="en")),
        quad(
            "dcterms:description",
            ox.Literal(
                "Claims on how the Migrant Workers Convention and the Global Compact for "
                "Migration complement each other, diverge or leave gaps, each with its "
                "speaker and its paragraph.",
                language="en",
            ),
        ),
        quad("dcterms:license", ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")),
        quad("dcat:version", ox.Literal(version)),
    ]
    total = triples + len(quads) + 1
    quads.append(quad("void:triples", ox.Literal(str(total), datatype=integer)))
    return [f"{quad} .\n" for quad in quads]


@contextlib.contextmanager
def _staging(build: Path) -> Iterator[Path]:
    """A folder to build in, gone afterwards unless it was moved into place."""
    staging = Path(tempfile.mkdtemp(prefix="staging-", dir=build))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _publish(staging: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        # The same content, built before: only the record of its sources may differ.
        os.replace(staging / "meta.json", folder / "meta.json")  # noqa: PTH105
        shutil.rmtree(folder / "competency", ignore_errors=True)
        shutil.move(staging / "competency", folder / "competency")
        return
    staging.rename(folder)
    folder.chmod(0o755)


def _switch(link: Path, folder: Path) -> None:
    """Points the link at a folder in one step, so that no reader finds it missing."""
    temporary = link.with_name(f"current-{os.getpid()}")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(folder.relative_to(link.parent), target_is_directory=True)
    temporary.replace(link)


def _forget_old(versions: Path, keep: Path) -> None:
    others = sorted(
        (p for p in versions.iterdir() if p != keep), key=lambda p: p.stat().st_mtime, reverse=True
    )
    for folder in others[_KEEP - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
