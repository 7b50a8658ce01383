"""Le récapitulatif : une lettre par jour au plus, qui ne rappelle jamais deux fois la même chose."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.dossier.calcul import Attendu, Echeance, rappels
from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier, Rappel, RefusDeRappel
from etabli.dossier.reponses import lien_pour_arreter, lien_pour_repondre
from etabli.dossier.volets import Attente, attentes_par_etape
from etabli.socle.courriel import Lettre
from etabli.socle.francais import jour


@dataclass(frozen=True)
class Ligne:
    """Une ligne du récapitulatif : l'attente, et ce que la date en dit."""

    attente: Attente
    echeance: Echeance

    @property
    def quand(self) -> str:
        if self.attente.pour_le is None:
            return ""
        le = jour(self.attente.pour_le, semaine=False)
        if self.echeance.palier == "jour":
            return "pour aujourd'hui"
        return f"pour le {le}" if self.echeance.palier == "bientot" else f"en retard : c'était pour le {le}"


def _sujet(agent: Agent) -> list[str]:
    return [agent.email]


RECAPITULATIF = Lettre(
    "recapitulatif",
    "{{ lignes|length|pluriel:'chose' }} à faire dans vos dossiers",
    "dossier/lettres/recapitulatif.txt",
    _sujet,
)


def cle_de(etape: Etape, attente: Attente) -> str:
    """La même attente, à la même date, a toujours la même clé ; la date déplacée, elle se rappelle à nouveau."""
    contenu = f"{attente.url}/{attente.libelle}/{attente.pour_le}"
    return f"{etape.value}/{attente.dossier.pk}/{hashlib.sha256(contenu.encode()).hexdigest()[:24]}"


def lignes_du_jour(agent: Agent, aujourd_hui: date) -> list[Ligne]:
    """Ce que la lettre de ce jour dirait ; ne lit que ce que l'agent voit."""
    dossiers = list(Dossier.objects.visible_to(agent).for_list())
    siennes = {
        Attendu(cle_de(etape, attente), etape.value, attente.pour_le): attente
        for etape, attente in attentes_par_etape(dossiers, agent)
    }
    echeances = rappels(siennes, aujourd_hui, deja=_deja(agent, siennes), refus=refus_de(agent))
    return [Ligne(siennes[e.attendu], e) for e in echeances]


def _deja(agent: Agent, attendus: Collection[Attendu]) -> set[tuple[str, str]]:
    envoyes = Rappel.objects.filter(agent=agent, cle__in=[a.cle for a in attendus])
    return set(envoyes.values_list("cle", "palier"))


def refus_de(agent: Agent) -> set[str]:
    return set(RefusDeRappel.objects.filter(agent=agent).values_list("etape", flat=True))


@transaction.atomic
def envoyer_le_recapitulatif(agent: Agent, aujourd_hui: date) -> list[Ligne]:
    """Rend les lignes envoyées ; aucune si la lettre du jour est déjà partie ou s'il n'y a rien à dire.

    L'agent est verrouillé : deux commandes lancées ensemble n'envoient qu'une lettre.
    """
    Agent.objects.select_for_update().get(pk=agent.pk)
    if Rappel.objects.filter(agent=agent, envoye_le=aujourd_hui).exists():
        return []
    lignes = lignes_du_jour(agent, aujourd_hui)
    if lignes:
        Rappel.objects.bulk_create(
            Rappel(
                agent=agent,
                cle=ligne.echeance.attendu.cle,
                palier=ligne.echeance.palier,
                envoye_le=aujourd_hui,
            )
            for ligne in lignes
        )
        RECAPITULATIF.envoyer(
            agent,
            occasion=f"{agent.pk}-{aujourd_hui}",
            lignes=[_pour_la_lettre(agent, ligne) for ligne in lignes],
            arret=lien_pour_arreter(agent),
        )
    return lignes


def _pour_la_lettre(agent: Agent, ligne: Ligne) -> dict[str, Any]:
    attente = ligne.attente
    reponse = lien_pour_repondre(agent, attente.acte, attente.objet_pk) if attente.acte else ""
    return {"attente": attente, "quand": ligne.quand, "reponse": reponse}


def destinataires() -> Sequence[Agent]:
    """Les agents actifs qui ont une fonction : les autres ne voient aucun dossier."""
    return list(Agent.objects.filter(is_active=True, fonctions__isnull=False).distinct())


@transaction.atomic
def regler_les_rappels(agent: Agent, refusees: Collection[str]) -> None:
    """Les étapes dont l'agent ne veut plus de rappels ; les autres lui reviennent."""
    RefusDeRappel.objects.filter(agent=agent).exclude(etape__in=refusees).delete()
    for etape in refusees:
        RefusDeRappel.objects.get_or_create(agent=agent, etape=etape)
