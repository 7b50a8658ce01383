"""La valise, pièce par pièce : relever une séance, la poser sur un autre poste, ranger ce qui en revient."""
