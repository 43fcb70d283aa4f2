"""The structure of the two instruments, row by row, and of what else the record names.

What is expected is written out here, apart from the data: counts from the official texts,
the paragraphs and letters of each article, the letters of each objective.
"""

from __future__ import annotations

import pytest

from convergence.store import OxigraphStore

PARTS = {
    1: range(1, 7),
    2: range(7, 8),
    3: range(8, 36),
    4: range(36, 57),
    5: range(57, 64),
    6: range(64, 72),
    7: range(72, 79),
    8: range(79, 85),
    9: range(85, 94),
}

#: Article to its paragraphs; a paragraph or article with letters has how many.
#: "0" stands for letters directly below the article.
PARAGRAPHS: dict[int, dict[int, int]] = {
    1: {1: 0, 2: 0}, 2: {1: 0, 2: 8}, 3: {0: 6}, 5: {0: 2}, 6: {0: 3}, 8: {1: 0, 2: 0},
    11: {1: 0, 2: 0, 3: 0, 4: 3}, 12: {1: 0, 2: 0, 3: 0, 4: 0}, 13: {1: 0, 2: 0, 3: 4},
    16: {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 3, 8: 0, 9: 0},
    17: dict.fromkeys(range(1, 9), 0), 18: {1: 0, 2: 0, 3: 7, 4: 0, 5: 0, 6: 0, 7: 0},
    19: {1: 0, 2: 0}, 20: {1: 0, 2: 0}, 22: dict.fromkeys(range(1, 10), 0),
    25: {1: 2, 2: 0, 3: 0}, 26: {1: 3, 2: 0}, 27: {1: 0, 2: 0}, 31: {1: 0, 2: 0},
    33: {1: 2, 2: 0, 3: 0}, 38: {1: 0, 2: 0}, 39: {1: 0, 2: 0}, 40: {1: 0, 2: 0},
    41: {1: 0, 2: 0}, 42: {1: 0, 2: 0, 3: 0}, 43: {1: 7, 2: 0, 3: 0}, 44: {1: 0, 2: 0, 3: 0},
    45: {1: 4, 2: 0, 3: 0, 4: 0}, 46: {0: 4}, 47: {1: 0, 2: 0}, 48: {1: 2, 2: 0},
    49: {1: 0, 2: 0, 3: 0}, 50: {1: 0, 2: 0, 3: 0}, 52: {1: 0, 2: 2, 3: 2, 4: 0},
    53: {1: 0, 2: 0}, 54: {1: 4, 2: 0}, 56: {1: 0, 2: 0, 3: 0}, 58: {1: 0, 2: 0},
    59: {1: 0, 2: 0}, 61: {1: 0, 2: 0, 3: 0, 4: 0}, 62: {1: 0, 2: 0}, 63: {1: 0, 2: 0},
    64: {1: 0, 2: 0}, 65: {1: 4, 2: 0}, 66: {1: 3, 2: 0}, 67: {1: 0, 2: 0}, 68: {1: 3, 2: 0},
    69: {1: 0, 2: 0}, 71: {1: 0, 2: 0},
    72: {1: 2, 2: 2, 3: 0, 4: 0, 5: 3, 6: 0, 7: 0, 8: 0, 9: 0}, 73: {1: 2, 2: 0, 3: 0, 4: 0},
    74: dict.fromkeys(range(1, 9), 0), 75: {1: 0, 2: 0, 3: 0, 4: 0}, 76: {1: 8, 2: 0},
    77: {1: 0, 2: 0, 3: 2, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0}, 81: {1: 2, 2: 0}, 83: {0: 3},
    86: {1: 0, 2: 0, 3: 0}, 87: {1: 0, 2: 0}, 89: {1: 0, 2: 0, 3: 0, 4: 0},
    90: {1: 0, 2: 0, 3: 0}, 91: {1: 0, 2: 0, 3: 0}, 92: {1: 0, 2: 0, 3: 0}, 93: {1: 0, 2: 0},
}  # fmt: skip

