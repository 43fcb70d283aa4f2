# expect: gcm:principle-f: notation: write para. 15 (f), or correct the id
DELETE WHERE { GRAPH graph:gcm { gcm:principle-f skos:notation ?old } } ;
INSERT DATA { GRAPH graph:gcm { gcm:principle-f skos:notation "para. 15 (e)" } }
