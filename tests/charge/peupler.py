"""La base des bancs de volume : la démonstration, une salle ouverte, une note à écrire, puis des milliers de dossiers.

python tests/charge/peupler.py monde | python tests/charge/peupler.py volume 100 1000
"""

# ruff: noqa: E402 -- Django doit être prêt avant que l'on importe les nôtres
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.core.signing import get_cookie_signer
from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, FormatAtelier, Membre
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Candidature
from etabli.etape4_seance.models import Participant
from etabli.etape6_restitution.models import FichePublique
from etabli.territoires.models import Commune, Perimetre
from tests.fabriques.candidature import candidature_et_agents
from tests.fabriques.seance import ActiviteFactory, seance_et_agents

COMMUNES_PAR_PERIMETRE = 5
DGALN = "dgaln@demo.etabli.example"


def monde() -> dict[str, object]:
    """Ce que le banc visite ; les témoins de session sont rendus avec."""
    call_command("demo", verbosity=0, stdout=sys.stderr)
    lieu = seance_et_agents(ouverte=True, code="ACD347")
    activite = ActiviteFactory(seance=lieu.seance, ouverte=True)
    participant = Participant.objects.create(seance=lieu.seance, college="habitant")
    note = candidature_et_agents(etat=Etat.REDACTION)
    rubrique = note.candidature.rubriques.first()
    temoins = {}
    for nom, agent in (("dgaln", Agent.objects.get(email=DGALN)), ("pilote", note.pilote)):
        client = Client()
        client.force_login(agent)
        temoins[nom] = {cle: valeur.value for cle, valeur in client.cookies.items()}
    salle = "salle_ACD347"
    signe = get_cookie_signer(salt=salle + "salle").sign(participant.pk.hex)
    atelier = Dossier.objects.filter(fiche_publique__publiee_le__isnull=False).order_by("pk").first()
    return {
        "temoins": {**temoins, "telephone": {salle: signe}},
        "activite": activite.pk,
        "contribuer": f"/s/ACD347/contribuer/{activite.pk}/",
        "note": f"/dossiers/{note.candidature.dossier_id}/candidature/note/{rubrique.cle}/",
        "atelier": atelier.pk,
    }


@transaction.atomic
def volume(debut: int, fin: int) -> None:
    """Des dossiers, leurs candidatures, leurs membres, leurs fiches publiques ; des lignes seules, sans journal."""
    par = Agent.objects.get(email=DGALN)
    format_, etats = FormatAtelier.objects.order_by("pk").first(), list(Etat)
    services = list(Organisation.objects.order_by("pk")[:20])
    codes = list(Commune.objects.actuelles().order_by("pk").values_list("pk", flat=True))
    lien = Perimetre.communes.through
    for bas in range(debut, fin, 5_000):
        numeros = range(bas, min(bas + 5_000, fin))
        perimetres = Perimetre.objects.bulk_create(
            Perimetre(nom=f"Périmètre fictif {n}", millesime=2025, nb_communes=COMMUNES_PAR_PERIMETRE)
            for n in numeros
        )
        lien.objects.bulk_create(
            lien(perimetre=p, commune_id=codes[(n * 7 + k) % len(codes)])
            for n, p in zip(numeros, perimetres, strict=True)
            for k in range(COMMUNES_PAR_PERIMETRE)
        )
        dossiers = Dossier.objects.bulk_create(
            Dossier(titre=f"Vallée fictive {n}", format=format_, perimetre=p, ouvert_par=par, est_fictif=True)
            for n, p in zip(numeros, perimetres, strict=True)
        )
        Candidature.objects.bulk_create(
            Candidature(dossier=d, etat=etats[n % len(etats)]) for n, d in zip(numeros, dossiers, strict=True)
        )
        Membre.objects.bulk_create(
            Membre(dossier=d, organisation=services[n % len(services)], role=Role.PILOTE)
            for n, d in zip(numeros, dossiers, strict=True)
        )
        FichePublique.objects.bulk_create(
            FichePublique(dossier=d, titre=d.titre, annee="2025", publiee_le=localdate()) for d in dossiers
        )


if __name__ == "__main__":
    if sys.argv[1] == "monde":
        print(json.dumps(monde()))
    else:
        volume(int(sys.argv[2]), int(sys.argv[3]))
