"""For whoever runs the server: is the process alive, and can it answer?"""

from __future__ import annotations

from flask import Blueprint, Response

from convergence.web.info import current_site

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Says that the process answers requests; asks nothing of the dataset."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def ready() -> Response:
    """Says that the dataset answers a query; an error page with its status when not."""
    current_site().store.answer("ASK {}").table()
    return Response("ready\n", mimetype="text/plain")
