"""De petits fichiers aux colonnes publiées, aux valeurs fictives."""

import io

from django.core.files.base import ContentFile
from openpyxl import Workbook

from etabli.territoires.actions import appliquer_un_import, deposer_des_mesures


def csv_publie(colonnes, *lignes, separateur=";"):
    return "\n".join(separateur.join(map(str, ligne)) for ligne in (colonnes, *lignes)).encode()


def classeur_publie(colonnes, *lignes):
    classeur = Workbook()
    feuille = classeur.active
    feuille.append(["Données fictives"])
    for ligne in ([], colonnes, *lignes):
        feuille.append(list(ligne))
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def deposer(jeu, contenu, nom="essai.csv", millesime=2022):
    return deposer_des_mesures(
        jeu, ContentFile(contenu, nom), millesime=millesime, source="Essai fictif", par=None
    )


def importer(jeu, contenu, **options):
    return appliquer_un_import(deposer(jeu, contenu, **options), par=None)
