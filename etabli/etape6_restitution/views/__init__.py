"""Les pages de la restitution, une par fichier."""
