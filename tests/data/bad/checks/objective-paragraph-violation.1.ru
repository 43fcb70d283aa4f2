# expect: gcm:objective-13: setOutIn: objective 13 stands in gcm:paragraph-29
DELETE WHERE { GRAPH ?g { gcm:objective-13 cvg:setOutIn ?old } } ;
INSERT DATA { GRAPH graph:gcm { gcm:objective-13 cvg:setOutIn gcm:paragraph-13 } }
