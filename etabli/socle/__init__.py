"""Le sol commun : des mécanismes, et aucun mot du programme."""
