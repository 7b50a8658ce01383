"""Banc : la liste des candidatures avec 50 dossiers, puis 5 000 ; le temps du serveur, page par page.

python tests/charge/banc_listes.py [répétitions]

Joue dans une base d'essai à part (SQLite en mémoire, ou celle de BASE_DE_DONNEES), détruite à la fin.
"""

# ruff: noqa: E402 -- Django doit être prêt avant que l'on importe les nôtres
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from etabli.annuaire.actions import enregistrer_une_vue
from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, Membre
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Candidature
from etabli.territoires.models import Commune, Departement, Epci, Perimetre, Region
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.dossier import FormatFactory

COMMUNES_PAR_PERIMETRE = 12
ADRESSES = {
    "liste": "/candidatures/",
    "tri par intitulé": "/candidatures/?tri=titre",
    "page 2": "/candidatures/?page=2",
    "département": "/candidatures/?departement=07",
    "région": "/candidatures/?region=R1",
    "EPCI": "/candidatures/?territoire=intercommunalite+fictive+12",
    "texte sans accents": "/candidatures/?q=vallee+7",
    "m'attend, en retard": "/candidatures/?m_attend=1&en_retard=1",
    "export ODS": "/candidatures/candidatures.ods",
}


def peupler(par: Agent, debut: int, fin: int) -> None:
    """Des lignes seules, sans journal ni courriel : la liste ne lit que cela."""
    format_, etats = FormatFactory(), list(Etat)
    services = [OrganisationFactory(ddt=True) for _ in range(10)]
    codes = list(Commune.objects.values_list("pk", flat=True))
    numeros = range(debut, fin)
    perimetres = Perimetre.objects.bulk_create(
        Perimetre(nom=f"Périmètre fictif {n}", millesime=2025, nb_communes=COMMUNES_PAR_PERIMETRE)
        for n in numeros
    )
    lien = Perimetre.communes.through
    lien.objects.bulk_create(
        lien(perimetre=p, commune_id=codes[(n * 7 + k) % len(codes)])
        for n, p in zip(numeros, perimetres, strict=True)
        for k in range(COMMUNES_PAR_PERIMETRE)
    )
    dossiers = Dossier.objects.bulk_create(
        Dossier(titre=f"Vallée fictive {n}", format=format_, perimetre=p, ouvert_par=par)
        for n, p in zip(numeros, perimetres, strict=True)
    )
    Candidature.objects.bulk_create(
        Candidature(dossier=d, etat=etats[n % len(etats)]) for n, d in zip(numeros, dossiers, strict=True)
    )
    miens: list[Organisation] = [par.fonctions_en_cours[0].organisation]
    Membre.objects.bulk_create(
        Membre(dossier=d, organisation=o, role=role)
        for n, d in zip(numeros, dossiers, strict=True)
        for o, role in ((services[n % 10], Role.PILOTE), (miens[0], Role.COPILOTE))
    )


def territoires() -> None:
    """La taille de la France, avec des noms fictifs : 35 000 communes, 100 départements, 1 250 EPCI."""
    regions = Region.objects.bulk_create(Region(code=f"R{n}", nom=f"Région fictive {n}") for n in range(13))
    Departement.objects.bulk_create(
        Departement(code=f"{n:02d}", nom=f"Département fictif {n}", region=regions[n % 13])
        for n in range(100)
    )
    Epci.objects.bulk_create(
        Epci(siren=f"29{n:07d}", nom=f"Intercommunalité fictive {n}", nature="CC", population=1)
        for n in range(1250)
    )
    Commune.objects.bulk_create(
        Commune(
            code=f"{n:05d}",
            nom=f"Commune fictive {n}",
            departement_id=f"{n % 100:02d}",
            epci_id=f"29{n % 1250:07d}",
            population=1,
        )
        for n in range(35_000)
    )


def mesurer(client: Client, adresse: str, repetitions: int) -> float:
    """Le temps de processeur, en millisecondes : ce que la charge de la machine ne change pas."""
    assert client.get(adresse).status_code == 200, adresse
    temps = []
    for _ in range(repetitions):
        depart = time.process_time()
        client.get(adresse)
        temps.append(1000 * (time.process_time() - depart))
    return min(temps)


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    setup_test_environment()
    ancien = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        territoires()
        comptes = {"DGALN": AgentFactory(dgaln=True), "DDT": AgentFactory(ddt=True)}
        for agent in comptes.values():
            for nom, parametres in (("En retard", "en_retard=1"), ("Du 07", "departement=07")):
                enregistrer_une_vue(
                    nom, par=agent, chemin="/candidatures/", liste="Candidatures", parametres=parametres
                )
        mesures: dict[tuple[str, str], list[float]] = {}
        for debut, fin in ((0, 50), (50, 5_000)):
            peupler(comptes["DDT"], debut, fin)
            for nom, agent in comptes.items():
                client = Client()
                client.force_login(agent)
                for titre, adresse in ADRESSES.items():
                    mesures.setdefault((nom, titre), []).append(mesurer(client, adresse, repetitions))
        print(
            f"{connection.vendor} : temps de processeur, le plus court de {repetitions} essais, en millisecondes"
        )
        for (nom, titre), (petit, grand) in mesures.items():
            temps = f"50 : {petit:7.1f}  5 000 : {grand:7.1f}  × {grand / petit:4.1f}"
            print(f"{nom:6} {titre:22} {temps}")
        print(f"Médiane des rapports : × {statistics.median(b / a for a, b in mesures.values()):.1f}")
    finally:
        connection.creation.destroy_test_db(ancien, verbosity=0)


if __name__ == "__main__":
    main()
