# expect: sr506:paragraph-9: in 0 interventions
DELETE WHERE { GRAPH ?g { ?intervention cvg:includesParagraph sr506:paragraph-9 } }
