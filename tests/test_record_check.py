"""`convergence record check`: from the text or the Word file of a record to a verdict."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from docx import Document

from convergence.errors import UsageError
from convergence.namespaces import PREFIXES
from convergence.record import (
    check_record,
    held_of,
    last_verification,
    verification_entry,
)
from convergence.recordtext import digest, read_text
from convergence.store import OxigraphStore

FIRST = "The Chair said that \u201cmuch\u201d remained to be done \u2013 soon."
SECOND = "Ms. Somebody said that it was so."


def _store(quote: str = 'said that "much" remained') -> OxigraphStore:
    engine = ox.Store()
    engine.update(
        f"""INSERT DATA {{ GRAPH graph:x {{
          id:cmw-c-sr-1 a cvg:Record ; skos:notation "CMW/C/SR.1" .
          sr506:p1 a cvg:RecordParagraph ; cvg:inRecord id:cmw-c-sr-1 ; cvg:number 1 ;
            cvg:textDigest "{digest(FIRST)}" .
          sr506:p2 a cvg:RecordParagraph ; cvg:inRecord id:cmw-c-sr-1 ; cvg:number 2 ;
            cvg:textDigest "{digest(SECOND)}" .
          sr506:claim cvg:quote '{quote}'@en ; cvg:evidence sr506:p1 . }} }}""",
        prefixes=PREFIXES,
    )
    return OxigraphStore(engine)


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    file = tmp_path / "record.txt"
    file.write_text(f"Heading\n1.\t{FIRST}\n2.\t{SECOND}\nThe meeting rose at 5 p.m.\n", "utf-8")
    return file


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    document = Document()
    for line in ("Heading", f"1.\t{FIRST}", f"2.\t{SECOND}", "The meeting rose at 5 p.m."):
        document.add_paragraph(line)
    file = tmp_path / "record.docx"
    document.save(str(file))
    return file


@pytest.mark.parametrize("kind", ["text_file", "word_file"])
def test_a_text_that_agrees_is_verified(kind: str, request: pytest.FixtureRequest) -> None:
    findings = check_record(
        held_of(_store(), "CMW/C/SR.1"), read_text(request.getfixturevalue(kind))
    )
    assert [(f.what, f.ok) for f in findings] == [
        ("paragraph", True),
        ("paragraph", True),
        ("quote", True),
    ]


@pytest.mark.parametrize(
    ("quote", "ok"),
    [
        ("said that much remained", False),
        ("Said that", False),
        ("it was so", False),  # stands in another paragraph than the evidence
        ("remained to be done - soon.", True),
    ],
)
def test_a_quote_is_looked_up_letter_by_letter_in_its_paragraph(
    quote: str, ok: bool, text_file: Path
) -> None:
    findings = check_record(held_of(_store(quote), "CMW/C/SR.1"), read_text(text_file))
    assert [f.ok for f in findings if f.what == "quote"] == [ok]


def test_a_paragraph_too_few_or_too_many_or_changed_is_told(text_file: Path) -> None:
    held = held_of(_store(), "CMW/C/SR.1")
    text = text_file.read_text("utf-8")
    fewer = check_record(held, text.replace(f"2.\t{SECOND}\n", ""))
    assert [f.detail for f in fewer if f.name == "2"] == ["not in the text"]
    more = check_record(held, text.replace("The meeting rose", "3.\tMore.\nThe meeting rose"))
    assert [f.detail for f in more if f.name == "3"] == ["not in the dataset"]
    changed = check_record(held, text.replace("it was so", "it was not so"))
    assert [f.ok for f in changed if f.name == "2"] == [False]


def test_a_verification_is_current_until_something_changes() -> None:
    store = _store()
    assert last_verification(store, "CMW/C/SR.1") is None
    held = held_of(store, "CMW/C/SR.1")
    entry = verification_entry(held, "CMW/C/SR.1", "cmw-c-sr-1", "2026-11-24")
    values = dict(line.strip().split(": ", 1) for line in entry.splitlines() if ": " in line[2:])
    note = f"""INSERT DATA {{ GRAPH graph:x {{ sr506:v a cvg:TextVerification ;
      cvg:inRecord id:cmw-c-sr-1 ; dcterms:date "2026-11-24" ;
      cvg:recordDigest "{values["recordDigest"]}" ; cvg:quotesDigest "{values["quotesDigest"]}" }} }}"""
    for quote, current in (('said that "much" remained', True), ("to be done", False)):
        changed = _store(quote)
        changed._engine.update(note, prefixes=PREFIXES)
        found = last_verification(changed, "CMW/C/SR.1")
        assert found is not None
        assert (found.date, found.current) == ("2026-11-24", current)


def test_what_is_no_word_document_is_told(tmp_path: Path) -> None:
    (tmp_path / "record.docx").write_text("not a zip")
    with pytest.raises(UsageError, match="cannot be read as a Word document"):
        read_text(tmp_path / "record.docx")


def test_the_real_data_say_when_they_were_verified(real_store: OxigraphStore) -> None:
    found = last_verification(real_store, "CMW/C/SR.506")
    assert found is not None
    assert found.current, "run `convergence record check --text FILE --write`"
