# expect: sr506:relation-18-falls-short: evidence: paragraph 47 does not report that intervention
INSERT DATA { GRAPH graph:x { sr506:relation-18-falls-short cvg:evidence sr506:paragraph-47 } }
