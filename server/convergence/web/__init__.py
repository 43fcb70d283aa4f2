"""The web layer: one application factory, and no state outside what it returns."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

from convergence.catalogue import Catalogue
from convergence.store import Store
from convergence.web.health import blueprint as health
from convergence.web.info import DatasetInfo, Site
from convergence.web.pages import blueprint as pages
from convergence.web.problems import register as register_problems
from convergence.web.sparql import PATH as SPARQL_PATH
from convergence.web.sparql import blueprint as sparql

__all__ = ["DatasetInfo", "create_app"]

#: Everything comes from this server, and nothing may be run or framed.
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}

_MAX_BODY = 1024 * 1024


def create_app(store: Store, catalogue: Catalogue, *, dataset_info: DatasetInfo) -> Flask:
    """Makes the WSGI application for a dataset.

    Args:
        store: the dataset to ask.
        catalogue: the questions to offer.
        dataset_info: what to say of the dataset.
    """
    # The import name is the package's, whose folders `templates` and `static` are ours.
    app = Flask("convergence")
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Site(store, catalogue, dataset_info).attach(app)
    app.context_processor(lambda: {"info": dataset_info})
    register_problems(app)
    for blueprint in (sparql, pages, health):
        app.register_blueprint(blueprint)
    app.after_request(_add_headers)
    return app


def _add_headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers[name] = value
    if request.path == SPARQL_PATH:
        # Here and not in the blueprint: a method that the router refuses never gets there,
        # and a page that calls from another origin must be able to read that refusal too.
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response
