"""The commands, run as a person runs them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph
from SPARQLWrapper import JSON, SPARQLWrapper

from convergence.dataset import Built

COMMANDS = ["build", "validate", "serve", "query", "queries", "record", "record check"]


@pytest.fixture
def environment(built: Built) -> dict[str, str]:
    return {**os.environ, "CONVERGENCE_BUILD": str(built.folder.parent.parent), "NO_COLOR": "1"}


def _run(environment: dict[str, str], *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "convergence", *args],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def endpoint(environment: dict[str, str]) -> Iterator[str]:
    """`convergence serve` on a free port."""
    with subprocess.Popen(
        [sys.executable, "-m", "convergence", "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        banner = process.stdout.readline()
        yield banner.split(" on ")[1].split()[0]
        process.send_signal(signal.SIGINT)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(environment: dict[str, str], command: str) -> None:
    done = _run(environment, *command.split(), "--help")
    assert done.returncode == 0
    assert command == "record" or f"Example: convergence {command}" in done.stdout


def test_query_by_name_prints_a_table(environment: dict[str, str]) -> None:
    done = _run(environment, "query", "alignment-by-objective", "-p", "objective=gcm:objective-23")
    assert done.returncode == 0
    assert "art. 64" in done.stdout
    assert "CMW/C/SR.506, para. 55" in done.stdout
    assert done.stdout.rstrip().endswith("2 rows")


def test_query_takes_text_and_files(environment: dict[str, str], tmp_path: Path) -> None:
    text = "SELECT ?n { gcm:objective-13 skos:notation ?n }"
    (tmp_path / "q.rq").write_text(text)
    for query in (text, str(tmp_path / "q.rq")):
        assert "objective 13" in _run(environment, "query", query).stdout


@pytest.mark.parametrize("fmt", ["json", "csv", "tsv", "xml"])
def test_query_writes_rows_in_each_format(environment: dict[str, str], fmt: str) -> None:
    done = _run(
        environment, "query", "SELECT ?n { icrmw:article-16.7.a skos:notation ?n }", "-f", fmt
    )
    assert "art. 16 (7) (a)" in done.stdout
    if fmt == "json":
        assert json.loads(done.stdout)["head"]["vars"] == ["n"]
    if fmt == "csv":
        assert list(csv.reader(io.StringIO(done.stdout))) == [["n"], ["art. 16 (7) (a)"]]


@pytest.mark.parametrize(
    ("fmt", "name"),
    [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml"), ("jsonld", "json-ld")],
)
def test_query_writes_graphs_in_each_format(
    environment: dict[str, str], fmt: str, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "out"
    done = _run(environment, "query", "DESCRIBE gcm:objective-13", "-f", fmt, "-o", str(file))
    assert (done.returncode, done.stdout) == (0, "")
    assert len(Graph().parse(file, format=name)) > 10


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["query", "contested-claim"], 2, "did you mean contested-claims?"),
        (["query", "alignment-by-objective", "-p", "objektive=gcm:objective-1"], 2, "did you mean objective?"),
        (["query", "alignment-by-objective", "-p", "objective"], 2, "write --param NAME=VALUE"),
        (["query", "alignment-by-objective", "-p", "objective=13"], 2, "is no IRI"),
        (["query", "SELECT * { ?s ?p }"], 2, "line 1, column"),
        (["query", "SELECT * { ?s ?p ?o }", "-p", "s=gcm:a"], 2, "catalogued question only"),
        (["query", "INSERT DATA { <a:a> <a:b> <a:c> }"], 1, "only answers queries"),
        (["query", "ASK { ?s ?p ?o }", "-f", "turtle"], 2, "--format is one of table, json, xml"),
        (["query", "DESCRIBE gcm:a", "-f", "csv"], 2, "--format is one of table, turtle"),
        (["query", "ASK { ?s ?p ?o }", "--endpoint", "http://127.0.0.1:9/sparql"], 1, "did not answer"),
        (["query", "ASK { ?s ?p ?o }", "--endpoint", "notaurl"], 2, "write an address that begins with http"),
        (["query", "ASK { ?s ?p ?o }", "--endpoint", "file:///etc/passwd"], 2, "write an address"),
        (["query", "capacities", "-o", "/nosuch/dir/x"], 2, "/nosuch/dir/x: No such file"),
        (["query", "capacities", "-o", "/"], 2, "/: Is a directory"),
        (["query", "nosuch.rq"], 2, "nosuch.rq: no such file"),
        (["query", "alignment-by-objective", "-p", "objective=gcm:objective-24"], 2, "there is no gcm:objective-24"),
        (["query", "speaker-said", "-p", "speaker=agent:nobody"], 2, "there is no agent:nobody"),
        (["query", "speaker-said", "-p", "speaker=agent:pime", "-p", "speaker=agent:flynn"], 2, "given twice"),
        (["queries", "nosuchword"], 1, "no question has all of these words"),
        (["record", "check", "--text", "/nowhere"], 2, "cannot be read"),
        (["record", "check", "--text", "README.md", "--symbol", "CMW/C/SR.1"], 2, "has no record CMW/C/SR.1"),
        (["serve", "--port", "99999999"], 2, "is not a port"),
        (["serve", "--host", "no.such.host.invalid"], 2, "is not an address"),
        (["nonsense"], 2, "No such command"),
    ],
)  # fmt: skip
def test_errors_are_one_line_and_a_status(
    environment: dict[str, str], args: list[str], status: int, message: str
) -> None:
    done = _run(environment, *args)
    assert done.returncode == status
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    if args != ["nonsense"]:
        assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_dataset_a_query_says_how_to_build_one(tmp_path: Path) -> None:
    done = _run({**os.environ, "CONVERGENCE_BUILD": str(tmp_path)}, "query", "capacities")
    assert done.returncode == 1
    assert "build it with `convergence build`" in done.stderr


def test_queries_lists_and_searches(environment: dict[str, str]) -> None:
    everything = _run(environment, "queries").stdout
    assert everything.count("?\n") == 17
    some = _run(environment, "queries", "untouched", "article").stdout
    assert some.startswith("untouched-articles: ")
    assert some.count("?\n") == 1


def test_record_check_tells_what_differs(environment: dict[str, str], tmp_path: Path) -> None:
    text = tmp_path / "record.txt"
    text.write_text("1. Not the words of the record.\n2. Nor these.\n")
    done = _run(environment, "record", "check", "--text", str(text))
    assert done.returncode == 1
    assert "paragraphs: 0 of 63 as in the text" in done.stdout
    assert "paragraph 1: digest " in done.stderr
    assert "paragraph 63: not in the text" in done.stderr
    assert re.search(r"quotes: 0 of \d{3} as in the text", done.stdout)


def test_a_served_dataset_answers_sparqlwrapper_and_the_command(
    environment: dict[str, str], endpoint: str
) -> None:
    client = SPARQLWrapper(f"{endpoint}sparql", returnFormat=JSON)
    client.setQuery(
        """PREFIX cvg: <https://w3id.org/convergence/ontology/>
        PREFIX gcm: <https://w3id.org/convergence/id/gcm/>
        SELECT ?article ?type ?paragraph ?speaker {
          ?r cvg:compactProvision gcm:objective-21 ; cvg:conventionProvision ?article ; a ?type ;
            cvg:evidence ?paragraph ; cvg:assertedBy ?speaker .
          VALUES ?type { cvg:Complementary cvg:Divergent cvg:Gap } }"""
    )
    rows = client.queryAndConvert()["results"]["bindings"]
    assert {row["article"]["value"].rpartition("/")[2] for row in rows} == {
        "article-22",
        "article-67",
        "article-67.2",
    }

    for args in (
        ["speaker-said", "-p", "speaker=agent:desmond"],
        ["alignment-by-objective"],
        ["capacities"],
        ["DESCRIBE gcm:objective-13", "-f", "ntriples"],
    ):
        here = _run(environment, "query", *args)
        there = _run(environment, "query", *args, "--endpoint", f"{endpoint}sparql")
        assert there.returncode == 0, there.stderr
        assert sorted(there.stdout.splitlines()) == sorted(here.stdout.splitlines())
    service = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    refused = _run(environment, "query", service, "--endpoint", f"{endpoint}sparql")
    assert "this endpoint calls no other server" in refused.stderr
    bad = _run(environment, "query", "SELECT * { ?s ?p }", "--endpoint", f"{endpoint}sparql")
    assert (bad.returncode, "refused the query" in bad.stderr) == (2, True)


def test_a_warm_start_answers_within_two_seconds(environment: dict[str, str]) -> None:
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "convergence", "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split(" on ")[1].split()[0]
        with urllib.request.urlopen(f"{address}readyz", timeout=5) as answer:
            assert answer.status == 200
        taken = time.monotonic() - started
        process.send_signal(signal.SIGINT)
    assert taken < 2


def test_record_check_without_the_text_says_what_it_could_not_do(
    environment: dict[str, str],
) -> None:
    done = _run(environment, "record", "check", "--table")
    assert done.returncode == 0
    assert "CMW/C/SR.506, para. 63" in done.stdout
    assert "coverage: 63 paragraphs, 62 with claims, 1 with the reason" in done.stdout
    assert "not verified now, for want of the text (--text FILE): 63 paragraph" in done.stdout
    assert "and nothing has changed since" in done.stdout
