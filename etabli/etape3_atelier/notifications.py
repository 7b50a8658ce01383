"""À quel acte quelle lettre : le calendrier publié, changé, l'atelier interrompu."""

from typing import Any

from django.dispatch import receiver

from etabli.annuaire.models import Agent, Fonction
from etabli.etape3_atelier.calcul.calendrier import differences
from etabli.etape3_atelier.models import Atelier
from etabli.etape3_atelier.permissions import AU_TRAVAIL
from etabli.socle.courriel import Lettre
from etabli.socle.cycle import acte_accompli


def au_travail(atelier: Atelier) -> list[str]:
    """Tous les agents en fonction chez les porteurs et dans l'équipe."""
    fonctions = Fonction.objects.en_cours().filter(
        organisation__in=atelier.dossier.organisations(*AU_TRAVAIL)
    )
    agents = Agent.objects.filter(is_active=True, fonctions__in=fonctions)
    return list(agents.values_list("email", flat=True).distinct())


def calendrier(atelier: Atelier) -> dict[str, Any]:
    return {"jalons": list(atelier.jalons.all())}


LETTRES = {
    "lancer": Lettre(
        "atelier-lance",
        "{{ objet }} : le calendrier de l'atelier",
        "atelier/lettres/lancer.txt",
        au_travail,
        calendrier,
    ),
    "deplacer_un_jalon": Lettre(
        "atelier-calendrier",
        "{{ objet }} : le calendrier change",
        "atelier/lettres/deplacer_un_jalon.txt",
        au_travail,
    ),
    "interrompre": Lettre(
        "atelier-interrompu",
        "{{ objet }} : l'atelier est interrompu",
        "atelier/lettres/interrompre.txt",
        au_travail,
    ),
}


@receiver(acte_accompli, sender=Atelier, dispatch_uid="lettres_d_atelier")
def ecrire_a_ceux_qui_travaillent(
    *, acte: str, objet: Atelier, par: Agent, donnees: dict[str, Any], **_: object
) -> None:
    lettre = LETTRES.get(acte)
    if lettre is None:
        return
    contexte: dict[str, Any] = {"par": par, "motif": donnees.get("motif", "")}
    occasion = ""
    if acte == "deplacer_un_jalon":
        version, precedente = objet.versions_du_calendrier.filter(numero__lte=donnees["version"])[:2]
        contexte["changements"] = differences(precedente.phases, version.phases)
        occasion = f"calendrier-{objet.pk}-{version.numero}"
    lettre.envoyer(objet, occasion=occasion, **contexte)
