"""Writes the relations between provisions as a Simple Standard for Sharing Ontology Mappings set.

Source: SSSOM 1.0 (mapping-commons), TSV with embedded metadata. A predicate of ours says
how two provisions relate; a divergence or a gap is never written as a `skos:` match.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Final

import pyoxigraph as ox
import yaml

from convergence.namespaces import BASE, ID, PREFIXES, shorten
from convergence.store import Store

#: How plainly the record carries the claim, as SSSOM's confidence (0 to 1).
CONFIDENCE: Final = {"cvg:Stated": "0.9", "cvg:Implied": "0.7", "cvg:Arguable": "0.5"}

# What SSSOM has no slot for goes into `other`. Its extension slots would say the same with
# types, but the standard's own library warns of every one of them and drops it.
_COLUMNS: Final = (
    "record_id", "subject_id", "subject_label", "predicate_id", "predicate_label", "object_id",
    "object_label", "mapping_justification", "author_label", "confidence", "subject_source",
    "object_source", "comment", "curation_rule_text", "see_also", "other",
)  # fmt: skip

_DESCRIPTION: Final = (
    "Relations that speakers claimed between provisions of the Migrant Workers Convention and "
    "of the Global Compact for Migration, one row a pair of provisions. Each is the claim "
    "(comment) of the speaker, made in the intervention and carried by the evidence paragraphs "
    "that the column other names, as key=value pairs: relation, speaker, intervention, "
    "evidence, basis, certainty. The author is the curator who drew it from the record. "
    "confidence says how plainly the record carries the claim (certainty), not how true it is: "
    "0.9 stated outright, 0.7 implied, 0.5 arguable. The basis is Explicit where the record "
    "names both numbers, Resolved where the curators named a provision for a subject; "
    "curation_rule_text then says why. Claims on a whole instrument are not in this set."
)

_ROWS: Final = """
SELECT ?subject ?subject_label ?link ?link_label ?object ?object_label ?relation ?speaker
  ?statement ?evidence ?basis ?certainty ?claim ?rationale ?record
WHERE {
  VALUES (?type ?link) {
    (cvg:Complementary cvg:complements)
    (cvg:Divergent cvg:divergesFrom)
    (cvg:Gap cvg:gapWith)
  }
  ?link rdfs:label ?link_label .
  ?relation a ?type ; cvg:conventionProvision ?subject ; cvg:compactProvision ?object ;
    cvg:assertedBy ?speaker ; cvg:statedIn ?statement ; cvg:evidence ?evidence ;
    cvg:basis ?basis ; cvg:certainty ?certainty ; cvg:claim ?claim .
  ?subject a cvg:Provision ; skos:notation ?subject_label .
  ?object a cvg:Provision ; skos:notation ?object_label .
  ?statement cvg:inRecord ?record .
  OPTIONAL { ?relation cvg:rationale ?rationale }
}
"""


_VARIABLES: Final = tuple(re.findall(r"\?(\w+)", _ROWS.partition("WHERE")[0]))


def sssom_set(store: Store, record: str, version: str) -> str:
    """The provision-level relations of a record as an SSSOM TSV.

    Args:
        store: the dataset.
        record: the record's name, for instance `cmw-c-sr-506`.
        version: version of the dataset.

    Returns:
        The file's content: metadata as commented YAML, then the table; rows in order of
        subject, predicate, object and relation.
    """
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for found in store.answer(_ROWS).table().rows:
        row = dict(zip(_VARIABLES, map(_text, found), strict=True))
        if row["record"] == f"{ID}{record}":
            key = (row["subject"], row["object"], row["relation"])
            rows.setdefault(key, row | {"evidence": ""})["evidence"] += f",{row['evidence']}"
    out = io.StringIO()
    out.write(_header(record, version))
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(_COLUMNS)
    order = ("subject", "link", "object", "relation")
    for row in sorted(rows.values(), key=lambda row: [row[name] for name in order]):
        writer.writerow(_cells(row))
    return out.getvalue()


def _text(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple | None) -> str:
    return str(getattr(term, "value", ""))


def _cells(row: dict[str, str]) -> list[str]:
    subject, target = shorten(row["subject"]), shorten(row["object"])
    evidence = sorted(row["evidence"].strip(",").split(","), key=lambda iri: (len(iri), iri))
    other = {
        "relation": shorten(row["relation"]),
        "speaker": shorten(row["speaker"]),
        "intervention": shorten(row["statement"]),
        "evidence": " ".join(map(shorten, evidence)),
        "basis": shorten(row["basis"]),
        "certainty": shorten(row["certainty"]),
    }
    pair = f"{subject.partition(':')[2]}/{target.partition(':')[2]}"
    return [
        f"{row['relation']}/{pair}",
        subject,
        row["subject_label"],
        shorten(row["link"]),
        row["link_label"],
        target,
        row["object_label"],
        "semapv:ManualMappingCuration",
        "The Convergence maintainers",
        CONFIDENCE[other["certainty"]],
        "id:icrmw",
        "id:gcm",
        row["claim"],
        row["rationale"],
        "|".join(evidence),
        "|".join(f"{name}={value}" for name, value in other.items()),
    ]


def _header(record: str, version: str) -> str:
    used = ("cvg", "id", "icrmw", "gcm")
    metadata = {
        "sssom_version": "1.1",
        "mapping_set_id": f"{BASE}mapping/{record}",
        "mapping_set_title": f"Convergence: relations between provisions, {record}",
        "mapping_set_description": _DESCRIPTION,
        "mapping_set_version": version,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "curie_map": {prefix: PREFIXES[prefix] for prefix in used}
        | {"semapv": "https://w3id.org/semapv/vocab/"},
    }
    text = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=10_000)
    return "".join(f"#{line}\n" for line in text.splitlines())
