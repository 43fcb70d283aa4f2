# expect: sr506:relation-18-right-to-leave: the two sides have the same basis
DELETE WHERE { GRAPH ?g { sr506:relation-18-right-to-leave cvg:compactBasis ?old } } ;
INSERT DATA { GRAPH graph:x { sr506:relation-18-right-to-leave cvg:compactBasis cvg:Resolved } }
