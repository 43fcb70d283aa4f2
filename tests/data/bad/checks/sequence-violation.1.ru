# expect: icrmw:article-16.9: there is no 8 before it
DELETE WHERE { GRAPH ?g { icrmw:article-16.8 a cvg:Paragraph } }
