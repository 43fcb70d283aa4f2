# expect: sr506:relation-18-falls-short: contests: no issue says what divides it from relation-3-legal-force
INSERT DATA { GRAPH graph:x { sr506:relation-18-falls-short cvg:contests sr506:relation-3-legal-force } }
