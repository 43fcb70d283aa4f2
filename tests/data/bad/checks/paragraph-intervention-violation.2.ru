# expect: sr506:paragraph-9: in 2 interventions
INSERT DATA { GRAPH graph:cmw-c-sr-506 { sr506:intervention-charef cvg:includesParagraph sr506:paragraph-9 } }
