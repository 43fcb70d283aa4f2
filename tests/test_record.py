"""The record: who spoke, in which order and capacity, and what each paragraph names.

The tables below were made by reading the record; they do not come from the data.
"""

from __future__ import annotations

import pytest

from convergence.store import OxigraphStore

SR = "https://w3id.org/convergence/id/cmw-c-sr-506/"

#: order: speaker, on whose behalf, class, first and last paragraph
INTERVENTIONS = [
    ("corzo-sosa", "cmw", "TreatyBody", 1, 2),
    ("salama", "ohchr", "UnitedNationsEntity", 3, 4),
    ("hernandez-paramo", "ohchr", "UnitedNationsEntity", 5, 6),
    ("gonzalez-morales", "special-rapporteur-migrants", "SpecialProcedure", 7, 8),
    ("corzo-sosa", "cmw", "TreatyBody", 9, 9),
    ("charef", "cmw", "TreatyBody", 10, 11),
    ("ben-khalifa", "university-of-tunis", "AcademicInstitution", 12, 13),
    ("prentice", "un-network-on-migration", "UnitedNationsNetwork", 14, 15),
    ("mendez-escobar", "mexico", "State", 16, 16),
    ("corzo-sosa", "cmw", "TreatyBody", 17, 17),
    ("desmond", "university-of-leicester", "AcademicInstitution", 18, 20),
    ("arbaoui", "amsterdam-centre", "AcademicInstitution", 21, 22),
    ("flynn", "global-detention-project", "CivilSocietyOrganization", 23, 27),
    ("kalush", "migrant-rights-org", "CivilSocietyOrganization", 28, 30),
    ("levoy", "picum", "CivilSocietyOrganization", 31, 35),
    ("townhead", "quno", "CivilSocietyOrganization", 36, 39),
    ("afrin", "gaatw", "CivilSocietyOrganization", 40, 45),
    ("yuzhanin", "iom", "IntergovernmentalOrganization", 46, 49),
    ("taran", "gmpa", "CivilSocietyOrganization", 50, 53),
    ("pime", "burkina-faso", "State", 54, 55),
    ("huseynova", "azerbaijan", "State", 56, 56),
    ("perez-bello", "international-disability-alliance", "CivilSocietyOrganization", 57, 60),
    ("fritz", "border-violence-monitoring-network", "CivilSocietyOrganization", 61, 62),
    ("corzo-sosa", "cmw", "TreatyBody", 63, 63),
]
VIDEO = {"gonzalez-morales", "ben-khalifa", "desmond", "levoy", "afrin"}

#: paragraph: the numbered provisions that it names
NUMBERED = {
    4: {"gcm/objective-8"},
    6: {"gcm/objective-21", "icrmw/article-22"},
    24: {"instrument/general-comment-5/paragraph-48"},
    26: {"instrument/cat/article-10"},
    27: {"gcm/objective-11.f"},
    29: {"gcm/objective-13"},
    43: {"gcm/objective-2", "gcm/objective-21"},
    44: {"gcm/objective-21", "icrmw/article-67"},
    47: {f"gcm/objective-{n}" for n in (5, 6, 14, 18, 19, 22)},
    48: {"gcm/objective-13"},
    55: {"gcm/objective-17", "gcm/objective-23", "icrmw/article-64"},
    60: {"icrmw/article-45"},
    61: {"gcm/objective-13"},
    62: {"gcm/objective-7"},
}

CONVENTION = {*range(1, 9), 11, 13, *range(16, 23), 28, 32, *range(35, 39), 41, 43, 44, 46, 47,
              50, 51, *range(53, 58), 60}  # fmt: skip
COMPACT = {*range(1, 10), 11, *range(13, 23), *range(24, 31), 32, *range(35, 40), 41, 43, 44,
           *range(46, 50), *range(52, 58), 61, 62}  # fmt: skip

OTHERS = {
    "udhr": {3}, "nine-core-instruments": {3, 4, 53}, "joint-general-comments": {4},
    "ga-resolution-protection-of-migrants": {4}, "progress-declaration": {14, 36, 39},
    "network-work-plan": {15}, "general-comment-5": {24}, "cat": {26}, "eu-border-code": {31},
    "tunisia-constitution": {13}, "eu-tunisia-mobility-protocol": {12},
    "greece-bangladesh-agreement": {34}, "sdgs": {46, 49}, "bilateral-labour-guidance": {49},
    "ilo-97": {51}, "ilo-143": {51}, "ilo-fundamental-conventions": {53},
}  # fmt: skip

AGENTS = {
    "mexico": {23}, "united-states": {23, 24}, "tunisia": {12, 13}, "ukraine": {10},
    "european-union": {12, 13, 31, 61}, "germany": {12, 32}, "france": {12}, "italy": {12},
    "switzerland": {12}, "spain": {33}, "ireland": {34}, "greece": {34}, "bangladesh": {34},
    "azerbaijan": {56}, "gcc": {28}, "imrf": {14, 29, 36}, "un-network-on-migration":
    {7, 15, 24, 38, 49}, "general-assembly": {4, 7, 15}, "secretary-general": {15},
    "crc-committee": {4}, "crpd-committee": {58}, "african-migration-observatory": {22},
    "iom": {49, 56}, "human-rights-council": {8}, "special-procedures": {8},
}  # fmt: skip


