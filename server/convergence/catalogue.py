"""The catalogued questions: one file each in `queries/competency/`, with its metadata.

A file is SPARQL with a header of decorated comments (`#+`, as grlc reads them) that is
YAML: title, question, audience, keywords, parameters, columns.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from convergence.errors import Problem, SourceError, UsageError
from convergence.namespaces import BASE, expand, shorten
from convergence.store import Answer, Store, Term

_KEYS = {"title", "question", "audience", "keywords", "parameters", "columns"}
_TYPES = {"iri", "integer", "string"}
_INTEGER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True)
class Parameter:
    """A value that the asker chooses.

    Attributes:
        name: the variable in the query, without the question mark.
        type: `iri`, `integer` or `string`.
        label: what it stands for, in plain words.
        default: the value when none is given, as people write it.
    """

    name: str
    type: str
    label: str
    default: str

    def term(self, value: str) -> Term:
        """Reads a value as an RDF term; never as a piece of SPARQL.

        Raises:
            UsageError: the value is not of the parameter's type.
        """
        if self.type == "integer":
            if not _INTEGER.fullmatch(value):
                raise UsageError(f"{self.name}: “{value}” is no whole number of up to 18 digits")
            return ox.Literal(int(value))
        if self.type == "string":
            return ox.Literal(value)
        iri = value if value.startswith(("http://", "https://")) else expand(value)
        try:
            return ox.NamedNode(iri or "")
        except ValueError:
            raise UsageError(
                f"{self.name}: “{value}” is no IRI; write {self.default}, for example"
            ) from None


@dataclass(frozen=True)
class Question:
    """A question that people ask of the graph.

    Attributes:
        name: the file's name without its ending.
        title: a heading.
        question: the question in plain words.
        audience: for whom it was written.
        keywords: words to find it by.
        parameters: what the asker chooses.
        columns: the names of the columns of its answer.
        text: the SPARQL text.
    """

    name: str
    title: str
    question: str
    audience: str
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str

    def bindings(self, values: Mapping[str, str]) -> dict[str, Term]:
        """Reads the asker's values as RDF terms; defaults where none is given.

        Raises:
            UsageError: a value is not of its type, or no parameter has that name.
        """
        known = [parameter.name for parameter in self.parameters]
        for name in values:
            if name not in known:
                raise UsageError(f"{self.name} has no parameter “{name}”{_nearest(name, known)}")
        return {p.name: p.term(values.get(p.name, p.default)) for p in self.parameters}

    def answer(self, store: Store, bindings: Mapping[str, Term]) -> Answer:
        """Asks the question of a store with these values.

        Raises:
            UsageError: a value is a name of ours that stands for nothing in the store.
        """
        for name, term in bindings.items():
            if isinstance(term, ox.NamedNode) and term.value.startswith(BASE):
                known = store.answer("ASK { ?thing ?property ?value }", bindings={"thing": term})
                if known.table().rows[0][0] != ox.Literal(True):
                    raise UsageError(f"{name}: there is no {shorten(term.value)}")
        return store.answer(self.text, bindings=bindings)

    def ask(self, store: Store, values: Mapping[str, str] | None = None) -> Answer:
        """Asks the question of a store."""
        return self.answer(store, self.bindings(values or {}))


class Catalogue:
    """All catalogued questions, by name."""

    def __init__(self, questions: list[Question]) -> None:
        self._questions = {question.name: question for question in questions}

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Reads every `.rq` file of a folder, in order of name.

        Raises:
            SourceError: a header is missing something or is not YAML.
        """
        problems: list[Problem] = []
        questions = []
        for path in sorted(folder.glob("*.rq")):
            try:
                questions.append(_read(path))
            except ValueError as error:
                problems.append(Problem(f"queries/{folder.name}/{path.name}", 1, str(error)))
        if problems:
            raise SourceError(problems)
        return cls(questions)

    def __iter__(self) -> Any:
        return iter(self._questions.values())

    def __len__(self) -> int:
        return len(self._questions)

    def get(self, name: str) -> Question:
        """The question with this name.

        Raises:
            UsageError: there is none; the message names the nearest.
        """
        if name not in self._questions:
            raise UsageError(f"no question is called “{name}”{_nearest(name, [*self._questions])}")
        return self._questions[name]


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; there are: {', '.join(known)}" if known else "; it takes none"


def _read(path: Path) -> Question:
    text = path.read_text("utf-8")
    header = "\n".join(
        line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")
    )
    try:
        meta = yaml.safe_load(header)
    except yaml.YAMLError as error:
        raise ValueError(f"the #+ header is not YAML: {error}") from None
    if not isinstance(meta, dict) or not _KEYS - {"parameters"} <= set(meta) <= _KEYS:
        raise ValueError(
            "the #+ header needs title, question, audience, keywords and columns, "
            "may have parameters, and nothing else"
        )
    parameters = []
    for name, spec in (meta.get("parameters") or {}).items():
        if not isinstance(spec, dict) or set(spec) != {"type", "label", "default"}:
            raise ValueError(f"parameter {name} needs type, label and default")
        parameter = Parameter(name, spec["type"], spec["label"], str(spec["default"]))
        if parameter.type not in _TYPES:
            raise ValueError(f"parameter {name}: the type is one of {', '.join(sorted(_TYPES))}")
        try:
            parameter.term(parameter.default)
        except UsageError as error:
            raise ValueError(f"the default does not fit: {error}") from None
        parameters.append(parameter)
    return Question(
        name=path.stem,
        title=meta["title"],
        question=meta["question"],
        audience=meta["audience"],
        keywords=tuple(meta["keywords"]),
        parameters=tuple(parameters),
        columns=tuple(meta["columns"]),
        text=text,
    )


def plain(term: Term | None) -> str:
    """Writes a term for a person: a prefixed name, or the text of a literal."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return term.value if isinstance(term, ox.Literal | ox.BlankNode) else str(term)
