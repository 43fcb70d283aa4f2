# expect: sr506:issue-skills: oneSide: relation-47-labour-objectives does not contest relation-41-qualifications
DELETE WHERE { GRAPH ?g { sr506:relation-47-labour-objectives cvg:contests ?other } }
