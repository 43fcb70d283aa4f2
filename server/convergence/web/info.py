"""What the web layer is given to serve, and how a view gets at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app

from convergence.catalogue import Catalogue
from convergence.store import Store

_KEY: Final = "convergence"


@dataclass(frozen=True)
class DatasetInfo:
    """What is said of the dataset on every page.

    Attributes:
        title: its name.
        version: the version being served.
        triples: how many there are.
        description: what it is, in a sentence or two.
    """

    title: str
    version: str
    triples: int
    description: str


@dataclass(frozen=True)
class Site:
    """Everything that views need.

    Attributes:
        store: the dataset to ask.
        catalogue: the questions with a page of their own.
        info: what the dataset is.
    """

    store: Store
    catalogue: Catalogue
    info: DatasetInfo

    def attach(self, app: Flask) -> None:
        """Makes this the site of an application."""
        app.extensions[_KEY] = self


def site_of(app: Flask) -> Site:
    """The site that was attached to an application.

    Raises:
        LookupError: none was.
    """
    site = app.extensions.get(_KEY)
    if not isinstance(site, Site):
        raise LookupError("no site is attached to this application")
    return site


def current_site() -> Site:
    """The site of the application that answers the present request."""
    return site_of(current_app)
