"""D'une fiche écrite par une table à une action : chaque rubrique à sa place, rien de perdu en route."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TITRE_AU_PLUS, PARTENAIRES_AU_PLUS, PAS_AU_PLUS = 250, 400, 250
# Ce qui n'a pas de champ à soi s'ajoute à la description, sous ce nom.
DANS_LA_DESCRIPTION = (
    ("effets", "Ce que cela change"),
    ("lieu", "Où"),
    ("porteur", "Qui la porterait"),
    ("echeance", "Pour quand"),
    ("conditions", "Ce qu'il faut réunir"),
)
A_SA_PLACE = (
    ("partenaires", "Partenaires", PARTENAIRES_AU_PLUS),
    ("premier_pas", "Premier pas", PAS_AU_PLUS),
)


@dataclass(frozen=True)
class Reprise:
    titre: str
    description: str
    partenaires: str
    prochain_pas: str


def depuis_la_fiche(titre: str, fiche: Mapping[str, str]) -> Reprise:
    """Un texte trop long pour son champ va entier dans la description."""
    paragraphes = [fiche.get("description", "").strip()]
    if len(titre) > TITRE_AU_PLUS:
        paragraphes.insert(0, titre)
    paragraphes += [f"{nom} : {fiche[cle]}" for cle, nom in DANS_LA_DESCRIPTION if fiche.get(cle)]
    courts = []
    for cle, nom, au_plus in A_SA_PLACE:
        texte = fiche.get(cle, "").strip()
        if len(texte) > au_plus:
            paragraphes.append(f"{nom} : {texte}")
        courts.append(texte if len(texte) <= au_plus else "")
    return Reprise(titre[:TITRE_AU_PLUS], "\n\n".join(filter(None, paragraphes)), *courts)


def le_meme_nom(cherche: str, noms: Sequence[tuple[int, str]]) -> int | None:
    """La clé du seul nom égal, aux majuscules et espaces près ; None s'il y a un doute."""
    cle = " ".join(cherche.casefold().split())
    trouves = [pk for pk, nom in noms if " ".join(nom.casefold().split()) == cle]
    return trouves[0] if cle and len(trouves) == 1 else None
