"""What can be told of a SPARQL text from its tokens, before an engine reads it.

Only as much of the grammar as is needed to skip what is not a keyword: comments, IRIs,
strings, variables and prefixed names (SPARQL 1.1 Query, section 19).

The engine cannot be told to leave SERVICE alone, and it reads more than the grammar allows:
`SERVICESILENT<…>`, `SERVICE:name {` and `trueSERVICE<…>` all call out. A tokenizer that only
looks for the word would be passed by. So this module does two things: it finds the keyword
wherever the engine could (`calls_service`), and in the text that the engine gets (`inert`)
the word is spelled with an escape wherever it is data. Inside strings and IRIs the escape
means the same letter; anywhere else the engine does not know it. Were we ever wrong about
what is data, the result would be a syntax error and never a call.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

# Above 0x7F every character counts as part of a name here. That is more than SPARQL has, but
# none of the others can stand outside strings and IRIs at all.
_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^\x00-\x20<>"{}]*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
                |'''(?:[^'\\]|\\.|'(?!''))*'''
                |"(?:[^"\\\n\r]|\\.)*"
                |'(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$][\w\u0080-\U0010ffff]+)
    | (?P<language>@[A-Za-z][A-Za-z0-9-]*)
    | (?P<name>(?:[^\W\d_](?:[\w.\u0080-\U0010ffff-]*[\w\u0080-\U0010ffff])?|_?)
               :(?:[\w:.\u0080-\U0010ffff-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-])*)
    | (?P<word>[A-Za-z][\w\u0080-\U0010ffff]*)
    | (?P<number>\d+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SERVICE: Final = re.compile("(servic)(e)", re.IGNORECASE)
_DOT: Final = re.compile(r"(?<!\\)\.")

# After these a prefixed name may stand before a brace. On one line, so that no comment of the
# engine's reading can end between the two.
_BEFORE_GRAPH_NAME: Final = re.compile(
    r"(?:^|[\s{}])(?:GRAPH|FROM|NAMED|DESCRIBE)[ \t]+$", re.IGNORECASE
)
# A namespace to which any local name can be added, giving an IRI. With others, such as
# <http://a:>, the engine reads `e:SERVICE` as the name `e:` and the keyword.
_SOUND_NAMESPACE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#\\]*[/?#]|[^/\\])")

_QUERY_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATE_FORMS: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)

#: Beyond these the engine can run out of stack and take the process with it; each is ten
#: times what a person writes.
MAX_LENGTH: Final = 100_000
MAX_DEPTH: Final = 100
MAX_OPERATORS: Final = 5_000
MAX_MEMBERS: Final = 1_000


class Token(NamedTuple):
    """A piece of a SPARQL text.

    Attributes:
        kind: name of the group in the tokenizer's pattern.
        text: the piece as it came.
        start: where it begins, counted from 0.
    """

    kind: str
    text: str
    start: int


class QueryText:
    """A SPARQL text and the keywords in it.

    Attributes:
        source: the text as it came.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def _all_tokens(self) -> tuple[Token, ...]:
        return tuple(
            Token(match.lastgroup or "other", match[0], match.start())
            for match in _TOKEN.finditer(self.source)
        )

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, without white space and comments."""
        return tuple(t for t in self._all_tokens if t.kind not in {"space", "comment"})

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(token.text.upper() for token in self.tokens if token.kind == "word")

    @cached_property
    def form(self) -> str | None:
        """The first keyword that names a query or update form; None when there is none."""
        forms = _QUERY_FORMS | _UPDATE_FORMS
        return next((word for word in self._words if word in forms), None)

    @property
    def is_update(self) -> bool:
        """Whether the text is SPARQL 1.1 Update."""
        return self.form in _UPDATE_FORMS

    @property
    def has_dataset(self) -> bool:
        """Whether the text has a FROM or FROM NAMED clause."""
        # The engine needs no space between keywords: ASKFROM, FROMNAMED. No other has FROM in it.
        return any("FROM" in word for word in self._words)

    def dataset(self, prefixes: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The IRIs after FROM, and those after FROM NAMED.

        Args:
            prefixes: namespaces that the text need not declare.

        Returns:
            Both empty also when an IRI is relative, escaped or has an unknown prefix: then it
            takes an engine to tell.
        """
        found: dict[bool, list[str]] = {False: [], True: []}
        namespaces = dict(prefixes)
        for index, token in enumerate(self.tokens):
            following = [*self.tokens[index + 1 : index + 3], Token("", "", 0), Token("", "", 0)]
            if token.kind == "name" and token.text.endswith(":") and following[0].kind == "iri":
                namespaces[token.text[:-1]] = following[0].text[1:-1]
            if token.kind != "word" or token.text.upper() != "FROM":
                continue
            named = following[0].text.upper() == "NAMED"
            iri = _resolve(following[1 if named else 0], namespaces)
            if iri is None:
                return (), ()
            found[named].append(iri)
        return tuple(found[False]), tuple(found[True])

    @cached_property
    def calls_service(self) -> bool:
        """Whether the engine could read a SERVICE clause in the text."""
        for index, token in enumerate(self.tokens):
            if _SERVICE.search(token.text) is None:
                continue
            if token.kind == "word" or (token.kind == "name" and self._name_calls(index)):
                return True
        return False

    def _name_calls(self, index: int) -> bool:
        token = self.tokens[index]
        prefix, _, local = token.text.partition(":")
        if _SERVICE.search(local) and self._has_odd_namespace:
            return True
        if _SERVICE.search(prefix) is None or self.tokens[index + 1 :][:1] == ():
            return False
        before = self.source[max(0, token.start - 40) : token.start]
        return self.tokens[index + 1].text == "{" and _BEFORE_GRAPH_NAME.search(before) is None

    @cached_property
    def _has_odd_namespace(self) -> bool:
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return any(
            left.kind == "name"
            and left.text.endswith(":")
            and right.kind == "iri"
            and _SOUND_NAMESPACE.match(right.text) is None
            for left, right in pairs
        )

    @cached_property
    def inert(self) -> str:
        r"""The same query, written so that the engine can only read it in one way.

        The word SERVICE is written `SERVIC\u0045` where it is data (SPARQL 1.1 Query,
        section 19.2), and the dots in `icrmw:article-16.7.a` are escaped: the grammar allows
        several in a local name (section 19.8, PN_LOCAL), the engine only one.
        """
        return "".join(self._written)

    @cached_property
    def _written(self) -> tuple[str, ...]:
        return tuple(_write(token) for token in self._all_tokens)

    def place_in_source(self, offset: int) -> tuple[int, int]:
        """The line and column in `source`, from 1, of an offset in `inert`, from 0."""
        place = len(self.source)
        for token, written in zip(self._all_tokens, self._written, strict=True):
            if offset < len(written):
                place = token.start + min(max(offset, 0), len(token.text))
                break
            offset -= len(written)
        before = self.source[:place]
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    @cached_property
    def excess(self) -> str | None:
        """What of this text is too much for the engine, in words; None when nothing is."""
        if len(self.source) > MAX_LENGTH:
            return f"it has {len(self.source):,} characters; at most {MAX_LENGTH:,} are read"
        operators = sum(token.kind in {"word", "other"} for token in self.tokens)
        if operators > MAX_OPERATORS:
            return f"it has more than {MAX_OPERATORS:,} keywords, operators and brackets"
        open_brackets: list[str] = []
        members = [0]  # in each open bracket, what came since it opened or since a comma
        for token in self.tokens:
            members[-1] = 0 if token.text == "," else members[-1] + 1
            if token.text in "{([":
                open_brackets.append(token.text)
                members.append(0)
            elif token.text in "})]" and open_brackets:
                open_brackets.pop()
                members.pop()
            if len(open_brackets) > MAX_DEPTH:
                return f"brackets are nested more than {MAX_DEPTH} deep"
            if members[-1] > MAX_MEMBERS and open_brackets[-1:] == ["("]:
                return f"a list has more than {MAX_MEMBERS:,} members"
        return None


def _resolve(token: Token, namespaces: Mapping[str, str]) -> str | None:
    iri = token.text[1:-1] if token.kind == "iri" else ""
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        iri = namespaces.get(prefix, "") + local
    return iri if _SOUND_NAMESPACE.match(f"<{iri}") and "\\" not in iri else None


def _write(token: Token) -> str:
    if token.kind in {"string", "iri", "comment"}:
        return _SERVICE.sub(lambda m: f"{m[1]}\\u{ord(m[2]):04x}", token.text)
    prefix, colon, local = token.text.partition(":")
    # A blank node's label may have dots and no escapes; a last dot ends the triple.
    if token.kind == "name" and prefix != "_":
        body = local.rstrip(".")
        if len(_DOT.findall(body)) > 1:
            return prefix + colon + _DOT.sub(r"\.", body) + local[len(body) :]
    return token.text
