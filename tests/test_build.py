"""Building: the same bytes from the same sources, all of it or nothing, and told when stale."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from convergence.build import build
from convergence.dataset import Built, is_stale, read_built, sources_digest
from convergence.errors import NoDatasetError, SourceError
from convergence.namespaces import GRAPH
from convergence.paths import Paths, find_paths
from convergence.store import OxigraphStore

RELATIONS = "mapping/cmw-c-sr-506/relations/desmond.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Paths:
    """A copy of the curated files that a test may spoil."""
    home = find_paths()
    for name in ("ontology", "mapping", "queries"):
        shutil.copytree(home.data / name, tmp_path / "data" / name)
    return Paths(data=tmp_path / "data", build=tmp_path / "build")


def _edit(paths: Paths, old: str, new: str) -> None:
    file = paths.data / RELATIONS
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_same_sources_give_the_same_bytes(built: Built, copy: Paths) -> None:
    # Another folder, and the files in it were made in another order.
    again = build(copy)
    assert again.version == built.version
    assert again.nquads.read_bytes() == built.nquads.read_bytes()


def test_the_version_is_the_digest_of_the_content(built: Built) -> None:
    catalog = f"<{GRAPH}catalog>".encode()
    lines = built.nquads.read_bytes().splitlines(keepends=True)
    content = b"".join(line for line in lines if not line.rstrip().endswith(catalog + b" ."))
    assert hashlib.sha256(content).hexdigest().startswith(built.version)
    assert lines == sorted(lines)
    assert len(lines) == built.triples


def test_the_store_holds_what_the_dump_holds(built: Built) -> None:
    store = ox.Store.read_only(str(built.store))
    dump = ox.parse(path=built.nquads, format=ox.RdfFormat.N_QUADS)
    named = {quad for quad in store if not isinstance(quad.graph_name, ox.DefaultGraph)}
    blank = {
        q
        for q in named
        if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)
    }
    assert named - blank == {
        q
        for q in dump
        if not isinstance(q.subject, ox.BlankNode) and not isinstance(q.object, ox.BlankNode)
    }


def test_every_graph_of_the_contract_is_there(real_store: OxigraphStore) -> None:
    rows = real_store.answer("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").table().rows
    names = {term.value.removeprefix(GRAPH) for (term,) in rows}
    assert names == {
        "ontology", "icrmw", "gcm", "instruments", "agents", "themes", "cmw-c-sr-506",
        "cmw-c-sr-506/mapping", "inferred", "catalog",
    }  # fmt: skip


def test_a_failed_build_leaves_the_last_good_dataset(copy: Paths) -> None:
    first = build(copy)
    before = first.nquads.read_bytes()
    _edit(copy, "type: Gap", "type: Gapp")
    assert is_stale(copy)
    with pytest.raises(SourceError):
        build(copy)
    assert read_built(copy) == first
    assert first.nquads.read_bytes() == before
    assert (
        len(OxigraphStore.open(first.store).answer("SELECT * { ?s a cvg:Gap }").table().rows) == 17
    )
    assert [p.name for p in copy.build.iterdir() if p.name.startswith("staging")] == []
    _edit(copy, "type: Gapp", "type: Gap")
    assert not is_stale(copy)


def test_a_change_makes_a_new_version_and_old_ones_are_forgotten(copy: Paths) -> None:
    versions = [build(copy).version]
    for number in range(4):
        _edit(copy, "  claim: >-\n", f"  claim: >-\n    Change {number}.\n")
        versions.append(build(copy).version)
        assert read_built(copy).version == versions[-1]
    assert len(set(versions)) == 5
    kept = {p.name for p in (copy.build / "versions").iterdir()}
    assert versions[-1] in kept
    assert len(kept) == 3


def test_nothing_built_is_told(tmp_path: Path) -> None:
    paths = Paths(data=find_paths().data, build=tmp_path)
    assert is_stale(paths)
    with pytest.raises(NoDatasetError, match="convergence build"):
        read_built(paths)


def test_a_spoilt_dataset_is_told_and_built_anew(copy: Paths) -> None:
    built = build(copy)
    (built.folder / "meta.json").write_text("{")
    with pytest.raises(NoDatasetError):
        read_built(copy)
    assert build(copy).version == built.version
    assert read_built(copy).version == built.version


def test_a_file_more_is_a_change(copy: Paths) -> None:
    before = sources_digest(copy)
    (copy.data / "mapping" / "note.yaml").write_text("")
    assert sources_digest(copy) != before
