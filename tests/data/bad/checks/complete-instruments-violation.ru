# expect: id:icrmw: 92 entries of type Article where there are 93
DELETE WHERE { GRAPH ?g { icrmw:article-93 a cvg:Article } }
