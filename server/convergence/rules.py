"""Applies the rules in `queries/rules/` until they add nothing more."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from convergence.errors import Problem, SourceError
from convergence.namespaces import INFERRED_GRAPH, PREFIXES

#: More rounds than any chain of our rules needs; a rule that never ends is stopped here.
_ROUNDS = 50


def apply_rules(store: ox.Store, folder: Path) -> int:
    """Adds to the inferred graph what follows from the rules, and only what is new.

    Args:
        store: the asserted graphs; the inferred graph is added to it.
        folder: CONSTRUCT queries, each a rule over the union of all graphs.

    Returns:
        How many statements were added.

    Raises:
        SourceError: a rule is not a CONSTRUCT query, or the rules do not come to an end.
    """
    rules = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.rq"))}
    graph = ox.NamedNode(INFERRED_GRAPH)
    added = 0
    for _ in range(_ROUNDS):
        new: set[ox.Quad] = set()
        for name, rule in rules.items():
            try:
                triples = store.query(rule, prefixes=PREFIXES, use_default_graph_as_union=True)
            except SyntaxError as error:
                raise SourceError([Problem(f"queries/rules/{name}", 0, str(error))]) from None
            if not isinstance(triples, ox.QueryTriples):
                raise SourceError([Problem(f"queries/rules/{name}", 0, "not a CONSTRUCT query")])
            for triple in triples:
                subject, predicate, value = triple
                if next(store.quads_for_pattern(subject, predicate, value, None), None) is None:
                    new.add(ox.Quad(subject, predicate, value, graph))
        if not new:
            return added
        store.extend(new)
        added += len(new)
    raise SourceError([Problem("queries/rules", 0, "the rules do not come to an end")])
