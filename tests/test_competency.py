"""Each catalogued question is read, parsed by a second parser, asked, and answered rightly."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from convergence.catalogue import Catalogue, Question, plain
from convergence.errors import SourceError, UsageError
from convergence.paths import find_paths
from convergence.store import OxigraphStore

QUESTIONS = list(Catalogue.load(find_paths().queries / "competency"))
BY_NAME = {question.name: question for question in QUESTIONS}

#: question: rows of its answer with the default parameters
ROWS = {
    "aligned-pairs": 23,
    "alignment-by-article": 12,
    "alignment-by-objective": 5,
    "capacities": 24,
    "contested-claims": 31,
    "contested-issues": 42,
    "coverage": 63,
    "left-out-by-the-compact": 9,
    "mentions": 157,
    "provisions-named-by-speaker": 7,
    "positions-by-theme": 10,
    "recommendations": 54,
    "rejected-readings": 65,
    "relations-by-type": 19,
    "speaker-said": 15,
    "untouched-articles": 69,
    "untouched-objectives": 5,
}


def _rows(store: OxigraphStore, name: str, **values: str) -> list[dict[str, str]]:
    table = BY_NAME[name].ask(store, values).table()
    return [dict(zip(table.columns, map(plain, row), strict=True)) for row in table.rows]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_is_sound(question: Question, real_store: OxigraphStore) -> None:
    prepareQuery(question.text)
    assert question.question.endswith("?")
    table = question.ask(real_store).table()
    assert table.columns == question.columns
    assert len(table.rows) == ROWS[question.name]
    for name in (parameter.name for parameter in question.parameters):
        assert name in question.columns


def test_every_question_has_an_expected_answer() -> None:
    assert set(BY_NAME) == set(ROWS)


def test_alignment_both_ways_tells_the_same_relations(real_store: OxigraphStore) -> None:
    by_objective = _rows(real_store, "alignment-by-objective", objective="gcm:objective-21")
    by_article = _rows(real_store, "alignment-by-article", article="icrmw:article-22")
    found = {row["relation"] for row in by_objective if row["convention"].startswith("art. 22")}
    assert found == {
        row["relation"] for row in by_article if row["compact"].startswith("objective 21")
    }
    assert found == {"sr506:relation-6-return-expulsion", "sr506:relation-52-deportation"}


def test_alignment_says_who_where_and_how(real_store: OxigraphStore) -> None:
    (row,) = _rows(real_store, "alignment-by-objective", objective="gcm:objective-23")[:1]
    assert row["convention"] == "art. 64"
    assert row["type"] == "complementary"
    assert {
        r["speaker"]
        for r in _rows(real_store, "alignment-by-objective", objective="gcm:objective-23")
    } == {
        "Mr. Yuzhanin",
        "Mr. Pime",
    }


def test_a_citation_lists_paragraphs_in_order(real_store: OxigraphStore) -> None:
    cited = {
        row["relation"]: row["paragraphs"]
        for row in _rows(real_store, "speaker-said", speaker="agent:taran")
    }
    assert cited["sr506:relation-52-executive-model"] == (
        "CMW/C/SR.506, para. 50; CMW/C/SR.506, para. 52; CMW/C/SR.506, para. 53"
    )


def test_relations_of_each_type_make_up_all(real_store: OxigraphStore) -> None:
    names = Counter(
        row["relation"]
        for kind in ("cvg:Complementary", "cvg:Divergent", "cvg:Gap")
        for row in {
            r["relation"]: r for r in _rows(real_store, "relations-by-type", type=kind)
        }.values()
    )
    assert len(names) == 142
    assert set(names.values()) == {1}


def test_what_one_holds_and_another_denies(real_store: OxigraphStore) -> None:
    pairs = {(row["one"], row["other"]) for row in _rows(real_store, "contested-claims")}
    assert ("Mr. Desmond", "Mr. Yuzhanin") in pairs
    assert ("Mr. Yuzhanin", "Mr. Taran") in pairs


def test_untouched_means_neither_named_nor_related(real_store: OxigraphStore) -> None:
    untouched = {row["article"] for row in _rows(real_store, "untouched-articles")}
    assert {"art. 16", "art. 22", "art. 45", "art. 64"} & untouched == set()
    assert {"art. 10", "art. 29", "art. 93"} <= untouched
    objectives = {row["objective"] for row in _rows(real_store, "untouched-objectives")}
    assert objectives == {f"objective {n}" for n in (3, 4, 12, 16, 20)}


def test_who_spoke_in_which_capacity(real_store: OxigraphStore) -> None:
    rows = _rows(real_store, "capacities")
    assert [row["order"] for row in rows] == [str(n) for n in range(1, 25)]
    assert {row["speaker"] for row in rows if row["kind"] == "State"} == {
        "Ms. Méndez Escobar",
        "Mr. Pime",
        "Ms. Huseynova",
    }


def test_an_unknown_question_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean contested-claims"):
        Catalogue(QUESTIONS).get("contested-claim")


def test_a_parameter_is_a_term_and_never_text(real_store: OxigraphStore) -> None:
    inject = "gcm:objective-21> . } # "
    with pytest.raises(UsageError, match="is no IRI"):
        BY_NAME["alignment-by-objective"].ask(real_store, {"objective": inject})
    with pytest.raises(UsageError, match="has no parameter"):
        BY_NAME["alignment-by-objective"].ask(real_store, {"objectives": "gcm:objective-21"})


HEADER = "#+ title: T\n#+ question: Q?\n#+ audience: all\n#+ keywords: [k]\n#+ columns: [s]\n"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("#+ title: T\n", "needs title, question, audience"),
        (HEADER + "#+ colour: red\n", "and nothing else"),
        ("#+ title: [\n", "is not YAML"),
        (HEADER + "#+ parameters:\n#+   s: {type: iri}\n", "needs type, label and default"),
        (HEADER + "#+ parameters:\n#+   s: {type: colour, label: L, default: d}\n", "the type is one of"),
        (HEADER + "#+ parameters:\n#+   s: {type: integer, label: L, default: d}\n", "the default does not fit"),
        (HEADER + "#+ parameters:\n#+   s: {type: iri, label: L, default: nope:d}\n", "the default does not fit"),
    ],
)  # fmt: skip
def test_a_bad_header_is_told_with_its_file(header: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text(header + "SELECT ?s { ?s ?p ?o }")
    with pytest.raises(SourceError, match=message) as caught:
        Catalogue.load(tmp_path)
    assert "bad.rq:1: " in str(caught.value)
