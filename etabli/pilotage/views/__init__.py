"""Le tableau de bord, ses listes, ses dessins, ses normes, son rapport."""
