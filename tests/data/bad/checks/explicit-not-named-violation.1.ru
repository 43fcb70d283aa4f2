# expect: sr506:relation-18-right-to-leave: convention: no evidence paragraph names this
DELETE WHERE { GRAPH ?g { sr506:relation-18-right-to-leave cvg:conventionBasis ?old } } ;
INSERT DATA { GRAPH graph:x { sr506:relation-18-right-to-leave cvg:conventionBasis cvg:Explicit } }
