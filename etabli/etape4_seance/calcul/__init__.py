"""Ce que la séance calcule sans connaître la base : codes, familles proposées, doublons, classement."""
