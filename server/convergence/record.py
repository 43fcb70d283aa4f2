"""Holds what the graph says of a record against the text of the record.

The text is not part of the project; whoever has it can run this (docs/record.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from convergence.errors import UsageError
from convergence.recordtext import digest, normalize, paragraphs
from convergence.store import Store

_PARAGRAPHS = """
SELECT ?record ?number ?digest ?symbol
WHERE {
  ?record a cvg:Record ; skos:notation ?symbol .
  ?paragraph cvg:inRecord ?record ; a cvg:RecordParagraph ; cvg:number ?number ;
    cvg:textDigest ?digest .
}
ORDER BY ?number
"""

_QUOTES = """
SELECT ?claim ?quote ?number ?symbol
WHERE {
  ?claim cvg:quote ?quote ; cvg:evidence ?paragraph .
  ?paragraph cvg:number ?number ; cvg:inRecord/skos:notation ?symbol .
}
ORDER BY ?claim ?quote ?number
"""


@dataclass(frozen=True)
class Finding:
    """One thing that was held against the text.

    Attributes:
        what: `paragraph` or `quote`.
        name: the paragraph's number, or the IRI of the claim that quotes.
        ok: whether the text bears it out.
        detail: what was compared.
    """

    what: str
    name: str
    ok: bool
    detail: str


def check_record(store: Store, symbol: str, text: str) -> list[Finding]:
    """Compares every digest and every quote of a record with its text.

    Args:
        store: the built dataset.
        symbol: the record's symbol, for instance `CMW/C/SR.506`.
        text: the text of the record.

    Raises:
        UsageError: the dataset has no record of that symbol.
    """
    found = paragraphs(text)
    findings = [*_digests(store, symbol, found), *_quotes(store, symbol, found)]
    if not findings:
        raise UsageError(f"the dataset has no record {symbol}")
    return findings


def _digests(store: Store, symbol: str, found: dict[int, str]) -> Iterator[Finding]:
    held: dict[int, str] = {}
    for _, paragraph, value in _rows(store, _PARAGRAPHS, symbol):
        held[int(paragraph)] = value
    for number in sorted(held.keys() | found.keys()) if held else []:
        if number not in found:
            yield Finding("paragraph", str(number), False, "not in the text")
        elif number not in held:
            yield Finding("paragraph", str(number), False, "not in the dataset")
        else:
            actual = digest(found[number])
            detail = "as the dataset has it" if actual == held[number] else f"digest {actual}"
            yield Finding("paragraph", str(number), actual == held[number], detail)


def _quotes(store: Store, symbol: str, found: dict[int, str]) -> Iterator[Finding]:
    places: dict[tuple[str, str], list[int]] = {}
    for claim, quote, paragraph in _rows(store, _QUOTES, symbol):
        places.setdefault((claim, quote), []).append(int(paragraph))
    for (claim, quote), numbers in places.items():
        words = normalize(quote)
        ok = any(words in normalize(found.get(number, "")) for number in numbers)
        yield Finding("quote", claim, ok, f"“{quote}”")


def _rows(store: Store, query: str, symbol: str) -> Iterator[tuple[str, ...]]:
    for row in store.answer(query, bindings={"symbol": ox.Literal(symbol)}).table().rows:
        yield tuple(str(getattr(term, "value", "")) for term in row[:3])
