# Paragraph 24 names paragraph 48 of general comment No. 5, not of the Compact.
# expect: sr506:relation-24-alternatives-reframed: compact: no evidence paragraph names this
DELETE WHERE { GRAPH ?g { sr506:relation-24-alternatives-reframed cvg:basis ?old } } ;
DELETE WHERE { GRAPH ?g { sr506:relation-24-alternatives-reframed cvg:compactProvision ?old } } ;
INSERT DATA { GRAPH graph:x {
  sr506:relation-24-alternatives-reframed cvg:basis cvg:Explicit ; cvg:compactProvision gcm:paragraph-48
} }
