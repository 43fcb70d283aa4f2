"""Each rule on a graph of a few statements: what it adds, and what it must not add."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from convergence.errors import SourceError
from convergence.namespaces import INFERRED_GRAPH, PREFIXES, shorten
from convergence.paths import find_paths
from convergence.rules import apply_rules

RULES = find_paths().queries / "rules"

RELATION = """
  sr506:r a cvg:Divergent ; cvg:conventionProvision icrmw:article-16.4 ; cvg:compactProvision gcm:objective-13.h .
  icrmw:article-16.4 cvg:partOf icrmw:article-16 . icrmw:article-16 a cvg:Article ; cvg:partOf icrmw:part-3 .
  icrmw:part-3 a cvg:Part .
  gcm:objective-13.h cvg:partOf gcm:objective-13 . gcm:objective-13 a cvg:Objective ; cvg:partOf id:gcm .
"""

SCOPES = """
  icrmw:article-16 a cvg:Article ; cvg:personalScope concept:all-migrants .
  icrmw:article-16.1 a cvg:Paragraph ; cvg:partOf icrmw:article-16 .
  icrmw:article-16.2 a cvg:Paragraph ; cvg:partOf icrmw:article-16 ; cvg:personalScope concept:state .
  icrmw:article-16\\.2\\.a a cvg:Subparagraph ; cvg:partOf icrmw:article-16.2 .
  icrmw:part-3 a cvg:Part ; cvg:personalScope concept:no-holder .
  icrmw:article-16 cvg:partOf icrmw:part-3 .
  cvg:partOf a owl:TransitiveProperty .
"""

LABELS = """
  sr506:r a cvg:Gap ; cvg:claim "One is silent."@en .
  theme:detention a skos:Concept ; rdfs:label "Detention"@en .
  icrmw:article-1 rdfs:label "Article 1"@en .
