"""Une liste saisie dans un champ : une ligne, un élément."""


def lignes_de(texte: str) -> list[str]:
    """Les lignes non vides, sans doublon, dans leur ordre."""
    return list(dict.fromkeys(ligne for brute in texte.splitlines() if (ligne := " ".join(brute.split()))))