ACTIONS = [11, 12, 5, 7, 10, 12, 12, 6, 6, 10, 7, 5, 8, 6, 6, 9, 7, 12, 10, 9, 9, 3, 5]

TITLES = {
    1: "Collect and utilize accurate and disaggregated data as a basis for evidence-based policies",
    13: "Use immigration detention only as a measure of last resort and work towards alternatives",
    21: "Cooperate in facilitating safe and dignified return and readmission, as well as "
    "sustainable reintegration",
    23: "Strengthen international cooperation and global partnerships for safe, orderly and "
    "regular migration",
}


def _ask(store: OxigraphStore, query: str) -> list[tuple[str, ...]]:
    rows = store.answer(query).table().rows
    return [tuple(str(getattr(term, "value", "")) for term in row) for row in rows]


def _below(number: int) -> list[str]:
    names = []
    for paragraph, letters in PARAGRAPHS.get(number, {}).items():
        stem = f"{number}.{paragraph}" if paragraph else f"{number}"
        names += [stem] if paragraph else []
        names += [f"{stem}.{chr(ord('a') + i)}" for i in range(letters)]
    return names


@pytest.mark.parametrize("number", range(1, 94))
def test_an_article_has_its_part_its_paragraphs_and_its_letters(
    real_store: OxigraphStore, number: int
) -> None:
    article = f"<https://w3id.org/convergence/id/icrmw/article-{number}>"
    part = next(part for part, articles in PARTS.items() if number in articles)
    ((label, gist, notation, scope, in_part),) = _ask(
        real_store,
        f"""SELECT ?label ?gist ?notation ?scope ?part {{
          {article} a cvg:Article ; cvg:number {number} ; rdfs:label ?label ; skos:notation ?notation ;
            dcterms:description ?gist ; cvg:personalScope ?scope ; cvg:partOf ?in .
          ?in a cvg:Part ; cvg:number ?part . }}""",
    )
    assert notation == f"art. {number}"
    assert label.startswith(f"Article {number}: ")
    assert 4 <= len(gist.split()) <= 60
    assert int(in_part) == part
    assert scope.rpartition("/")[2] in {
        "all-migrants", "regular-migrants", "particular-category", "state", "no-holder",
    }  # fmt: skip
    below = _ask(
        real_store,
        f"""SELECT ?provision {{ ?provision cvg:partOf {article} ; dcterms:description ?gist ;
          skos:notation ?notation ; rdfs:label ?label . }}""",
    )
    names = sorted(iri.rpartition("article-")[2] for (iri,) in below)
    assert names == sorted(_below(number))


@pytest.mark.parametrize(
    ("name", "notation"),
    [
        ("icrmw/article-43.1.e", "art. 43 (1) (e)"),
        ("icrmw/article-6.a", "art. 6 (a)"),
        ("icrmw/article-16.4", "art. 16 (4)"),
        ("gcm/objective-13.h", "objective 13 (h)"),
        ("gcm/principle-f", "para. 15 (f)"),
        ("gcm/paragraph-29", "para. 29"),
    ],
)
def test_notations_are_as_people_write_them(
    real_store: OxigraphStore, name: str, notation: str
) -> None:
    iri = f"<https://w3id.org/convergence/id/{name}>"
    assert _ask(real_store, f"SELECT ?n {{ {iri} skos:notation ?n }}") == [(notation,)]


