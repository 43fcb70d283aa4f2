# expect: icrmw:article-16.4: partOf: this id belongs under another provision
DELETE WHERE { GRAPH ?g { icrmw:article-16.4 cvg:partOf ?old } } ;
INSERT DATA { GRAPH graph:icrmw { icrmw:article-16.4 cvg:partOf icrmw:article-17 } }
