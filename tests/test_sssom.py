"""The SSSOM set: what it says, and that the standard's own library takes it without a word."""

from __future__ import annotations

import csv
import subprocess
import sys

import pytest
import yaml

from convergence.dataset import Built

PARSE = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, force=True)
logging.getLogger().setLevel(logging.WARNING)
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
parsed = parse_sssom_table(sys.argv[1])
validate(parsed)
print(len(parsed.df))
"""


@pytest.fixture(scope="module")
def content(built: Built) -> str:
    return (built.folder / "cmw-c-sr-506.sssom.tsv").read_text("utf-8")


@pytest.fixture(scope="module")
def metadata(content: str) -> dict[str, object]:
    lines = [line[1:] for line in content.splitlines() if line.startswith("#")]
    loaded = yaml.safe_load("\n".join(lines))
    assert isinstance(loaded, dict)
    return loaded


@pytest.fixture(scope="module")
def rows(content: str) -> list[dict[str, str]]:
    body = [line for line in content.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(body, delimiter="\t"))


def test_the_library_parses_and_validates_it_without_a_warning(
    built: Built, rows: list[dict[str, str]]
) -> None:
    file = str(built.folder / "cmw-c-sr-506.sssom.tsv")
    done = subprocess.run(
        [sys.executable, "-c", PARSE, file], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) == len(rows) > 50


def test_the_header_says_what_the_set_is(built: Built, metadata: dict[str, object]) -> None:
    assert metadata["mapping_set_version"] == built.version
    assert metadata["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "0.9 stated outright, 0.7 implied, 0.5 arguable" in str(
        metadata["mapping_set_description"]
    )


def test_a_row_says_who_where_and_how_plainly(rows: list[dict[str, str]]) -> None:
    (row,) = (r for r in rows if "relation-6-return-expulsion" in r["other"])
    assert (row["subject_id"], row["predicate_id"], row["object_id"]) == (
        "icrmw:article-22",
        "cvg:complements",
        "gcm:objective-21",
    )
    assert row["confidence"] == "0.9"
    other = dict(pair.split("=") for pair in row["other"].split("|"))
    assert other["speaker"] == "agent:hernandez-paramo"
    assert other["evidence"] == "sr506:paragraph-6"
    assert row["see_also"] == "https://w3id.org/convergence/id/cmw-c-sr-506/paragraph-6"
    assert row["mapping_justification"] == "semapv:ManualMappingCuration"


def test_every_row_has_its_own_id_and_no_row_is_a_match(rows: list[dict[str, str]]) -> None:
    assert len({row["record_id"] for row in rows}) == len(rows)
    assert {row["predicate_id"] for row in rows} == {
        "cvg:complements",
        "cvg:divergesFrom",
        "cvg:gapWith",
    }


def test_rows_are_the_pairs_of_provisions_in_the_graph(
    rows: list[dict[str, str]], real_store
) -> None:
    pairs = real_store.answer(
        """SELECT DISTINCT ?r ?a ?b { ?r cvg:conventionProvision ?a ; cvg:compactProvision ?b .
        ?a a cvg:Provision . ?b a cvg:Provision }"""
    )
    assert len(pairs.table().rows) == len(rows)
