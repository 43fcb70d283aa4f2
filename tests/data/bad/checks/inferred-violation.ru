# expect: icrmw:article-16: https://w3id.org/convergence/ontology/number is both asserted and inferred
INSERT DATA { GRAPH graph:inferred { icrmw:article-16 cvg:number 16 } }
