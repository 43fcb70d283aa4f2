# expect: sr506:relation-x: compact: asserts a rejected reading
INSERT DATA { GRAPH graph:x { sr506:relation-x cvg:evidence sr506:paragraph-24 ; cvg:compactProvision gcm:paragraph-48 } }
