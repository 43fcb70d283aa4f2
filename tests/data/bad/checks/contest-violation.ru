# expect: sr506:relation-18-falls-short: contests: a relation of the same speaker
INSERT DATA { GRAPH graph:x { sr506:relation-18-falls-short cvg:contests sr506:relation-20-reference-point } }
