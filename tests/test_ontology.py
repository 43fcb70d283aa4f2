"""The vocabulary has every term that others rely on, each labelled, and no term undeclared."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Namespace, URIRef

from convergence.namespaces import ONTOLOGY
from convergence.paths import find_paths
from convergence.vocabulary import Vocabulary

CVG = Namespace(ONTOLOGY)

CLASSES = """
Instrument Treaty NonBindingInstrument Provision Part Article Paragraph Subparagraph Objective
Action GuidingPrinciple InstrumentParagraph Record RecordParagraph Intervention Speaker
Stakeholder TreatyBody State UnitedNationsEntity UnitedNationsNetwork SpecialProcedure
IntergovernmentalOrganization CivilSocietyOrganization AcademicInstitution Position
Recommendation Relation Complementary Divergent Gap
""".split()

PROPERTIES = """
partOf hasPart number letter setOutIn personalScope inRecord textDigest mentions speaker
onBehalfOf includesParagraph byVideoLink order statedIn evidence theme about gist quote
addressee conventionProvision compactProvision relationKind strongerInstrument silentInstrument
assertedBy claim basis rationale certainty conventionBasis compactBasis contests complements
divergesFrom gapWith relatedTo
""".split()

INDIVIDUALS = "Explicit Resolved Stated Implied Arguable".split()

#: class: what it is a kind of
ABOVE = {
    "Treaty": "Instrument", "NonBindingInstrument": "Instrument", "Part": "Provision",
    "Article": "Provision", "Paragraph": "Provision", "Subparagraph": "Provision",
    "Objective": "Provision", "Action": "Provision", "GuidingPrinciple": "Provision",
    "InstrumentParagraph": "Provision", "TreatyBody": "Stakeholder", "State": "Stakeholder",
    "UnitedNationsEntity": "Stakeholder", "UnitedNationsNetwork": "Stakeholder",
    "SpecialProcedure": "Stakeholder", "IntergovernmentalOrganization": "Stakeholder",
    "CivilSocietyOrganization": "Stakeholder", "AcademicInstitution": "Stakeholder",
    "Recommendation": "Position", "Complementary": "Relation", "Divergent": "Relation",
    "Gap": "Relation",
}  # fmt: skip

DISJOINT = [
    ("Treaty", "NonBindingInstrument"), ("Complementary", "Divergent"), ("Divergent", "Gap"),
    ("Complementary", "Gap"), ("State", "CivilSocietyOrganization"), ("Article", "Objective"),
    ("Paragraph", "InstrumentParagraph"), ("Relation", "Position"), ("Speaker", "Stakeholder"),
]  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(find_paths().ontology / "convergence.ttl")


def _own_terms() -> list[URIRef]:
    graph = Graph().parse(find_paths().ontology / "convergence.ttl")
    terms = {s for s in graph.subjects(RDF.type) if isinstance(s, URIRef)}
    return sorted(t for t in terms if t.startswith(ONTOLOGY) and t != URIRef(ONTOLOGY))


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_of_the_contract_is_declared(ontology: Graph, name: str) -> None:
    assert (CVG[name], RDF.type, OWL.Class) in ontology
    if name in ABOVE:
        assert (CVG[name], RDFS.subClassOf, CVG[ABOVE[name]]) in ontology


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_of_the_contract_is_declared(ontology: Graph, name: str) -> None:
    kinds = {OWL.ObjectProperty, OWL.DatatypeProperty}
    assert len(kinds & set(ontology.objects(CVG[name], RDF.type))) == 1


@pytest.mark.parametrize("name", INDIVIDUALS)
def test_an_individual_of_the_contract_is_declared(ontology: Graph, name: str) -> None:
    assert (CVG[name], RDF.type, OWL.NamedIndividual) in ontology


@pytest.mark.parametrize("term", _own_terms(), ids=lambda term: term.rpartition("/")[2])
def test_a_term_has_one_english_label_and_one_comment(ontology: Graph, term: URIRef) -> None:
    for predicate in (RDFS.label, RDFS.comment):
        texts = [t for t in ontology.objects(term, predicate) if t.language == "en"]
        assert len(texts) == 1
        assert texts[0].strip() == str(texts[0]) != ""


@pytest.mark.parametrize(("one", "other"), DISJOINT)
def test_what_cannot_be_both_is_disjoint(ontology: Graph, one: str, other: str) -> None:
    pairwise = (CVG[one], OWL.disjointWith, CVG[other]) in ontology
    lists = [
        set(ontology.items(members))
        for axiom in ontology.subjects(RDF.type, OWL.AllDisjointClasses)
        for members in ontology.objects(axiom, OWL.members)
    ]
    assert pairwise or any({CVG[one], CVG[other]} <= members for members in lists)


@pytest.mark.parametrize(
    ("name", "characteristic"),
    [
        ("partOf", OWL.TransitiveProperty),
        ("contests", OWL.SymmetricProperty),
        ("relatedTo", OWL.SymmetricProperty),
        ("complements", OWL.SymmetricProperty),
        ("divergesFrom", OWL.SymmetricProperty),
        ("gapWith", OWL.SymmetricProperty),
    ],
)
def test_characteristics(ontology: Graph, name: str, characteristic: URIRef) -> None:
    assert (CVG[name], RDF.type, characteristic) in ontology


def test_the_direct_links_lie_below_related_to(ontology: Graph) -> None:
    for name in ("complements", "divergesFrom", "gapWith"):
        assert (CVG[name], RDFS.subPropertyOf, CVG.relatedTo) in ontology


def test_an_inverse_runs_the_other_way(ontology: Graph) -> None:
    pairs = list(ontology.subject_objects(OWL.inverseOf))
    assert len(pairs) >= 10
    for one, other in pairs:
        assert one != other
        for domain in ontology.objects(other, RDFS.domain):
            assert domain in set(ontology.objects(one, RDFS.range))


def test_every_term_used_in_the_ontology_is_declared(ontology: Graph) -> None:
    declared = {s for s in ontology.subjects(RDF.type) if isinstance(s, URIRef)}
    used = {node for triple in ontology for node in triple if isinstance(node, URIRef)}
    built_in = (
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://www.w3.org/2000/01/rdf-schema#",
        "http://www.w3.org/2002/07/owl#",
        "http://www.w3.org/2001/XMLSchema#",
    )
    undeclared = {
        u for u in used - declared if not str(u).startswith(built_in) and "creativecommons" not in u
    }
    assert undeclared == set()


def test_every_key_and_type_of_the_context_is_declared(ontology: Graph) -> None:
    vocabulary = Vocabulary.read(find_paths().context)
    declared = {str(s) for s in ontology.subjects(RDF.type)}
    for key in vocabulary.keys.values():
        assert key.iri in declared or not key.iri.startswith(ONTOLOGY), key.name
    for name, iri in vocabulary.terms.items():
        assert iri in declared or not iri.startswith(ONTOLOGY), name


def test_the_labels_of_terms_differ(ontology: Graph) -> None:
    labels: dict[str, list[str]] = {}
    for term in _own_terms():
        kind = "class" if (term, RDF.type, OWL.Class) in ontology else "other"
        labels.setdefault(f"{kind} {ontology.value(term, RDFS.label)}", []).append(term)
    assert {label: terms for label, terms in labels.items() if len(terms) > 1} == {}