def _ask(store: OxigraphStore, query: str) -> list[tuple[str, ...]]:
    rows = store.answer(query).table().rows
    return [tuple(str(getattr(term, "value", "")) for term in row) for row in rows]


def _mentioning(store: OxigraphStore, name: str) -> set[int]:
    iri = f"<https://w3id.org/convergence/id/{name}>"
    return {
        int(n) for (n,) in _ask(store, f"SELECT ?n {{ ?p cvg:mentions {iri} ; cvg:number ?n }}")
    }


def test_there_are_63_paragraphs_with_gist_and_digest(real_store: OxigraphStore) -> None:
    rows = _ask(
        real_store,
        """SELECT ?number ?digest ?gist { ?p a cvg:RecordParagraph ; cvg:number ?number ;
          cvg:textDigest ?digest ; dcterms:description ?gist ; cvg:inRecord
          <https://w3id.org/convergence/id/cmw-c-sr-506> } ORDER BY ?number""",
    )
    assert [int(row[0]) for row in rows] == list(range(1, 64))
    assert len({row[1] for row in rows}) == 63
    assert all(5 <= len(row[2].split()) <= 80 for row in rows)


@pytest.mark.parametrize("order", range(1, 25))
def test_an_intervention_is_as_the_record_has_it(real_store: OxigraphStore, order: int) -> None:
    speaker, behalf, kind, first, last = INTERVENTIONS[order - 1]
    rows = _ask(
        real_store,
        f"""SELECT ?speaker ?behalf ?class ?video ?number {{
          ?i a cvg:Intervention ; cvg:order {order} ; cvg:speaker ?speaker ; cvg:onBehalfOf ?behalf ;
            cvg:byVideoLink ?video ; cvg:includesParagraph/cvg:number ?number ; cvg:capacity ?capacity .
          ?behalf a ?class . ?class rdfs:subClassOf cvg:Stakeholder . }} ORDER BY ?number""",
    )
    agent = "https://w3id.org/convergence/id/agent/"
    assert {row[:4] for row in rows} == {
        (
            agent + speaker,
            agent + behalf,
            f"https://w3id.org/convergence/ontology/{kind}",
            str(speaker in VIDEO).lower(),
        )
    }
    assert [int(row[4]) for row in rows] == list(range(first, last + 1))


def test_there_are_24_interventions_by_21_speakers(real_store: OxigraphStore) -> None:
    rows = _ask(real_store, "SELECT ?i ?s { ?i cvg:speaker ?s }")
    assert (len(rows), len({speaker for _, speaker in rows})) == (24, 21)


@pytest.mark.parametrize("number", range(1, 64))
def test_a_paragraph_mentions_exactly_the_numbered_provisions_that_it_names(
    real_store: OxigraphStore, number: int
) -> None:
    rows = _ask(
        real_store,
        f"SELECT ?p {{ <{SR}paragraph-{number}> cvg:mentions ?p . ?p a cvg:Provision }}",
    )
    names = {iri.removeprefix("https://w3id.org/convergence/id/") for (iri,) in rows}
    assert names == NUMBERED.get(number, set())


@pytest.mark.parametrize(
    ("name", "paragraphs"),
    [
        ("icrmw", CONVENTION),
        ("gcm", COMPACT),
        *((f"instrument/{name}", where) for name, where in OTHERS.items()),
        *((f"agent/{name}", where) for name, where in AGENTS.items()),
    ],
)
def test_it_is_mentioned_where_the_record_names_it_and_nowhere_else(
    real_store: OxigraphStore, name: str, paragraphs: set[int]
) -> None:
    assert _mentioning(real_store, name) == paragraphs


@pytest.mark.parametrize(
    ("number", "trap"),
    [
        (24, "gcm/paragraph-48"),
        (26, "icrmw/article-10"),
        (26, "icrmw"),
        (27, "gcm/objective-27"),
        (46, "gcm/objective-23"),
        (46, "gcm/objective-10"),
        (51, "gcm"),
    ],
)
def test_what_looks_like_a_mention_and_is_none(
    real_store: OxigraphStore, number: int, trap: str
) -> None:
    assert number not in _mentioning(real_store, trap)


def test_who_speaks_about_a_state_does_not_represent_it(real_store: OxigraphStore) -> None:
    represented = _ask(real_store, "SELECT DISTINCT ?s { ?i cvg:onBehalfOf ?s . ?s a cvg:State }")
    assert {iri.rpartition("/")[2] for (iri,) in represented} == {
        "mexico", "burkina-faso", "azerbaijan",
    }  # fmt: skip
