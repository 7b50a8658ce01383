"""Les pages : celles de la salle, sans compte, et celles des agents."""
