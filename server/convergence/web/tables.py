"""An answer as a table for a person: terms short, linked, and in their language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox

from convergence.catalogue import plain
from convergence.namespaces import BASE, ID, PREFIXES
from convergence.store import Table, Term

#: A page shows no more rows than this; the result formats give them all.
MAX_ROWS: Final = 1_000

# Text that is longer than this is a sentence, and not squeezed into a narrow column.
_SENTENCE: Final = 60

_XSD = PREFIXES["xsd"]
_INTEGERS: Final = "integer nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger"
_MACHINE_INTEGERS: Final = "long int short byte unsignedLong unsignedInt unsignedShort unsignedByte"
_FRACTIONS: Final = "decimal double float"
_NUMERIC: Final = frozenset(
    _XSD + name for name in f"{_INTEGERS} {_MACHINE_INTEGERS} {_FRACTIONS}".split()
)
# A paragraph of a record. The two texts have numbered paragraphs of their own, and those are
# known by their notation, not by “para.”.
_RECORD_PARAGRAPH: Final = re.compile(
    re.escape(ID) + r"(?!gcm/|icrmw/)[^/]+/paragraph-(?P<number>[0-9]+[a-z]?)"
)


@dataclass(frozen=True)
class Cell:
    """A term as it stands in a table.

    Attributes:
        text: what is read.
        href: where it leads, if anywhere.
        lang: the language of the text, if it has one.
        numeric: whether it is a number, to be right aligned.
        title: the whole IRI where the text is short for it.
    """

    text: str
    href: str | None = None
    lang: str | None = None
    numeric: bool = False
    title: str | None = None

    @property
    def style(self) -> str | None:
        """The class of the cell in the style sheet."""
        if self.numeric:
            return "number"
        return "sentence" if len(self.text) > _SENTENCE and self.href is None else None


@dataclass(frozen=True)
class View:
    """A table ready for the template.

    Attributes:
        caption: what the table shows.
        columns: the heading of each column, and whether its cells are numbers.
        rows: the cells, in the order of the columns.
        total: how many rows the answer has, shown or not.
    """

    caption: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int

    @property
    def count(self) -> str:
        """How many rows there are, in words."""
        rows = "1 row" if self.total == 1 else f"{self.total:,} rows"
        return rows if len(self.rows) == self.total else f"first {len(self.rows):,} of {rows}"


def view_of(table: Table, caption: str, limit: int = MAX_ROWS) -> View:
    """Prepares a table for a page."""
    rows = tuple(tuple(cell_of(term) for term in row) for row in table.rows[:limit])
    columns = tuple(
        (name, bool(rows) and all(row[i].numeric for row in rows))
        for i, name in enumerate(table.columns)
    )
    return View(caption, columns, rows, len(table.rows))


def cell_of(term: Term | None) -> Cell:
    """Writes one term."""
    if isinstance(term, ox.NamedNode):
        return _named(term.value)
    if isinstance(term, ox.Literal):
        return Cell(
            term.value,
            lang=term.language,
            numeric=term.datatype.value in _NUMERIC,
        )
    if isinstance(term, ox.BlankNode):
        return Cell(f"_:{term.value}")
    return Cell(plain(term))


def address_of(iri: str) -> str | None:
    """Where a person reads about an IRI: here for one of ours, else at its own address."""
    if iri.startswith(BASE):
        return "/sparql?" + urlencode({"query": f"DESCRIBE <{iri}>"})
    return iri if iri.startswith(("http://", "https://")) else None


def _named(iri: str) -> Cell:
    paragraph = _RECORD_PARAGRAPH.fullmatch(iri)
    text = f"para. {paragraph['number']}" if paragraph else plain(ox.NamedNode(iri))
    return Cell(text, address_of(iri), title=None if text == iri else iri)
