# expect: sr506:relation-18-falls-short: silentInstrument: the relation is no Gap
INSERT DATA { GRAPH graph:x { sr506:relation-18-falls-short cvg:silentInstrument <https://w3id.org/convergence/id/gcm> } }
