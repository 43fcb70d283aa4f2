# expect: gcm:objective-11.f: setOutIn: objective 11 stands in gcm:paragraph-27
DELETE WHERE { GRAPH ?g { gcm:objective-11.f cvg:setOutIn ?old } }
