"""Errors as answers: one table from error to status, one shape for all of them.

Source: RFC 9457 (Problem Details for HTTP APIs).
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response as BaseResponse

from convergence.errors import (
    ConvergenceError,
    ForbiddenQueryError,
    MalformedQueryError,
    MethodNotAllowedError,
    NoDatasetError,
    NotAcceptableError,
    NotFoundError,
    ProtocolError,
    UnsupportedMediaTypeError,
    UsageError,
)
from convergence.negotiation import parse_accept, weight_of

PROBLEM_JSON: Final = "application/problem+json"

#: The HTTP status of each error that the program raises; of the nearest ancestor if not here.
STATUS: Final[dict[type[ConvergenceError], HTTPStatus]] = {
    ConvergenceError: HTTPStatus.INTERNAL_SERVER_ERROR,
    UsageError: HTTPStatus.BAD_REQUEST,
    ProtocolError: HTTPStatus.BAD_REQUEST,
    MalformedQueryError: HTTPStatus.BAD_REQUEST,
    ForbiddenQueryError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    MethodNotAllowedError: HTTPStatus.METHOD_NOT_ALLOWED,
    NotAcceptableError: HTTPStatus.NOT_ACCEPTABLE,
    UnsupportedMediaTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    NoDatasetError: HTTPStatus.SERVICE_UNAVAILABLE,
}

UNEXPECTED: Final = "Something went wrong here; it has been logged."


def status_of(error: ConvergenceError) -> HTTPStatus:
    """The HTTP status that an error is answered with."""
    return next(STATUS[ancestor] for ancestor in type(error).__mro__ if ancestor in STATUS)


def register(app: Flask) -> None:
    """Makes an application answer every error in this shape."""
    app.register_error_handler(ConvergenceError, _of_ours)
    app.register_error_handler(HTTPException, _of_the_framework)
    app.register_error_handler(Exception, _unexpected)


def answer(
    status: HTTPStatus,
    detail: str,
    *,
    line: int | None = None,
    column: int | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Makes the answer to a request that failed.

    It is a problem document for programs, a page or plain text for who asks for that.

    Args:
        status: the HTTP status.
        detail: what is wrong and what to do, for a person.
        line: the line in the query, when it is known.
        column: the column in that line.
        headers: further headers.
    """
    problem: dict[str, Any] = {
        # The RFC's own type for “nothing more than the status says”; a type of ours would
        # have to be an address that explains it.
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if line is not None:
        problem["line"] = line
    if column is not None:
        problem["column"] = column
    media_type = _media_type()
    if media_type == "text/html":
        body = render_template("problem.html", problem=problem)
    elif media_type == "text/plain":
        body = f"{status.value} {status.phrase}\n{detail}\n"
    else:
        body = json.dumps(problem, ensure_ascii=False) + "\n"
    response = Response(body, status, headers, mimetype=media_type)
    response.vary.add("Accept")
    return response


def _media_type() -> str:
    ranges = parse_accept(request.headers.get("Accept"))
    as_json = max(weight_of(PROBLEM_JSON, ranges), weight_of("application/json", ranges))
    as_html, as_text = weight_of("text/html", ranges), weight_of("text/plain", ranges)
    # A client that lists result formats only is a program too: it gets the document for
    # programs, rather than a second error about the first (RFC 9110, section 15.5.7).
    if as_html > as_json and as_html >= as_text:
        return "text/html"
    return "text/plain" if as_text > as_json else PROBLEM_JSON


def _of_ours(error: ConvergenceError) -> Response:
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s: %s", type(error).__name__, error)
    headers = {}
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    place = (error.line, error.column) if isinstance(error, MalformedQueryError) else (None, None)
    return answer(status, str(error), line=place[0], column=place[1], headers=headers)


def _of_the_framework(error: HTTPException) -> BaseResponse:
    # A redirection is an exception to the framework, and no error.
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    status = HTTPStatus(error.code or 500)
    headers = {}
    detail = error.description or status.phrase
    if isinstance(error, NotFound):
        detail = f"Nothing has the address {request.path} here."
    elif isinstance(error, MethodNotAllowed):
        methods = ", ".join(sorted(error.valid_methods or ()))
        headers["Allow"] = methods
        detail = f"This address answers to {methods}, not to {request.method}."
    return answer(status, detail, headers=headers)


def _unexpected(error: Exception) -> Response:
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED)
