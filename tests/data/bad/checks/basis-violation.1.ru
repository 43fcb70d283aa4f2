# expect: sr506:relation-18-right-to-leave: give conventionBasis and compactBasis together
DELETE WHERE { GRAPH ?g { sr506:relation-18-right-to-leave cvg:compactBasis ?old } }
