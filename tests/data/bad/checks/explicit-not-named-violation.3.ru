# Objective 21 is named, its action (h) is not.
# expect: sr506:relation-43-reintegration-services: compact: no evidence paragraph names this
INSERT DATA { GRAPH graph:x {
  sr506:relation-43-reintegration-services cvg:conventionBasis cvg:Resolved ; cvg:compactBasis cvg:Explicit
} }
