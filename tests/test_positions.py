"""Positions, recommendations, issues and rejected readings, row by row and as a whole."""

from __future__ import annotations

from collections import Counter

import pytest

from convergence.paths import find_paths
from convergence.sources import Entry, read_sources
from convergence.store import OxigraphStore

HOME = find_paths()


def _entries(*types: str) -> list[Entry]:
    return [
        entry
        for file in read_sources(HOME.data)
        for entry in file.entries
        if entry.values["type"] in types
    ]


def _values(entry: Entry, key: str) -> list[str]:
    return [str(value) for value, _ in entry.items(key)]


def _ask(store: OxigraphStore, query: str) -> list[tuple[str, ...]]:
    rows = store.answer(query).table().rows
    return [tuple(str(getattr(term, "value", "")) for term in row) for row in rows]


POSITIONS = _entries("Position", "Recommendation")
REJECTED = _entries("RejectedReading")


@pytest.mark.parametrize("entry", POSITIONS, ids=lambda entry: str(entry.values["id"]))
def test_a_position_is_told_in_our_words_at_its_paragraph(entry: Entry) -> None:
    kind, paragraph = str(entry.values["id"]).split("-")[:2]
    assert kind == str(entry.values["type"]).lower()
    assert f"paragraph-{paragraph}" in _values(entry, "evidence")
    gist = str(entry.values["gist"])
    assert 4 <= len(gist.split()) <= 60
    assert gist.endswith((".", "?"))
    for quote in _values(entry, "quote"):
        assert 1 <= len(quote.split()) <= 12
        # A term of art may stand in both; a phrase is a copy.
        assert len(quote.split()) <= 4 or quote not in gist


@pytest.mark.parametrize("entry", REJECTED, ids=lambda entry: str(entry.values["id"]))
def test_a_rejected_reading_says_why(entry: Entry) -> None:
    assert str(entry.values["label"]).startswith("That ")
    assert len(str(entry.values["rationale"]).split()) >= 8


def test_there_are_as_many_as_the_changelog_says() -> None:
    counts = Counter(str(entry.values["type"]) for entry in POSITIONS)
    assert counts == {"Recommendation": 118, "Position": 218}
    assert len(REJECTED) == 56
    assert len(_entries("ContestedIssue")) == 13


def test_every_paragraph_but_the_last_carries_a_position(real_store: OxigraphStore) -> None:
    rows = _ask(
        real_store,
        "SELECT DISTINCT ?n { ?c a cvg:Position ; cvg:evidence/cvg:number ?n } ORDER BY ?n",
    )
    assert [int(n) for (n,) in rows] == list(range(1, 63))


def test_every_speaker_takes_a_position_and_all_but_one_recommend(
    real_store: OxigraphStore,
) -> None:
    taken = _ask(
        real_store, "SELECT DISTINCT ?s { ?c a cvg:Position ; cvg:statedIn/cvg:speaker ?s }"
    )
    made = _ask(
        real_store, "SELECT DISTINCT ?s { ?c a cvg:Recommendation ; cvg:statedIn/cvg:speaker ?s }"
    )
    assert len(taken) == 21
    silent = {s.rpartition("/")[2] for (s,) in set(taken) - set(made)}
    assert silent == {"huseynova"}


#: addressee, paragraph, a word of the gist: suggestions that a drafter would look for
WANTED = [
    ("inst:draft-general-comment", 6, "article 22"),
    ("agent:cmw", 15, "indicators"),
    ("agent:cmw", 19, "regression"),
    ("agent:cmw", 22, "ratified"),
    ("inst:draft-general-comment", 24, "alternatives"),
    ("agent:cmw", 27, "prosecut"),
    ("inst:draft-general-comment", 21, "section"),
    ("concept:compact-states", 21, "section"),
    ("concept:states", 22, "civil society"),
    ("inst:draft-general-comment", 35, "civil society"),
    ("agent:cmw", 36, "firm"),
    ("agent:un-network-on-migration", 38, "Committee"),
    ("inst:draft-general-comment", 45, "gender"),
    ("agent:cmw", 43, "objective 2"),
    ("inst:draft-general-comment", 47, "objectives"),
    ("inst:draft-general-comment", 49, "tools"),
    ("agent:cmw", 53, "Compact"),
    ("inst:draft-general-comment", 55, "objective 17"),
    ("agent:cmw", 57, "disab"),
    ("inst:draft-general-comment", 61, "incommunicado"),
    ("inst:draft-general-comment", 62, "push"),
    ("concept:member-states", 2, "Convention"),
    ("agent:tunisia", 13, "asylum"),
]


@pytest.mark.parametrize(("addressee", "paragraph", "words"), WANTED)
def test_a_suggestion_is_found_by_its_addressee(
    real_store: OxigraphStore, addressee: str, paragraph: int, words: str
) -> None:
    gists = _ask(
        real_store,
        f"""SELECT ?gist {{ ?r a cvg:Recommendation ; cvg:addressee {addressee} ;
          cvg:evidence sr506:paragraph-{paragraph} ; cvg:gist ?gist }}""",
    )
    assert any(words.lower() in gist.lower() for (gist,) in gists), gists


@pytest.mark.parametrize(
    ("theme", "speakers"),
    [
        ("gender", {"gonzalez-morales", "levoy", "afrin"}),
        ("disability", {"corzo-sosa", "perez-bello"}),
        ("children", {"salama", "desmond", "flynn", "kalush", "perez-bello"}),
        ("irregular-status", {"charef", "ben-khalifa", "desmond", "flynn", "levoy"}),
    ],
)
def test_cross_cutting_themes_are_applied_wherever_they_bear(
    real_store: OxigraphStore, theme: str, speakers: set[str]
) -> None:
    rows = _ask(
        real_store,
        f"SELECT DISTINCT ?s {{ ?c cvg:theme theme:{theme} ; cvg:statedIn/cvg:speaker ?s }}",
    )
    assert speakers <= {s.rpartition("/")[2] for (s,) in rows}


def test_disability_and_article_45_is_a_position_and_no_relation(
    real_store: OxigraphStore,
) -> None:
    ask = "ASK { ?c a cvg:Position ; cvg:about icrmw:article-45 ; cvg:evidence sr506:paragraph-60 }"
    assert real_store.answer(ask).table().rows[0][0].value == "true"
    ask = "ASK { ?r a cvg:Relation ; cvg:conventionProvision/cvg:partOf* icrmw:article-45 ; cvg:evidence sr506:paragraph-60 }"
    assert real_store.answer(ask).table().rows[0][0].value == "false"


def test_most_rejected_readings_can_be_checked_by_machine() -> None:
    keys = {"rejectedReference", "rejectedProvision", "rejectedRepresentation"}
    assert sum(bool(keys & set(entry.values)) for entry in REJECTED) == 38


def test_a_quote_stands_under_some_claim_of_every_paragraph_but_the_last(
    real_store: OxigraphStore,
) -> None:
    rows = _ask(real_store, "SELECT DISTINCT ?n { ?c cvg:quote ?q ; cvg:evidence/cvg:number ?n }")
    assert {int(n) for (n,) in rows} == set(range(1, 63))
