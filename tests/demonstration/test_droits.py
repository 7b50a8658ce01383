"""Chaque adresse par chaque place, chaque formulaire avec les objets d'un autre dossier, chaque garde à chaque état."""

import csv

from tests.demonstration.conftest import RACINE
from tests.securite.adresses import SANS_PREUVE, adresses_declarees
from tests.securite.monde import PLACES

TABLE = RACINE / "tests" / "securite" / "acces.csv"
# Ce qu'une adresse répond à qui n'y a rien, qu'elle existe ou non.
MUETS = {"", "404", "410", "connexion"}


def test_les_droits_sont_ceux_des_tables_relues(demonstration):
    """Sur une copie que nul n'a visitée. Une faute par ligne ; `tests/securite/epreuve.py` dit quoi en faire."""
    demonstration.eprouver("tests.securite.epreuve", str(demonstration.copie), delai=900)


def test_aucune_adresse_nommee_n_echappe_a_la_table():
    """Ou bien quelqu'un y obtient autre chose que « introuvable », ou bien la raison est écrite."""
    with TABLE.open(encoding="utf-8") as fichier:
        lignes = list(csv.DictReader(fichier, delimiter=";"))
    jouees = {ligne["adresse"] for ligne in lignes if {ligne[p] for p in PLACES.values()} - MUETS}
    assert set(adresses_declarees()) - jouees == set(SANS_PREUVE)
    assert all(raison.strip() for raison in SANS_PREUVE.values())
