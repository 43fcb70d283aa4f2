# expect: sr506:intervention-fritz: order: it does not follow
DELETE WHERE { GRAPH ?g { sr506:intervention-desmond cvg:order ?old } } ;
INSERT DATA { GRAPH graph:cmw-c-sr-506 { sr506:intervention-desmond cvg:order 23 } }
