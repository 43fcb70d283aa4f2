"""Holds what the graph says of a record against the record, and tells what is drawn from it.

The text is not part of the project; whoever has it can run this (docs/record.md).
"""

from __future__ import annotations

import hashlib
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

_VERIFICATIONS = """
SELECT ?date ?record_digest ?quotes_digest ?symbol
WHERE {
  ?entry a cvg:TextVerification ; cvg:inRecord/skos:notation ?symbol ; dcterms:date ?date ;
    cvg:recordDigest ?record_digest ; cvg:quotesDigest ?quotes_digest .
}
ORDER BY DESC(?date)
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


@dataclass(frozen=True)
class Held:
    """What the dataset holds of a record that the text can bear out.

    Attributes:
        digests: the digest of each paragraph, by number.
        quotes: each quote with the claim that quotes and the paragraphs where it may stand.
    """

    digests: dict[int, str]
    quotes: dict[tuple[str, str], list[int]]

    @property
    def record_digest(self) -> str:
        """SHA-256 over the paragraphs' digests, in order, each on a line."""
        lines = (f"{number} {value}\n" for number, value in sorted(self.digests.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def quotes_digest(self) -> str:
        """SHA-256 over the quotes with their claims and paragraphs, sorted, each on a line."""
        lines = sorted(
            f"{claim} {normalize(q)} {where}\n" for (claim, q), where in self.quotes.items()
        )
        return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Verification:
    """A verification that the dataset speaks of.

    Attributes:
        date: when it was made, as YYYY-MM-DD.
        current: whether the digests and quotes are still those that were verified.
    """

    date: str
    current: bool


def held_of(store: Store, symbol: str) -> Held:
    """Reads what the dataset holds of a record.

    Args:
        store: the built dataset.
        symbol: the record's symbol, for instance `CMW/C/SR.506`.

    Raises:
        UsageError: the dataset has no record of that symbol.
    """
    digests = {int(n): value for _, n, value in _rows(store, _PARAGRAPHS, symbol)}
    if not digests:
        raise UsageError(f"the dataset has no record {symbol}")
    quotes: dict[tuple[str, str], list[int]] = {}
    for claim, quote, number in _rows(store, _QUOTES, symbol):
        quotes.setdefault((claim, quote), []).append(int(number))
    return Held(digests, quotes)


def last_verification(store: Store, symbol: str) -> Verification | None:
    """The last verification of a record that the dataset speaks of; None when it is silent."""
    held = held_of(store, symbol)
    for date, record_digest, quotes_digest in _rows(store, _VERIFICATIONS, symbol):
        same = (record_digest, quotes_digest) == (held.record_digest, held.quotes_digest)
        return Verification(date, same)
    return None


def check_record(held: Held, text: str) -> list[Finding]:
    """Compares every digest and every quote of a record with its text.

    Args:
        held: what the dataset holds.
        text: the text of the record.
    """
    found = paragraphs(text)
    return [*_digests(held, found), *_quotes(held, found)]


def verification_entry(held: Held, symbol: str, record: str, date: str) -> str:
    """The curated file that says that a record was verified, as YAML.

    Args:
        held: what was verified.
        symbol: the record's symbol.
        record: the record's name in our identifiers, for instance `cmw-c-sr-506`.
        date: when, as YYYY-MM-DD.
    """
    return (
        f"# When the digests and quotes of {symbol} were last held against its text. Written by\n"
        "# `convergence record check --text FILE --write`; not to be edited by hand.\n"
        f"graph: {record}\n"
        f"base: id/{record}/\n"
        "entries:\n"
        "- id: verification\n"
        "  type: TextVerification\n"
        f"  label: Verification of {symbol}\n"
        f"  inRecord: record:{record}\n"
        f'  date: "{date}"\n'
        f"  recordDigest: {held.record_digest}\n"
        f"  quotesDigest: {held.quotes_digest}\n"
        f"  verifiedParagraphs: {len(held.digests)}\n"
        f"  verifiedQuotes: {len(held.quotes)}\n"
    )


def _digests(held: Held, found: dict[int, str]) -> Iterator[Finding]:
    for number in sorted(held.digests.keys() | found.keys()):
        if number not in found:
            yield Finding("paragraph", str(number), False, "not in the text")
        elif number not in held.digests:
            yield Finding("paragraph", str(number), False, "not in the dataset")
        else:
            actual = digest(found[number])
            ok = actual == held.digests[number]
            detail = "as the dataset has it" if ok else f"digest {actual}"
            yield Finding("paragraph", str(number), ok, detail)


def _quotes(held: Held, found: dict[int, str]) -> Iterator[Finding]:
    texts = {number: normalize(text) for number, text in found.items()}
    for (claim, quote), numbers in held.quotes.items():
        words = normalize(quote)
        ok = any(words in texts.get(number, "") for number in numbers)
        yield Finding("quote", claim, ok, f"“{quote}”")


def _rows(store: Store, query: str, symbol: str) -> Iterator[tuple[str, ...]]:
    for row in store.answer(query, bindings={"symbol": ox.Literal(symbol)}).table().rows:
        yield tuple(str(getattr(term, "value", "")) for term in row[:3])
