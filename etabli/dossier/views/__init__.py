"""Les pages du dossier, une famille par fichier."""
