"""What can be said of the curated files before they become a graph.

Every rule here is about one entry and the context: keys that nobody defined, values of
the wrong kind, names that stand for nothing. What needs the graph is in the shapes and
checks; that a name is defined somewhere is in `references`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from convergence.errors import Problem
from convergence.namespaces import ID, shorten
from convergence.sources import Entry, SourceFile, Value
from convergence.vocabulary import Key, Vocabulary

_ID = re.compile(r"[A-Za-z0-9._~:/()-]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def identities(files: Iterable[SourceFile], vocabulary: Vocabulary) -> list[Problem]:
    """Entries without a name or type of their own; a graph of them would mislead."""
    problems: list[Problem] = []
    seen: dict[str, tuple[str, int]] = {}
    for file in files:
        for entry in vocabulary.entries(file):
            name, iri = entry.values.get("id"), entry_iri(file, entry, vocabulary)
            if iri is None:
                message = "an entry needs an id: a name that no other entry has"
                problems.append(Problem(file.name, entry.line, message))
                continue
            line = entry.lines["id"]
            if name not in vocabulary.terms and not _ID.fullmatch(str(name)):
                message = f"id: “{name}”: use letters, digits, “-”, “.” and “:”"
                problems.append(Problem(file.name, line, message))
            if "type" not in entry.values:
                message = f"{name}: no type; say what kind of thing it is"
                problems.append(Problem(file.name, entry.line, message))
            if iri in seen:
                place = "{}:{}".format(*seen[iri])
                message = f"id: {name} is taken by the entry at {place}; give this one its own"
                problems.append(Problem(file.name, line, message))
            seen.setdefault(iri, (file.name, line))
    return sorted(set(problems))


def lint(files: Iterable[SourceFile], vocabulary: Vocabulary) -> list[Problem]:
    """Keys that nobody defined and values of the wrong kind, in order of file and line."""
    linter = _Linter(vocabulary)
    for file in files:
        for entry in vocabulary.entries(file):
            linter.entry(file, entry)
    return sorted(set(linter.problems))


def entry_iri(file: SourceFile, entry: Entry, vocabulary: Vocabulary) -> str | None:
    """The IRI of an entry; None when it has no usable id."""
    name = entry.values.get("id")
    return resolve(name, file, vocabulary) if isinstance(name, str) else None


def resolve(name: str, file: SourceFile, vocabulary: Vocabulary) -> str:
    """The IRI of a name in a file: a named term, a prefixed name, or relative to its base."""
    return urljoin(file.base, vocabulary.expand(name))


def references(files: Iterable[SourceFile], vocabulary: Vocabulary) -> list[Problem]:
    """Names of ours that no entry defines: an article 94, an objective 24, a misspelt speaker."""
    files = list(files)
    defined = {
        iri
        for file in files
        for entry in vocabulary.entries(file)
        if (iri := entry_iri(file, entry, vocabulary))
    }
    problems = []
    for file in files:
        for key, name, line in _links(file, vocabulary):
            iri = resolve(name, file, vocabulary)
            if iri.startswith(ID) and iri not in defined:
                near = _nearest_iri(iri, defined)
                message = (
                    f"{key.name}: there is no {name}{near}; correct it, or add an entry for it"
                )
                problems.append(Problem(file.name, line, message))
    return problems


def _links(file: SourceFile, vocabulary: Vocabulary) -> Iterator[tuple[Key, str, int]]:
    for entry in vocabulary.entries(file):
        for name in entry.values:
            key = vocabulary.keys.get(name)
            if key is None or not key.is_link:
                continue
            for value, line in entry.items(name):
                if isinstance(value, str):
                    yield key, value, line


def _nearest_iri(iri: str, defined: set[str]) -> str:
    branch = iri.rpartition("/")[0] + "/"
    siblings = {d.removeprefix(branch) for d in defined if d.startswith(branch)}
    local = iri.removeprefix(branch)
    numbered = re.fullmatch(r"(.*-)(\d+)", local)
    if numbered:
        stem = re.escape(numbered[1])
        numbers = [int(m[1]) for s in siblings if (m := re.fullmatch(rf"{stem}(\d+)", s))]
        if numbers:
            kind = numbered[1].rstrip("-")
            return f" (the {kind}s go from {min(numbers)} to {max(numbers)})"
    near = difflib.get_close_matches(local, sorted(siblings), 1)
    if near:
        return f" (did you mean {near[0]}?)"
    # The right name without its prefix, or with another one.
    elsewhere = sorted(shorten(d) for d in defined if d.endswith(f"/{local}"))
    return f" (did you mean {elsewhere[0]}?)" if elsewhere else ""


class _Linter:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def entry(self, file: SourceFile, entry: Entry) -> None:
        for name in entry.values:
            if name == "id":
                continue
            if name == "type":
                self._types(file, entry)
                continue
            key = self.vocabulary.keys.get(name)
            if key is None:
                near = _near(name, ["id", "type", *self.vocabulary.keys])
                self._say(
                    file, entry.lines[name], f"unknown key “{name}”{near}; correct it or remove it"
                )
                continue
            for value, line in entry.items(name):
                remedy = self._remedy(key, value)
                if remedy:
                    self._say(file, line, f"{name}: {remedy}")

    def _types(self, file: SourceFile, entry: Entry) -> None:
        for value, line in entry.items("type"):
            if not isinstance(value, str) or value not in self.vocabulary.terms:
                near = _near(str(value), [t for t in self.vocabulary.terms if t[0].isupper()])
                self._say(file, line, f"type: “{value}” is no type{near}")

    def _remedy(self, key: Key, value: Value) -> str | None:
        """What to do about a value that does not fit its key; None when it fits."""
        if isinstance(value, Entry):
            return None if key.reverse else "takes no entry inside it; write a name or a text"
        if isinstance(value, list):
            return "a list in a list; write one list"
        if key.type == "integer":
            ok = isinstance(value, int) and not isinstance(value, bool)
            return None if ok else f"“{value}” is no whole number"
        if key.type == "boolean":
            return None if isinstance(value, bool) else f"“{value}”: write true or false"
        if not isinstance(value, str):
            return f"“{value}” is read as a number or truth value; put it in double quotes"
        if key.type == "date":
            return None if _DATE.fullmatch(value) else f"“{value}”: write a date as 2022-09-27"
        return self._name_remedy(key, value) if key.is_link else None

    def _name_remedy(self, key: Key, value: str) -> str | None:
        prefix, colon, local = value.partition(":")
        if colon and prefix in self.vocabulary.prefixes:
            return None if _ID.fullmatch(local) else f"“{value}” is no name; see docs/curating.md"
        if colon and not local.startswith("//"):
            near = _near(prefix, [*self.vocabulary.prefixes])
            return f"“{value}”: there is no prefix “{prefix}:”{near}"
        if key.type == "@vocab" and not colon and value not in self.vocabulary.terms:
            near = _near(value, [*self.vocabulary.terms])
            return f"“{value}” is not known here{near}; docs/curating.md says what this key takes"
        return (
            None if colon or _ID.fullmatch(value) else f"“{value}” is no name; see docs/curating.md"
        )

    def _say(self, file: SourceFile, line: int, message: str) -> None:
        self.problems.append(Problem(file.name, line, message))


def _near(word: str, known: list[str]) -> str:
    found = difflib.get_close_matches(word, known, 1, 0.6)
    return f" (did you mean {found[0]}?)" if found else ""
