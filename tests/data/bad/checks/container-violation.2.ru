# expect: icrmw:article-16: the id does not end in 61
DELETE WHERE { GRAPH graph:icrmw { icrmw:article-16 cvg:number ?old } } ;
INSERT DATA { GRAPH graph:icrmw { icrmw:article-16 cvg:number 61 } }
