# expect: theme:weather: nothing uses this concept
INSERT DATA { GRAPH graph:themes { theme:weather a skos:Concept ; skos:inScheme <https://w3id.org/convergence/id/theme> } }
