# expect: cvg:Record: there is no record in mapping/
DELETE WHERE { GRAPH ?g { ?record a cvg:Record } }
