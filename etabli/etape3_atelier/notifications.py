"""À quel acte quelle lettre : le calendrier publié, changé, l'atelier interrompu."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any

from django.dispatch import receiver

from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import NatureDePhase, Role
from etabli.etape3_atelier.calcul.calendrier import Difference, differences
from etabli.etape3_atelier.models import Atelier
from etabli.etape3_atelier.permissions import AU_TRAVAIL, PILOTES
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


# Ce qui fait venir tout le monde ; le reste du calendrier ne regarde que ceux qui conduisent l'atelier.
POUR_TOUS = {NatureDePhase.CADRAGE, NatureDePhase.SESSION, NatureDePhase.RESTITUTION}


def _agents_de(atelier: Atelier, roles: Collection[Role], sauf: str) -> list[str]:
    fonctions = Fonction.objects.en_cours().filter(organisation__in=atelier.dossier.organisations(*roles))
    agents = Agent.objects.filter(is_active=True, fonctions__in=fonctions).exclude(email=sauf)
    return list(agents.values_list("email", flat=True).distinct())


def a_prevenir(
    atelier: Atelier, changements: list[Difference], sauf: str
) -> list[tuple[list[str], list[Difference]]]:
    """À qui écrire quoi : qui conduit l'atelier lit tout, les co-porteurs ce qui les fait venir ; l'auteur sait."""
    conduisent = _agents_de(atelier, (*PILOTES, Role.EQUIPE), sauf)
    viennent = set(_agents_de(atelier, AU_TRAVAIL, sauf)) - set(conduisent)
    les_font_venir = [c for c in changements if c.nature in POUR_TOUS]
    envois = [(conduisent, changements), (sorted(viennent), les_font_venir)]
    return [(adresses, lus) for adresses, lus in envois if adresses and lus]


def _ecrire_le_changement(objet: Atelier, par: Agent, donnees: dict[str, Any]) -> None:
    version, precedente = objet.versions_du_calendrier.filter(numero__lte=donnees["version"])[:2]
    changements = differences(precedente.phases, version.phases)
    occasion = f"calendrier-{objet.pk}-{version.numero}"
    for adresses, lus in a_prevenir(objet, changements, par.email):
        lettre = replace(LETTRES["deplacer_un_jalon"], destinataires=partial(_ceux_ci, adresses))
        lettre.envoyer(objet, occasion=occasion, par=par, motif=donnees["motif"], changements=lus)


def _ceux_ci(adresses: list[str], objet: Atelier) -> list[str]:
    return adresses


@receiver(acte_accompli, sender=Atelier, dispatch_uid="lettres_d_atelier")
def ecrire_a_ceux_qui_travaillent(
    *, acte: str, objet: Atelier, par: Agent, donnees: dict[str, Any], **_: object
) -> None:
    if acte == "deplacer_un_jalon":
        _ecrire_le_changement(objet, par, donnees)
    elif lettre := LETTRES.get(acte):
        lettre.envoyer(objet, par=par, motif=donnees.get("motif", ""))