"""

#: rule, what is asserted, what must follow, what must not
CASES = [
    (
        "types",
        "cvg:Gap rdfs:subClassOf cvg:Relation . cvg:Relation rdfs:subClassOf cvg:Claim . sr506:r a cvg:Gap .",
        ["sr506:r a cvg:Relation", "sr506:r a cvg:Claim"],
        ["sr506:r a cvg:Gap"],
    ),
    (
        "subproperties",
        "cvg:partOf rdfs:subPropertyOf eli:is_part_of . icrmw:article-1 cvg:partOf id:icrmw .",
        ["icrmw:article-1 eli:is_part_of id:icrmw"],
        ["icrmw:article-1 cvg:partOf id:icrmw"],
    ),
    (
        "inverses",
        "cvg:partOf owl:inverseOf cvg:hasPart . icrmw:article-1 cvg:partOf id:icrmw . id:gcm cvg:hasPart gcm:a .",
        ["id:icrmw cvg:hasPart icrmw:article-1", "gcm:a cvg:partOf id:gcm"],
        ["icrmw:article-1 cvg:hasPart id:icrmw"],
    ),
    (
        "symmetry",
        "cvg:contests a owl:SymmetricProperty . sr506:a cvg:contests sr506:b . sr506:a cvg:evidence sr506:p .",
        ["sr506:b cvg:contests sr506:a"],
        ["sr506:p cvg:evidence sr506:a"],
    ),
    (
        "transitivity",
        "cvg:partOf a owl:TransitiveProperty . gcm:a cvg:partOf gcm:b . gcm:b cvg:partOf gcm:c . gcm:c cvg:partOf gcm:d .",
        ["gcm:a cvg:partOf gcm:c", "gcm:a cvg:partOf gcm:d"],
        ["gcm:c cvg:partOf gcm:a"],
    ),
    (
        "direct-links",
        RELATION,
        [
            "icrmw:article-16.4 cvg:divergesFrom gcm:objective-13.h",
            "icrmw:article-16.4 cvg:divergesFrom gcm:objective-13",
            "icrmw:article-16 cvg:divergesFrom gcm:objective-13.h",
            "icrmw:article-16 cvg:divergesFrom gcm:objective-13",
        ],
        [
            "icrmw:article-16 cvg:complements gcm:objective-13",
            "icrmw:part-3 cvg:divergesFrom gcm:objective-13",
            "icrmw:article-16 cvg:divergesFrom id:gcm",
        ],
    ),
    (
        "direct-links",
        "sr506:r a cvg:Gap ; cvg:conventionProvision id:icrmw ; cvg:compactProvision id:gcm .",
        ["id:icrmw cvg:gapWith id:gcm"],
        [],
    ),
    (
        "direct-links",
        "sr506:r a cvg:Gap ; cvg:compactProvision id:gcm .",
        [],
        ["id:icrmw cvg:gapWith id:gcm"],
    ),
    (
        "labels",
        LABELS,
        [
            'sr506:r rdfs:label "One is silent."@en',
            'theme:detention skos:prefLabel "Detention"@en',
        ],
        [
            'icrmw:article-1 skos:prefLabel "Article 1"@en',
            'theme:detention rdfs:label "Detention"@en',
        ],
    ),
    (
        "personal-scope",
        SCOPES,
        [
            "icrmw:article-16.1 cvg:personalScope concept:all-migrants",
            "icrmw:article-16\\.2\\.a cvg:personalScope concept:state",
        ],
        [
            "icrmw:article-16.2 cvg:personalScope concept:all-migrants",
            "icrmw:article-16\\.2\\.a cvg:personalScope concept:all-migrants",
            "icrmw:article-16 cvg:personalScope concept:no-holder",
        ],
    ),
]


def _inferred(rules: list[str], asserted: str, folder: Path) -> ox.Store:
    for rule in rules:
        shutil.copy(RULES / f"{rule}.rq", folder)
    store = ox.Store()
    store.update(f"INSERT DATA {{ GRAPH graph:x {{ {asserted} }} }}", prefixes=PREFIXES)
    apply_rules(store, folder)
    return store


def _holds(store: ox.Store, statement: str) -> bool:
    query = f"ASK {{ GRAPH <{INFERRED_GRAPH}> {{ {statement} }} }}"
    return bool(store.query(query, prefixes=PREFIXES))


@pytest.mark.parametrize(("rule", "asserted", "follows", "not_so"), CASES)
def test_a_rule_adds_what_follows_and_no_more(
    rule: str, asserted: str, follows: list[str], not_so: list[str], tmp_path: Path
) -> None:
    store = _inferred([rule], asserted, tmp_path)
    for statement in follows:
        assert _holds(store, statement), statement
    for statement in not_so:
        assert not _holds(store, statement), statement


def test_every_rule_has_a_case() -> None:
    assert {path.stem for path in RULES.iterdir()} == {case[0] for case in CASES}


def test_rules_feed_each_other_until_nothing_is_new(tmp_path: Path) -> None:
    store = _inferred(
        ["transitivity", "inverses", "personal-scope"],
        SCOPES + ("cvg:partOf owl:inverseOf cvg:hasPart ."),
        tmp_path,
    )
    assert _holds(store, "icrmw:part-3 cvg:hasPart icrmw:article-16\\.2\\.a")
    assert not _holds(store, "icrmw:article-16\\.2\\.a cvg:personalScope concept:all-migrants")
    before = set(store)
    assert apply_rules(store, tmp_path) == 0
    assert set(store) == before


def test_a_rule_that_is_no_construct_query_is_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.rq").write_text("SELECT * { ?s ?p ?o }")
    with pytest.raises(SourceError, match=r"queries/rules/wrong\.rq: not a CONSTRUCT query"):
        apply_rules(ox.Store(), tmp_path)


def test_a_rule_with_a_syntax_error_is_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.rq").write_text("CONSTRUCT {")
    with pytest.raises(SourceError, match=r"queries/rules/wrong\.rq: "):
        apply_rules(ox.Store(), tmp_path)


def test_rules_that_never_end_are_stopped(tmp_path: Path) -> None:
    (tmp_path / "endless.rq").write_text(
        "CONSTRUCT { ?next a ?class } "
        "WHERE { ?thing a ?class BIND(IRI(CONCAT(STR(?thing), 'x')) AS ?next) }"
    )
    store = ox.Store()
    store.update("INSERT DATA { GRAPH graph:x { sr506:a a cvg:Gap } }", prefixes=PREFIXES)
    with pytest.raises(SourceError, match="the rules do not come to an end"):
        apply_rules(store, tmp_path)


def test_the_inferred_graph_of_the_real_data_repeats_nothing_asserted(built) -> None:
    store = ox.Store()
    store.bulk_load(path=built.nquads, format=ox.RdfFormat.N_QUADS)
    inferred = list(store.quads_for_pattern(None, None, None, ox.NamedNode(INFERRED_GRAPH)))
    assert len(inferred) == built.inferred > 10_000
    for quad in inferred:
        elsewhere = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        assert [q.graph_name for q in elsewhere] == [quad.graph_name], shorten(quad.subject.value)
