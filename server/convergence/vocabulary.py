"""The JSON-LD context, read as a table: which keys there are, and what values they take.

Nothing in the program names a key of the curated files except through this table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convergence.errors import Problem, SourceError
from convergence.sources import Entry, SourceFile

_XSD = "xsd:"


class _DuplicateKeyError(Exception):
    """A name that one JSON object has twice; JSON itself would drop the first."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _DuplicateKeyError(name)
        found[name] = value
    return found


@dataclass(frozen=True)
class Key:
    """A key that curated entries may have.

    Attributes:
        name: the key.
        iri: the property that it stands for.
        type: `@id` (an IRI, relative to the file's base), `@vocab` (an IRI or a named
            term), `integer`, `boolean`, `date`, or `text`.
        reverse: whether the value is the subject of the property.
    """

    name: str
    iri: str
    type: str
    reverse: bool

    @property
    def is_link(self) -> bool:
        """Whether its values are IRIs."""
        return self.type in {"@id", "@vocab"} or self.reverse


class Vocabulary:
    """Keys, named terms and prefixes of a JSON-LD context.

    Attributes:
        document: the context as JSON-LD has it.
        prefixes: prefix to namespace IRI.
        terms: named things, such as types, to IRI.
        keys: keys of entries, by name; without `id` and `type`.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.prefixes: dict[str, str] = {}
        self.terms: dict[str, str] = {}
        self.keys: dict[str, Key] = {}
        for name, definition in document.items():
            if isinstance(definition, dict):
                self.keys[name] = self._key(name, definition)
            elif isinstance(definition, str) and not definition.startswith("@"):
                if definition.endswith(("/", "#")):
                    self.prefixes[name] = definition
                else:
                    self.terms[name] = self.expand(definition)

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """Reads a context file.

        Raises:
            SourceError: it is not JSON, or holds no context.
        """
        name = f"mapping/{path.name}"
        try:
            text = path.read_text("utf-8")
            return cls(json.loads(text, object_pairs_hook=_unique)["@context"])
        except OSError:
            raise SourceError([Problem(name, 0, "missing; restore the file")]) from None
        except json.JSONDecodeError as error:
            problem = Problem(name, error.lineno, f"not JSON: {error.msg}")
            raise SourceError([problem]) from None
        except _DuplicateKeyError as error:
            raise SourceError([Problem(name, 1, f"{error} is defined twice")]) from None
        except (KeyError, TypeError):
            raise SourceError([Problem(name, 1, "no @context in it")]) from None

    def expand(self, name: str) -> str:
        """The IRI of a named term or a prefixed name; anything else as it is."""
        if name in self.terms:
            return self.terms[name]
        prefix, colon, local = name.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        return name

    def entries(self, file: SourceFile) -> Iterator[Entry]:
        """Every entry of a file, those nested in others included, from the outside in.

        Only a key whose value points back (`parts`) takes entries; what stands elsewhere is
        no entry but a mistake.
        """
        pending = list(reversed(file.entries))
        while pending:
            entry = pending.pop()
            yield entry
            nested = [
                value
                for name, key in self.keys.items()
                if key.reverse
                for value, _ in entry.items(name)
                if isinstance(value, Entry)
            ]
            pending.extend(reversed(nested))

    def key_of(self, iri: str) -> str:
        """The key that stands for a property, or the property itself."""
        if iri == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type":
            return "type"
        keys = self.keys.values()
        return next((key.name for key in keys if key.iri == iri and not key.reverse), iri)

    def _key(self, name: str, definition: dict[str, Any]) -> Key:
        reverse = "@reverse" in definition
        kind = str(definition.get("@type", "text"))
        return Key(
            name=name,
            iri=self.expand(str(definition.get("@reverse") or definition["@id"])),
            type=kind.removeprefix(_XSD),
            reverse=reverse,
        )
