# The engine takes two dots in a local name only when they are escaped.
# expect: icrmw:article-16.7.a: notation: write art. 16 (7) (a), or correct the id
DELETE WHERE { GRAPH graph:icrmw { icrmw:article-16\.7\.a skos:notation ?old } } ;
INSERT DATA { GRAPH graph:icrmw { icrmw:article-16\.7\.a skos:notation "art. 16.7.a" } }
