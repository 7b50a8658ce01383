"""Le décor d'une séance sur un portable : le peu de dossier qu'il faut pour la tenir, et rien de plus.

Ni note, ni offre, ni courrier ne voyagent. Ces lignes ne naissent pas de la procédure : le portable n'est pas une
plateforme, il tient une séance ; leur place est restée là-bas.
"""

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent, Groupement, Organisation
from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier, FormatAtelier, Membre
from etabli.etape1_candidature.models import Candidature, VersionDeNote
from etabli.etape2_marche.models import AccordCadre, Marche
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.models import Seance
from etabli.etape4_seance.permissions import ANIMATEURS
from etabli.territoires.models import Commune, Perimetre

MENTION = "Copie de travail pour une séance tenue hors ligne."


def decrire(seance: Seance, agent: Agent) -> dict[str, Any]:
    """Ce que le portable doit savoir du dossier, et de qui l'emporte."""
    dossier = seance.atelier.dossier
    place = next(
        m
        for m in dossier.membres_en_cours()
        if m.role in ANIMATEURS and m.organisation_id in agent.organisations_ids
    )
    return {
        "titre": dossier.titre,
        "est_fictif": dossier.est_fictif,
        "format": {"code": dossier.format.code, "nom": dossier.format.nom},
        "perimetre": {
            "nom": dossier.perimetre.nom,
            "millesime": dossier.perimetre.millesime,
            "communes": sorted(dossier.perimetre.communes.values_list("code", flat=True)),
        },
        "equipe": seance.atelier.equipe.nom,
        "organisation": {"type": place.organisation.type, "nom": place.organisation.nom, "role": place.role},
        "agent": {"email": agent.email, "prenom": agent.prenom, "nom": agent.nom},
    }


def dresser(decor: dict[str, Any], *, par: Agent, organisation: Organisation) -> Atelier:
    """Le dossier, son marché et son atelier, réduits à leur nom, pour que la séance ait où se tenir."""
    format_, _ = FormatAtelier.objects.get_or_create(
        code=decor["format"]["code"], defaults={"nom": decor["format"]["nom"]}
    )
    perimetre = Perimetre.objects.create(
        nom=decor["perimetre"]["nom"], millesime=decor["perimetre"]["millesime"]
    )
    perimetre.communes.set(Commune.objects.filter(code__in=decor["perimetre"]["communes"]))
    dossier = Dossier.objects.create(
        titre=decor["titre"],
        format=format_,
        perimetre=perimetre,
        ouvert_par=par,
        etape=Etape.SEANCES,
        resume=MENTION,
        est_fictif=decor["est_fictif"],
    )
    Membre.objects.create(dossier=dossier, organisation=organisation, role=decor["organisation"]["role"])
    groupement, _ = Groupement.objects.get_or_create(nom=decor["equipe"])
    return Atelier.objects.create(dossier=dossier, marche=_marche(dossier, organisation), equipe=groupement)


def _marche(dossier: Dossier, acheteur: Organisation) -> Marche:
    candidature = Candidature.objects.create(dossier=dossier)
    note = VersionDeNote.objects.create(
        candidature=candidature, numero=1, contenu={}, figee_par=dossier.ouvert_par, figee_le=now()
    )
    cadre, _ = AccordCadre.objects.get_or_create(
        intitule=MENTION, defaults={"debut_le": localdate(), "fin_le": localdate() + timedelta(days=365)}
    )
    return Marche.objects.create(
        dossier=dossier, accord_cadre=cadre, acheteur=acheteur, cahier_des_clauses=note
    )
