"""Un document qui porte au moins une fois chaque bloc, et les photos qu'il lui faut."""

import io
from datetime import date

from PIL import Image

from etabli.socle.document import Arbre, Couverture, riche
from etabli.socle.document.blocs import (
    Adresse,
    Chapo,
    ChiffresCles,
    Citation,
    Colonnes,
    Definitions,
    Encadre,
    EnTete,
    Fiche,
    Figure,
    Filet,
    Liste,
    Mosaique,
    Ouverture,
    Paragraphe,
    Paysage,
    SautDePage,
    Signature,
    Tableau,
    Titre,
)
from etabli.socle.graphiques import barres

PHRASE = "Le bourg garde deux écoles, un marché le jeudi et une maison de santé ; on y vient de loin."


def photo(couleur=(40, 110, 80), taille=(800, 600), forme="JPEG", mode="RGB"):
    sortie = io.BytesIO()
    Image.new(mode, taille, couleur).save(sortie, forme)
    return sortie.getvalue()


def tous_les_blocs():
    dessin = barres("Commerces", [("Ouverts", 41), ("Fermés", 9)])
    return (
        Ouverture(
            "Comprendre", "Ce que l'on sait.", repere="Partie 1", couleur="green-emeraude", ancre="comprendre"
        ),
        Titre(2, "Un bourg"),
        Chapo("Deux mille habitants."),
        Paragraphe(
            riche(
                "Un **mot**, un *autre*, [un lien](https://exemple.fr), une note^[la note] ; [agir](#agir)."
            )
        ),
        Liste(["un", riche("**deux**"), (Paragraphe("trois :"), Liste(["a", "b"], ordonnee=True))]),
        Definitions([("CCTP", "cahier des clauses techniques particulières.")]),
        Tableau(
            ["Action", "Coût"],
            [["Place", "12 000 €"], ["Halle", "8 000 €"]],
            "Les coûts",
            total=["Total", "20 000 €"],
        ),
        dessin.figure("Les commerces"),
        Figure(photo(), "La place", alternative="Une place plantée", credit="Service"),
        Figure(photo((9, 9, 90)), "De haut", alternative="Vue du ciel", pleine_page=True),
        Mosaique(
            [
                Figure(photo((90, 9, 9)), "Un", alternative="Un"),
                Figure(photo((9, 90, 9)), "Deux", alternative="Deux"),
            ]
        ),
        Citation("On veut y vieillir.", "Une habitante"),
        Encadre("À retenir", [Paragraphe(PHRASE)]),
        ChiffresCles([("2 314", "habitants"), ("18 %", "de vacance")]),
        Ouverture("Agir", image=photo((9, 90, 90)), alternative="La halle", ancre="agir"),
        Fiche("Refaire la place", "Action 1", [("Coût", "12 000 €"), ("Pourquoi", (Paragraphe(PHRASE),))]),
        Colonnes([Paragraphe("À gauche")], [Paragraphe("À droite")]),
        Filet(),
        Paysage([Tableau(["A", "B"], [["1", "2"]])]),
        SautDePage(),
        EnTete(
            ["La direction"],
            ["Madame la maire"],
            "votre dossier",
            "Saint-Lô",
            date(2026, 3, 1),
            [("Réf.", "12")],
            ["note"],
        ),
        Adresse(["1, place du Marché", "50000 Saint-Lô"]),
        Signature("Camille Martin", "La directrice", "Saint-Lô", date(2026, 3, 1)),
    )


def arbre(gabarit="rapport", blocs=None, **plus):
    valeurs = {
        "titre": "Un bourg où l'on reste",
        "date": date(2026, 3, 12),
        "blocs": tous_les_blocs() if blocs is None else blocs,
        "sous_titre": "Livret",
        "auteur": "Service d'essai",
        "gabarit": gabarit,
        "couverture": Couverture(surtitre="Essais", dos="Merci."),
        "sommaire": True,
        "mentions": "Contenu fictif de démonstration",
        **plus,
    }
    return Arbre(**valeurs)
