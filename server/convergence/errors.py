"""Every error this program raises on purpose, defined once.

Each carries the exit status of the command line (contract: 0 done, 1 the data or the
answer is wrong, 2 the call is wrong). `convergence.web.problems` maps the same classes
to HTTP statuses, in one table.
"""

from __future__ import annotations

from dataclasses import dataclass


class ConvergenceError(Exception):
    """Something is wrong that the user can be told about in one line."""

    exit_status = 1


class UsageError(ConvergenceError):
    """The call is wrong: an unknown name, a missing parameter, a bad option."""

    exit_status = 2


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a source file, with its place and its remedy.

    Attributes:
        file: path of the file, relative to the folder that holds the data.
        line: line number, counted from 1; 0 where the whole file is meant.
        message: what is wrong and what to do, one line.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {' '.join(self.message.split())}"


class SourceError(ConvergenceError):
    """The curated files are not sound; nothing was built from them.

    Attributes:
        problems: what is wrong, in order of file and line; never empty.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NoDatasetError(ConvergenceError):
    """There is no built dataset to answer from."""


class ProtocolError(ConvergenceError):
    """A request does not follow the SPARQL 1.1 Protocol (W3C, section 2.1)."""


class MalformedQueryError(ProtocolError):
    """The query string is not SPARQL 1.1 Query, or is missing, or is given twice.

    Attributes:
        line: line in the query, counted from 1, when the place is known.
        column: column in that line, counted from 1, when the place is known.
    """

    exit_status = 2

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class ForbiddenQueryError(ProtocolError):
    """The query would change the data or reach another server; we do neither."""


class NotAcceptableError(ProtocolError):
    """No media range of the Accept header fits what this query form can give.

    Attributes:
        available: the media types that it can give.
    """

    def __init__(self, message: str, available: tuple[str, ...]) -> None:
        super().__init__(message)
        self.available = available


class UnsupportedMediaTypeError(ProtocolError):
    """The body of the request is in a media type that the protocol does not define."""


class MethodNotAllowedError(ProtocolError):
    """The address does not answer to this HTTP method.

    Attributes:
        allowed: the methods that it answers to.
    """

    def __init__(self, message: str, allowed: tuple[str, ...]) -> None:
        super().__init__(message)
        self.allowed = allowed


class NotFoundError(ConvergenceError):
    """Nothing has this name or address."""
