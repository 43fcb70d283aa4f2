# Paragraph 26 names article 10 of another treaty.
# expect: sr506:position-x: about: no evidence paragraph names icrmw/article-10
INSERT DATA { GRAPH graph:x { sr506:position-x a cvg:Position ; cvg:about icrmw:article-10 ; cvg:evidence sr506:paragraph-26 } }
