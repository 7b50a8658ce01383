"""Composer le rapport annuel et ses trois fichiers : quelques secondes, en arrière-plan."""

from etabli.annuaire.models import Agent
from etabli.pilotage.actions import ranger_le_rapport
from etabli.pilotage.documents import RAPPORT
from etabli.pilotage.models import RapportAnnuel
from etabli.socle.document import FORMES, ecrire
from etabli.socle.models import Travail
from etabli.socle.travaux import Suivi, lancer


def composer_en_arriere_plan(rapport: RapportAnnuel, *, par: Agent) -> Travail:
    return lancer(
        f"{rapport} : composition",
        composer,
        par=par,
        retour=rapport.get_absolute_url(),
        annee=rapport.annee,
        agent_id=par.pk,
    )


def composer(suivi: Suivi, annee: int, agent_id: int) -> str:
    rapport, par = RapportAnnuel.objects.get(annee=annee), Agent.objects.get(pk=agent_id)
    suivi.avancer(5, "Lecture des chiffres")
    arbre = RAPPORT.composer((rapport, par))
    fichiers = {}
    for rang, forme in enumerate(FORMES):
        suivi.avancer(20 + 25 * rang, f"Écriture du {forme.upper()}")
        fichiers[forme] = (ecrire(arbre, forme), f"rapport-annuel-{annee}.{forme}")
    ranger_le_rapport(rapport, fichiers, par=par)
    return rapport.get_absolute_url()
