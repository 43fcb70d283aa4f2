"""Where the data folders, the shipped files and the built dataset are.

In a checkout the curated folders lie beside `server/`; in an installed wheel they lie in
`convergence/_data/`. Nothing else in the program knows the difference.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Paths:
    """The folders that the program reads and the one that it writes.

    Attributes:
        data: folder that holds `ontology/`, `mapping/` and `queries/`.
        build: folder for built datasets; each version in a folder of its own.
    """

    data: Path
    build: Path

    @property
    def ontology(self) -> Path:
        """Classes, properties, shapes, instruments and schemes."""
        return self.data / "ontology"

    @property
    def mapping(self) -> Path:
        """What people said, and the JSON-LD context."""
        return self.data / "mapping"

    @property
    def queries(self) -> Path:
        """Competency questions, rules and checks."""
        return self.data / "queries"

    @property
    def context(self) -> Path:
        """The JSON-LD context: the one place where keys become IRIs."""
        return self.mapping / "context.jsonld"

    @property
    def current(self) -> Path:
        """Symbolic link to the version being served."""
        return self.build / "current"


def find_paths() -> Paths:
    """Picks the checkout when there is one, else the packaged data.

    The environment variable `CONVERGENCE_DATA` names another data folder,
    `CONVERGENCE_BUILD` another folder for built datasets.
    """
    checkout = _PACKAGE.parent.parent
    in_checkout = (checkout / "pyproject.toml").is_file() and (checkout / "ontology").is_dir()
    data = checkout if in_checkout else _PACKAGE / "_data"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    build = checkout / "build" if in_checkout else cache / "convergence"
    return Paths(
        data=Path(os.environ.get("CONVERGENCE_DATA") or data).resolve(),
        build=Path(os.environ.get("CONVERGENCE_BUILD") or build).resolve(),
    )
