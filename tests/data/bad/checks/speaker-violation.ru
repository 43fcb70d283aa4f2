# expect: sr506:relation-18-falls-short: assertedBy: Mr. Desmond spoke in that intervention
INSERT DATA { GRAPH graph:x { sr506:relation-18-falls-short cvg:assertedBy agent:taran } }
