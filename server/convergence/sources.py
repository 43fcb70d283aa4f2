"""Reads the curated files: YAML whose every key and item knows its line.

A file is a mapping with the keys `graph` (the named graph that it fills), `base` (the IRI
branch that its relative names belong to) and `entries` (a list). What the keys of an
entry mean is said in `mapping/context.jsonld` alone. The subset of YAML is the one of
YAML 1.2's core schema that curators meet: whole numbers, true and false; every other
scalar is text (so that a State called NO stays a State).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from convergence.errors import Problem, SourceError
from convergence.namespaces import BASE, GRAPH

Scalar: TypeAlias = str | int | bool
Value: TypeAlias = "Scalar | list[Value] | Entry"


@dataclass
class Entry:
    """One curated thing: its keys, their values, and the lines on which they stand.

    Attributes:
        line: line of the entry's first key, counted from 1.
        values: the value of each key.
        lines: the line of each key.
        item_lines: for each key whose value is a list, the line of each item.
    """

    line: int
    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    item_lines: dict[str, list[int]] = field(default_factory=dict)

    def items(self, key: str) -> Iterator[tuple[Value, int]]:
        """The values of a key with their lines; a single value counts as a list of one."""
        value = self.values.get(key)
        if isinstance(value, list):
            yield from zip(value, self.item_lines[key], strict=True)
        elif value is not None:
            yield value, self.lines[key]


@dataclass
class SourceFile:
    """A curated file.

    Attributes:
        name: its path, relative to the data folder, with slashes.
        graph: IRI of the named graph that it fills.
        base: IRI that its relative names are resolved against; ends with a slash.
        entries: its entries, in order.
    """

    name: str
    graph: str
    base: str
    entries: list[Entry]


_GRAPH_NAME = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")
_RESERVED = {"ontology", "inferred", "catalog"}


class _Loader(yaml.CSafeLoader):
    """PyYAML's C loader without YAML 1.1's implicit dates, octals and yes/no."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", re.compile(r"true|false"), "tf"),
    ("tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9][0-9]*)"), "-0123456789"),
    ("tag:yaml.org,2002:null", re.compile(r"~|null|"), ["~", "n", ""]),
):
    _Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern.pattern})\Z"), list(_first))


def source_paths(data: Path) -> list[Path]:
    """Every curated YAML file below `ontology/` and `mapping/`, in order of name."""
    found = (p for top in ("ontology", "mapping") for p in (data / top).rglob("*"))
    # What begins with a dot is an editor's or a file system's, and no data.
    return sorted(
        p for p in found if p.suffix in {".yaml", ".yml"} and p.name[0] != "." and p.is_file()
    )


def read_sources(data: Path) -> list[SourceFile]:
    """Reads every curated file of a data folder.

    Raises:
        SourceError: a file is not YAML, or not of the shape that all of them have; all
            problems of all files at once.
    """
    problems: list[Problem] = []
    files: list[SourceFile] = []
    for path in source_paths(data):
        name = path.relative_to(data).as_posix()
        if path.suffix == ".yml":
            problems.append(Problem(name, 0, "rename the file so that it ends in .yaml"))
            continue
        try:
            files.append(read_source(name, path.read_bytes()))
        except SourceError as error:
            problems.extend(error.problems)
    if problems:
        raise SourceError(problems)
    return files


