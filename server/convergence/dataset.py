"""The built dataset: where it is, which version, and whether the sources have moved on.

Kept apart from `build`, so that starting the server reads neither rdflib nor pySHACL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from convergence.errors import NoDatasetError
from convergence.paths import Paths


@dataclass(frozen=True)
class Built:
    """A built dataset.

    Attributes:
        folder: the folder of this version.
        version: digest of its content; the same content has the same version.
        sources: digest of the files that it was built from.
        triples: number of statements, in all graphs.
        inferred: how many of them were inferred.
    """

    folder: Path
    version: str
    sources: str
    triples: int
    inferred: int

    @property
    def store(self) -> Path:
        """Folder of the embedded store."""
        return self.folder / "store"

    @property
    def competency(self) -> Path:
        """The catalogued questions as they were when this version was built."""
        return self.folder / "competency"

    @property
    def nquads(self) -> Path:
        """The whole dataset as canonical N-Quads."""
        return self.folder / "dataset.nq"


def read_built(paths: Paths) -> Built:
    """The current dataset.

    Raises:
        NoDatasetError: none has been built, or what is there cannot be read.
    """
    try:
        folder = paths.current.resolve(strict=True)
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        return Built(folder=folder, **meta)
    except (OSError, ValueError, TypeError):
        raise NoDatasetError(
            f"no dataset in {paths.build}; build it with `convergence build`"
        ) from None


def sources_digest(paths: Paths) -> str:
    """Digest of everything that the dataset is made from: curated files and program."""
    digest = hashlib.sha256()
    for path in _inputs(paths):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_stale(paths: Paths) -> bool:
    """Whether there is no dataset, or the sources differ from those it was built from."""
    try:
        return read_built(paths).sources != sources_digest(paths)
    except NoDatasetError:
        return True


def _inputs(paths: Paths) -> Iterator[Path]:
    for folder in (paths.ontology, paths.mapping, paths.queries):
        yield from sorted(p for p in folder.rglob("*") if p.is_file())
    yield from sorted(Path(__file__).parent.glob("*.py"))
