"""The relations, each on its own, and what the record's readers will look for in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from convergence.paths import find_paths
from convergence.sources import Entry, read_sources
from convergence.store import OxigraphStore

HOME = find_paths()


def _relations() -> list[tuple[str, Entry]]:
    graph = "https://w3id.org/convergence/graph/cmw-c-sr-506/mapping"
    return [
        (str(entry.values["id"]), entry)
        for file in read_sources(HOME.data)
        if file.graph == graph
        for entry in file.entries
        if entry.values["type"] in {"Complementary", "Divergent", "Gap"}
    ]


RELATIONS = _relations()


def _values(entry: Entry, key: str) -> list[str]:
    return [str(value) for value, _ in entry.items(key)]


def _pairs(store: OxigraphStore, query: str) -> set[tuple[str, ...]]:
    rows = store.answer(query).table().rows
    return {tuple(str(getattr(t, "value", "")).rpartition("/")[2] for t in row) for row in rows}


@pytest.mark.parametrize(("name", "entry"), RELATIONS, ids=[name for name, _ in RELATIONS])
def test_a_relation_is_somebodys_claim_in_our_words(name: str, entry: Entry) -> None:
    paragraphs = [int(p.removeprefix("paragraph-")) for p in _values(entry, "evidence")]
    # The number in the name is the paragraph in which the claim is made or begins.
    assert int(name.split("-")[1]) in paragraphs
    (claim,) = _values(entry, "claim")
    assert 5 <= len(claim.split()) <= 60
    assert claim.endswith(".")
    for quote in _values(entry, "quote"):
        assert 1 <= len(quote.split()) <= 12
        # A term of art may stand in both; a phrase is a copy.
        assert len(quote.split()) <= 4 or quote not in claim
    sides = _values(entry, "convention") + _values(entry, "compact")
    if set(sides) - {"Convention", "Compact"} and _values(entry, "basis") == ["Resolved"]:
        assert len(_values(entry, "rationale")[0].split()) >= 6


@pytest.mark.parametrize("file", sorted((HOME.mapping / "cmw-c-sr-506" / "relations").iterdir()))
def test_a_file_holds_the_relations_of_one_speaker(file: Path) -> None:
    (source,) = [s for s in read_sources(HOME.data) if s.name.endswith(f"relations/{file.name}")]
    assert {v for e in source.entries for v in _values(e, "assertedBy")} == {f"agent:{file.stem}"}


def test_every_numbered_reference_of_the_two_instruments_but_one_is_in_a_relation(
    real_store: OxigraphStore,
) -> None:
    missing = _pairs(
        real_store,
        """SELECT ?paragraph ?named {
          ?paragraph cvg:mentions ?named . ?named a cvg:Provision ; cvg:partOf ?instrument .
          VALUES ?instrument {
            <https://w3id.org/convergence/id/icrmw> <https://w3id.org/convergence/id/gcm> }
          FILTER NOT EXISTS { ?relation cvg:evidence ?paragraph ;
            cvg:conventionProvision|cvg:compactProvision ?side . ?side cvg:partOf* ?named } }""",
    )
    # Paragraph 60 says nothing of the Compact: a position, and no relation.
    assert missing == {("paragraph-60", "article-45")}


@pytest.mark.parametrize(
    ("objective", "expected"),
    [
        (
            21,
            {
                ("article-22", "Complementary", "paragraph-6", "hernandez-paramo"),
                ("article-67", "Divergent", "paragraph-43", "afrin"),
                ("article-67.2", "Divergent", "paragraph-44", "afrin"),
                ("article-22", "Divergent", "paragraph-52", "taran"),
            },
        ),
        (23, {("article-64", "Complementary", "paragraph-55", "pime")}),
        (17, {("article-7", "Complementary", "paragraph-55", "pime")}),
        (13, {("article-16.4", "Complementary", "paragraph-61", "fritz")}),
    ],
)
def test_articles_that_align_with_an_objective(
    real_store: OxigraphStore, objective: int, expected: set[tuple[str, ...]]
) -> None:
    found = _pairs(
        real_store,
        f"""SELECT ?article ?type ?paragraph ?speaker {{
          ?r cvg:compactProvision gcm:objective-{objective} ; cvg:conventionProvision ?article ;
            a ?type ; cvg:evidence ?paragraph ; cvg:assertedBy ?speaker .
          VALUES ?type {{ cvg:Complementary cvg:Divergent cvg:Gap }} }}""",
    )
    assert expected <= found


def test_the_six_objectives_that_one_speaker_named_for_labour_migration(
    real_store: OxigraphStore,
) -> None:
    for query in (
        "SELECT ?o { sr506:paragraph-47 cvg:mentions ?o . ?o a cvg:Objective }",
        "SELECT ?o { ?r cvg:assertedBy agent:yuzhanin ; cvg:evidence sr506:paragraph-47 ; "
        "cvg:theme theme:labour-migration ; cvg:compactProvision ?o . ?o a cvg:Objective }",
    ):
        assert _pairs(real_store, query) == {(f"objective-{n}",) for n in (5, 6, 14, 18, 19, 22)}


#: subject: speaker, type, article and objective (rolled up)
SUBJECTS = {
    "detention": ("kalush", "complements", "article-16", "objective-13"),
    "alternatives to detention": ("flynn", "gapWith", "article-16", "objective-13"),
    "children in detention": ("desmond", "gapWith", "article-16", "objective-13"),
    "regularization": ("desmond", "complements", "article-69", "objective-7"),
    "health care": ("levoy", "complements", "article-28", "objective-15"),
    "decent work": ("hernandez-paramo", "complements", "article-25", "objective-6"),
    "social protection": ("hernandez-paramo", "complements", "article-27", "objective-22"),
    "family reunification": ("mendez-escobar", "complements", "article-44", "objective-5"),
    "saving lives": ("townhead", "complements", "article-9", "objective-8"),
    "recruitment": ("yuzhanin", "complements", "article-66", "objective-6"),
    "discrimination": ("townhead", "complements", "article-7", "objective-17"),
    "qualifications": ("afrin", "gapWith", "article-52", "objective-18"),
    "return and reintegration": ("afrin", "divergesFrom", "article-67", "objective-21"),
    "right to liberty": ("townhead", "complements", "article-16", "objective-13"),
}
TYPES = {"complements": "Complementary", "divergesFrom": "Divergent", "gapWith": "Gap"}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_that_any_expert_resolves(real_store: OxigraphStore, subject: str) -> None:
    speaker, link, article, objective = SUBJECTS[subject]
    ask = f"""ASK {{ ?r a cvg:{TYPES[link]} ; cvg:assertedBy agent:{speaker} ;
      cvg:conventionProvision/cvg:partOf* icrmw:{article} ;
      cvg:compactProvision/cvg:partOf* gcm:{objective} .
      icrmw:{article} cvg:{link} gcm:{objective} . gcm:{objective} cvg:{link} icrmw:{article} .
      icrmw:{article} cvg:relatedTo gcm:{objective} }}"""
    assert real_store.answer(ask).table().rows[0][0].value == "true"


@pytest.mark.parametrize(
    ("speaker", "kind", "convention", "compact"),
    [
        ("corzo-sosa", "Complementary", "id:icrmw", "gcm:objective-10"),  # trafficking
        ("corzo-sosa", "Complementary", "id:icrmw", "gcm:objective-9"),  # smuggling
        ("desmond", "Gap", "icrmw:article-8.1", "id:gcm"),  # right to leave
        ("desmond", "Gap", "icrmw:article-69", "id:gcm"),  # regularization not named
        ("taran", "Divergent", "id:icrmw", "id:gcm"),
        ("salama", "Divergent", "id:icrmw", "id:gcm"),  # legal force
    ],
)
def test_a_claim_against_a_whole_instrument(
    real_store: OxigraphStore, speaker: str, kind: str, convention: str, compact: str
) -> None:
    ask = f"""ASK {{ ?r a cvg:{kind} ; cvg:assertedBy agent:{speaker} ;
      cvg:conventionProvision {convention} ; cvg:compactProvision {compact} }}"""
    assert real_store.answer(ask).table().rows[0][0].value == "true"


@pytest.mark.parametrize(
    "trap",
    [
        "?r cvg:conventionProvision/cvg:partOf* icrmw:article-10",
        "?r cvg:compactProvision gcm:paragraph-48 ; cvg:evidence sr506:paragraph-24",
        "?r cvg:evidence sr506:paragraph-60 ; cvg:compactProvision ?any",
        "?r a cvg:Relation ; cvg:evidence sr506:paragraph-51",
        "?r a cvg:Relation ; cvg:evidence sr506:paragraph-23",
        "?r cvg:assertedBy agent:huseynova",
        "?r cvg:compactProvision gcm:objective-27",
        "?r cvg:evidence sr506:paragraph-46 ; cvg:compactProvision gcm:objective-23",
    ],
)
def test_what_the_record_does_not_carry_is_not_asserted(
    real_store: OxigraphStore, trap: str
) -> None:
    assert real_store.answer(f"ASK {{ {trap} }}").table().rows[0][0].value == "false"


@pytest.mark.parametrize(
    ("relation", "side"),
    [
        # What is said of the Convention alone, or of the Compact alone, has one side.
        ("relation-41-free-choice-of-employment", "cvg:compactProvision"),
        ("relation-41-perceptions", "cvg:conventionProvision"),
    ],
)
def test_a_side_of_which_nothing_is_said_is_missing(
    real_store: OxigraphStore, relation: str, side: str
) -> None:
    ask = (
        f"ASK {{ sr506:{relation} a cvg:Gap FILTER NOT EXISTS {{ sr506:{relation} {side} ?any }} }}"
    )
    assert real_store.answer(ask).table().rows[0][0].value == "true"


def test_the_aligned_pairs_are_these(real_store: OxigraphStore) -> None:
    found = _pairs(
        real_store,
        "SELECT DISTINCT ?o ?a { ?o a cvg:Objective ; cvg:relatedTo ?a . ?a a cvg:Article }",
    )
    by_objective: dict[int, set[int]] = {}
    for objective, article in found:
        by_objective.setdefault(int(objective[10:]), set()).add(int(article[8:]))
    assert by_objective == {
        5: {44, 64}, 6: {25, 66}, 7: {18, 22, 69, 83}, 8: {9}, 13: {16, 17, 18, 83},
        15: {28, 43, 45}, 17: {7, 13}, 18: {52}, 21: {22, 67}, 22: {27}, 23: {64},
    }  # fmt: skip


def test_contests_hold_both_ways_and_are_somebody_elses(real_store: OxigraphStore) -> None:
    pairs = _pairs(real_store, "SELECT ?a ?b { ?a cvg:contests ?b }")
    assert len(pairs) == 62
    assert pairs == {(b, a) for a, b in pairs}
