# expect: sr506:relation-18-right-to-leave: basis: Resolved, because one side is
DELETE WHERE { GRAPH ?g { sr506:relation-18-right-to-leave cvg:basis ?old } } ;
INSERT DATA { GRAPH graph:x { sr506:relation-18-right-to-leave cvg:basis cvg:Explicit } }
