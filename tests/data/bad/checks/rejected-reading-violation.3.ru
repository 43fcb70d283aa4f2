# expect: sr506:intervention-ben-khalifa: onBehalfOf: asserts a rejected reading
INSERT DATA { GRAPH graph:x { sr506:intervention-ben-khalifa cvg:onBehalfOf agent:tunisia } }
