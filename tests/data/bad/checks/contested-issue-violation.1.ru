# expect: sr506:issue-return: oneSide: relation-6-return-expulsion does not contest relation-52-deportation
DELETE WHERE { GRAPH ?g { sr506:relation-6-return-expulsion cvg:contests ?other } }
