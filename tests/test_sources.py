"""Reading curated YAML: what is read, on which line, and what is said of what cannot be."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from convergence.errors import Problem, SourceError
from convergence.sources import Entry, read_source

HEAD = "graph: g\nbase: id/x/\nentries:\n"


def _read(body: str) -> list[Entry]:
    return read_source("f.yaml", (HEAD + body).encode()).entries


def _told(content: bytes) -> list[Problem]:
    with pytest.raises(SourceError) as caught:
        read_source("f.yaml", content)
    return caught.value.problems


def test_every_key_and_item_knows_its_line() -> None:
    (entry,) = _read("- id: a\n  quote:\n  - one\n  - two\n  claim: >-\n    long\n    text\n")
    assert (entry.line, entry.lines) == (4, {"id": 4, "quote": 5, "claim": 8})
    assert list(entry.items("quote")) == [("one", 6), ("two", 7)]
    assert list(entry.items("claim")) == [("long text", 8)]
    assert list(entry.items("absent")) == []


def test_nested_entries_are_entries() -> None:
    (entry,) = _read("- id: a\n  parts:\n  - id: b\n    number: 1\n")
    ((inner, line),) = entry.items("parts")
    assert isinstance(inner, Entry)
    assert (inner.line, line, inner.values) == (6, 6, {"id": "b", "number": 1})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("true", True), ("false", False), ("16", 16),
        ("016", "016"), ("1.5", "1.5"), ("2022-09-27", "2022-09-27"), ('"16"', "16"), ("1e3", "1e3"),
        ("16 (4)", "16 (4)"), ("Yes: no", None),
    ],
)  # fmt: skip
def test_scalars_are_text_unless_plainly_a_number_or_truth_value(
    text: str, value: str | int | None
) -> None:
    if value is None:
        assert "not YAML" in _told(f"{HEAD}- id: {text}\n".encode())[0].message
    else:
        found = _read(f"- id: {text}\n")[0].values["id"]
        assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "has the keys graph, base and entries"),
        (b"- a\n", 1, "has the keys graph, base and entries"),
        (b"graph: g\nbase: id/\n", 1, "has the keys graph, base and entries"),
        (b"graph: g\nbase: id/\nentries:\n- id: a\nmore: 1\n", 1, "no other"),
        (b"graph: g\nbase: id\nentries:\n- id: a\n", 2, "write id/ with a slash at the end"),
        (b"graph: [g]\nbase: id/\nentries:\n- id: a\n", 1, "graph and base are names"),
        (b"graph: g\nbase: id/\nentries: []\n", 3, "a list, one item an entry"),
        (b"graph: g\nbase: id/\nentries:\n- just text\n", 4, "an entry is a list item with keys"),
        (HEAD.encode() + b"- id: a\n  claim: x\n  claim: y\n", 6, "claim: given twice"),
        (HEAD.encode() + b"- id: a\n  claim:\n", 5, "claim: empty"),
        (HEAD.encode() + b"- id: a\n  ? [k]\n  : v\n", 5, "a key is a single word"),
        (HEAD.encode() + b"- id: a\n   claim: x\n", 5, "not YAML"),
        (HEAD.encode() + b"- id: a\n\tclaim: x\n", 5, "not YAML"),
        (
            HEAD.encode() + b"- id: a\n  claim: lost # here\n",
            5,
            "what stands after “#” is not read",
        ),
        (HEAD.encode() + b"- id: a\n  quote: [one # here\n  ]\n", 5, "what stands after “#”"),
        (HEAD.encode() + b"- id: \xff\n", 4, "save the file as UTF-8"),
        (HEAD.encode() + b"- id: \x07\n", 0, "not YAML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(content: bytes, line: int, message: str) -> None:
    problem = _told(content)[0]
    assert (problem.file, problem.line) == ("f.yaml", line)
    assert message in problem.message
    assert "\n" not in str(problem)


@given(st.binary())
def test_any_bytes_are_read_or_told(content: bytes) -> None:
    try:
        read_source("f.yaml", content)
    except SourceError as error:
        assert error.problems


@given(st.text())
def test_any_text_is_read_or_told(text: str) -> None:
    try:
        read_source("f.yaml", (HEAD + text).encode("utf-8", "surrogatepass"))
    except SourceError as error:
        assert error.problems


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), TEXT.filter(str.strip)))
def test_what_a_library_writes_is_read_back(values: dict[str, str]) -> None:
    entry = {"id": "x", **values}
    body = yaml.safe_dump([entry], allow_unicode=True, default_style='"')
    assert _read(body)[0].values == {key: text.strip() for key, text in entry.items()}


@pytest.mark.parametrize("line", ['  claim: "kept # here"', "  # a line of its own", "  claim: C#"])
def test_a_number_sign_that_loses_nothing_is_fine(line: str) -> None:
    assert _read(f"- id: a\n{line}\n")[0].values["id"] == "a"


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    content = ("\ufeff" + HEAD + "- id: a\n  claim: text\n").replace("\n", "\r\n").encode()
    (entry,) = read_source("f.yaml", content).entries
    assert (entry.values, entry.lines["claim"]) == ({"id": "a", "claim": "text"}, 5)
