"""Les pages de l'atelier, un module par onglet."""
