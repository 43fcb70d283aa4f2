"""Answers on a terminal: a table where it fits, and blocks of lines where it cannot."""

from __future__ import annotations

import pyoxigraph as ox

from convergence.store import Table
from convergence.tabulate import as_text

CLAIM = "The Compact leaves out the freedom to leave a country, which the treaties protect."
TABLE = Table(
    ("compact", "claim", "on_behalf_of"),
    (
        (ox.NamedNode("https://w3id.org/convergence/id/gcm/objective-13"), ox.Literal(CLAIM), None),
        (ox.Literal("GCM"), ox.Literal("Short."), ox.Literal("[red]Mexico[/red]")),
    ),
)


def test_a_pipe_gets_one_line_a_row() -> None:
    lines = as_text(TABLE).splitlines()
    assert any("gcm:objective-13" in line and CLAIM in line for line in lines)
    assert "on behalf of" in "".join(lines)
    assert lines[-1] == "2 rows"


def test_a_terminal_that_is_wide_enough_gets_a_folded_table() -> None:
    text = as_text(TABLE, 80)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "compact" in text.splitlines()[1]
    assert text.count("compact") == 1


def test_a_terminal_that_is_too_narrow_gets_blocks_of_lines() -> None:
    text = as_text(TABLE, 50)
    assert all(len(line) <= 50 for line in text.splitlines())
    # Each row has its own headings, and what is unbound has none.
    assert (text.count("compact"), text.count("on behalf of")) == (2, 1)
    assert " ".join(CLAIM.split()[:3]) in text
    assert text.rstrip().endswith("2 rows")


def test_what_looks_like_markup_is_text() -> None:
    for width in (None, 50):
        assert "[red]Mexico[/red]" in as_text(TABLE, width)


def test_one_row_is_one_row() -> None:
    assert as_text(Table(("a",), ((ox.Literal(1),),))).rstrip().endswith("1 row")
