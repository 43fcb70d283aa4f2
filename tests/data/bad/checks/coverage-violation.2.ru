# expect: sr506:paragraph-18: claims are drawn from it
INSERT DATA { GRAPH graph:x { sr506:nothing-18 a cvg:NothingDrawn ; cvg:ofParagraph sr506:paragraph-18 } }
