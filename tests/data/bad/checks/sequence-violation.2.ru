# expect: gcm:objective-13.h: there is no g before it
DELETE WHERE { GRAPH ?g { gcm:objective-13.g a cvg:Action } }
