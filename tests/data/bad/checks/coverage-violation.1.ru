# expect: sr506:paragraph-63: nothing is drawn from it
DELETE WHERE { GRAPH ?g { ?entry cvg:ofParagraph sr506:paragraph-63 } }
