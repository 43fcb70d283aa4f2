"""Lifts curated entries to RDF, as JSON-LD through the context (W3C JSON-LD 1.1, section 4)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rdflib import Dataset, Graph, URIRef

from convergence.lint import entry_iri, resolve
from convergence.sources import Entry, SourceFile, Value
from convergence.vocabulary import Vocabulary


@dataclass
class Places:
    """Where each thing, and each thing said of it, stands in the curated files.

    Attributes:
        entries: IRI of a thing to its file and line.
        statements: (subject, key, value as an IRI or text) to its line; a value of `""`
            stands for the key itself.
    """

    entries: dict[str, tuple[str, int]] = field(default_factory=dict)
    statements: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def find(self, subject: str, key: str = "", value: str = "") -> tuple[str, int]:
        """The most precise place known; a file and line 0 where nothing is known."""
        if subject not in self.entries:
            return ("", 0)
        file, line = self.entries[subject]
        precise = self.statements.get((subject, key, value))
        return file, precise or self.statements.get((subject, key, ""), line)


def lift(files: Iterable[SourceFile], vocabulary: Vocabulary) -> Dataset:
    """Turns the entries of all files into quads, each file's in its own named graph."""
    dataset = Dataset()
    for file in files:
        # A prefix that a file's entries do not use costs nothing; the context is shared.
        document = {
            "@context": [vocabulary.document, {"@base": file.base}],
            "@graph": [_node(entry, file, vocabulary) for entry in file.entries],
        }
        graph = Graph().parse(data=json.dumps(document), format="json-ld", base=file.base)
        target = dataset.graph(URIRef(file.graph))
        for triple in graph:
            target.add(triple)
    return dataset


def places(files: Iterable[SourceFile], vocabulary: Vocabulary) -> Places:
    """Where every entry and every value of theirs stands."""
    found = Places()
    for file in files:
        for entry in vocabulary.entries(file):
            iri = entry_iri(file, entry, vocabulary)
            if iri is None:
                continue
            found.entries.setdefault(iri, (file.name, entry.lines["id"]))
            for key, line in entry.lines.items():
                found.statements[iri, key, ""] = line
                link = key in vocabulary.keys and vocabulary.keys[key].is_link
                for value, item_line in entry.items(key):
                    text = str(value)
                    if isinstance(value, str) and (link or key == "type"):
                        text = resolve(value, file, vocabulary)
                    found.statements[iri, key, text] = item_line
    return found


def _node(value: Value, file: SourceFile, vocabulary: Vocabulary) -> Any:
    if isinstance(value, Entry):
        node = {key: _node(item, file, vocabulary) for key, item in value.values.items()}
        # JSON-LD expands named terms in every place but an identifier.
        return node | {"id": entry_iri(file, value, vocabulary)}
    if isinstance(value, list):
        return [_node(item, file, vocabulary) for item in value]
    return value
