# expect: icrmw:article-8.1: a divergence or a gap is published as a match
INSERT DATA { GRAPH graph:links { icrmw:article-8.1 skos:closeMatch <https://w3id.org/convergence/id/gcm> } }
