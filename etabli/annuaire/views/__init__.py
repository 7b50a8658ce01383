"""Les pages de l'annuaire, une famille par fichier."""
