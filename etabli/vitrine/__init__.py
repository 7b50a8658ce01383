"""Le public : les pages du programme, la carte et la liste des ateliers, une fiche par atelier."""
