"""Les pages de la feuille de route."""