def read_source(name: str, content: bytes) -> SourceFile:
    """Reads one curated file.

    Raises:
        SourceError: it is not UTF-8, not YAML, or not of the expected shape.
    """
    text = ""
    try:
        text = content.decode("utf-8-sig")
        root = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError([Problem(name, line, "not UTF-8: save the file as UTF-8")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SourceError(
            [
                Problem(
                    name,
                    mark.line + 1 if mark else 0,
                    f"not YAML: {error.problem}; check the indentation, and put text that "
                    "contains “: ” or “#” or starts with a quotation mark or bracket into "
                    "double quotes" + ("; use spaces, not tabs" if "\t" in text else ""),
                )
            ]
        ) from None
    except yaml.YAMLError as error:
        raise SourceError([Problem(name, 0, f"not YAML: {error}")]) from None
    return _Reader(name, text.splitlines()).file(root)


class _Reader:
    """Turns the nodes of one file into entries, and collects what is wrong."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines
        self.problems: list[Problem] = []
        self._open: set[int] = set()

    def file(self, root: yaml.Node | None) -> SourceFile:
        top = self.entry(root) if isinstance(root, yaml.MappingNode) else Entry(1)
        if {"graph", "base", "entries"} != set(top.values):
            self.say(top.line, "a curated file has the keys graph, base and entries, no other")
        graph, base = top.values.get("graph"), top.values.get("base")
        entries = top.values.get("entries")
        if not isinstance(graph, str) or not isinstance(base, str):
            self.say(top.line, "graph and base are names, such as cmw-c-sr-506/mapping and id/")
        elif _GRAPH_NAME.fullmatch(graph) is None or graph in _RESERVED:
            self.say(
                top.lines["graph"],
                f"graph: “{graph}” cannot be filled by a file; write lower-case letters, digits, "
                f"“-” and “/”, and none of {', '.join(sorted(_RESERVED))}",
            )
        elif not base.endswith("/"):
            self.say(top.lines["base"], f"base: write {base}/ with a slash at the end")
        items = entries if isinstance(entries, list) else []
        if not items:
            self.say(top.lines.get("entries", top.line), "entries: a list, one item an entry")
        for value, line in top.items("entries"):
            if not isinstance(value, Entry):
                self.say(line, "an entry is a list item with keys: “- id: …” and lines below it")
        if self.problems:
            raise SourceError(self.problems)
        return SourceFile(
            name=self.name,
            graph=f"{GRAPH}{graph}",
            base=f"{BASE}{base}",
            entries=[item for item in items if isinstance(item, Entry)],
        )

    def entry(self, node: yaml.MappingNode) -> Entry:
        entry = Entry(node.start_mark.line + 1)
        if not self._enter(node):
            return entry
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                self.say(line, "a key is a single word")
                continue
            if key in entry.values:
                self.say(line, f"{key}: given twice in one entry; keep one of the two")
                continue
            value = self.value(value_node, key)
            if value is None:
                continue
            entry.values[key] = value
            entry.lines[key] = line
            if isinstance(value_node, yaml.SequenceNode):
                entry.item_lines[key] = [n.start_mark.line + 1 for n in value_node.value]
        self._open.discard(id(node))
        return entry

    def value(self, node: yaml.Node, key: str) -> Value | None:
        if isinstance(node, yaml.MappingNode):
            return self.entry(node)
        if isinstance(node, yaml.SequenceNode):
            if not self._enter(node):
                return None
            found = [self.value(item, key) for item in node.value]
            self._open.discard(id(node))
            return [item for item in found if item is not None]
        if not isinstance(node, yaml.ScalarNode):
            return None
        if node.tag == "tag:yaml.org,2002:int":
            return int(node.value)
        if node.tag == "tag:yaml.org,2002:bool":
            return bool(node.value == "true")
        end = node.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if not node.style and rest.lstrip().startswith("#"):
            # YAML drops it without a word, and a claim would lose its end.
            self.say(
                end.line + 1,
                f"{key}: what stands after “#” is not read; put the text into double quotes, or a "
                "comment on a line of its own",
            )
        text = str(node.value).strip()
        if node.tag == "tag:yaml.org,2002:null" or not text:
            self.say(node.start_mark.line + 1, f"{key}: empty; give it a value or take the key out")
            return None
        return text

    def _enter(self, node: yaml.Node) -> bool:
        """Whether a node does not stand inside itself, as an alias can make it."""
        if id(node) in self._open:
            self.say(node.start_mark.line + 1, "stands inside itself; write it out without “*”")
            return False
        self._open.add(id(node))
        return True

    def say(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.name, line, message))