@pytest.mark.parametrize("number", range(1, 24))
def test_an_objective_has_its_paragraph_and_its_actions(
    real_store: OxigraphStore, number: int
) -> None:
    ((title, gist, paragraph),) = _ask(
        real_store,
        f"""SELECT ?title ?gist ?paragraph {{
          gcm:objective-{number} a cvg:Objective ; cvg:number {number} ; rdfs:label ?title ;
            dcterms:description ?gist ; cvg:partOf <https://w3id.org/convergence/id/gcm> ;
            cvg:setOutIn/cvg:number ?paragraph . }}""",
    )
    assert int(paragraph) == number + 16
    assert len(gist.split()) > 10
    if number in TITLES:
        assert title == TITLES[number]
    letters = _ask(
        real_store,
        f"""SELECT ?letter {{ ?action a cvg:Action ; cvg:partOf gcm:objective-{number} ;
          cvg:letter ?letter ; dcterms:description ?gist . }} ORDER BY ?letter""",
    )
    assert "".join(letter for (letter,) in letters) == "abcdefghijkl"[: ACTIONS[number - 1]]


def test_the_whole_is_complete(real_store: OxigraphStore) -> None:
    counts = dict(
        _ask(
            real_store,
            """SELECT ?class (COUNT(?provision) AS ?n) {
              ?provision a ?class ; cvg:partOf ?instrument .
              VALUES ?instrument {
                <https://w3id.org/convergence/id/icrmw> <https://w3id.org/convergence/id/gcm> }
              ?class rdfs:subClassOf cvg:Provision } GROUP BY ?class""",
        )
    )
    assert {iri.rpartition("/")[2]: int(n) for iri, n in counts.items()} == {
        "Part": 9,
        "Article": 93,
        "Paragraph": 191,
        "Subparagraph": 102,
        "InstrumentParagraph": 54,
        "GuidingPrinciple": 10,
        "Objective": 23,
        "Action": sum(ACTIONS),
    }
    assert sum(ACTIONS) == 187


@pytest.mark.parametrize(
    ("provision", "scope"),
    [
        ("article-8", "all-migrants"),
        ("article-16.4", "all-migrants"),
        ("article-28", "all-migrants"),
        ("article-36", "regular-migrants"),
        ("article-44.2", "regular-migrants"),
        ("article-52.2.b", "state"),
        ("article-58.1", "particular-category"),
        ("article-67.1", "state"),
        ("article-67.2", "regular-migrants"),
        ("article-70", "regular-migrants"),
        ("article-79", "state"),
        ("article-2.1", "no-holder"),
        ("article-90.2", "no-holder"),
    ],
)
def test_who_holds_the_right(real_store: OxigraphStore, provision: str, scope: str) -> None:
    iri = f"<https://w3id.org/convergence/id/icrmw/{provision}>"
    assert _ask(real_store, f"SELECT ?s {{ {iri} cvg:personalScope ?s }}") == [
        (f"https://w3id.org/convergence/id/concept/{scope}",)
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cat", "Treaty"), ("udhr", "NonBindingInstrument"), ("ilo-97", "Treaty"),
        ("ilo-143", "Treaty"), ("progress-declaration", "NonBindingInstrument"),
        *((f"general-comment-{n}", "NonBindingInstrument") for n in range(1, 6)),
        ("nine-core-instruments", "InstrumentGroup"), ("joint-general-comments", "InstrumentGroup"),
        ("cat/article-10", "Article"), ("general-comment-5/paragraph-48", "InstrumentParagraph"),
    ],
)  # fmt: skip
def test_other_instruments_are_there(real_store: OxigraphStore, name: str, kind: str) -> None:
    iri = f"<https://w3id.org/convergence/id/instrument/{name}>"
    assert real_store.answer(f"ASK {{ {iri} a cvg:{kind} }}").table().rows[0][0].value == "true"


def test_the_nine_core_treaties_are_nine_and_one_is_the_convention(
    real_store: OxigraphStore,
) -> None:
    rows = _ask(
        real_store,
        "SELECT ?i { <https://w3id.org/convergence/id/instrument/nine-core-instruments> "
        "cvg:includesInstrument ?i . ?i a cvg:Treaty }",
    )
    assert len(rows) == 9
    assert ("https://w3id.org/convergence/id/icrmw",) in rows
