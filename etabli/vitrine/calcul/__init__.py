"""Lire le recensement, filtrer les ateliers, répondre à l'auto-test. Rien ici ne connaît la base."""
