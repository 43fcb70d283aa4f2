# expect: sr506:paragraph-26: mentions: asserts a rejected reading
INSERT DATA { GRAPH graph:x { sr506:paragraph-26 cvg:mentions icrmw:article-10 } }
