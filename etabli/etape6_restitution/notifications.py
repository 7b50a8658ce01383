"""À quel acte quelle lettre : soumis, à corriger, accepté, publié."""

from collections.abc import Callable
from typing import Any

from django.dispatch import receiver

from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import PORTEURS, Role
from etabli.etape6_restitution.models import Livrable
from etabli.socle.courriel import Lettre
from etabli.socle.cycle import acte_accompli


def agents_de(*roles: Role) -> Callable[[Livrable], list[str]]:
    """Les agents en fonction dans les organisations qui tiennent ces rôles."""

    def destinataires(livrable: Livrable) -> list[str]:
        fonctions = Fonction.objects.en_cours().filter(
            organisation__in=livrable.dossier.organisations(*roles)
        )
        agents = Agent.objects.filter(is_active=True, fonctions__in=fonctions)
        return list(agents.values_list("email", flat=True).distinct())

    return destinataires


PILOTES = agents_de(Role.PILOTE, Role.COPILOTE)
EQUIPE = agents_de(Role.EQUIPE)
TOUS = agents_de(*PORTEURS, Role.EQUIPE, Role.LECTEUR)


def _lettre(acte: str, sujet: str, destinataires: Callable[[Livrable], list[str]]) -> Lettre:
    return Lettre(
        f"livrable-{acte}",
        f"{{{{ objet.dossier }}}} : {sujet}",
        f"restitution/lettres/{acte}.txt",
        destinataires,
    )


LETTRES = {
    "soumettre": _lettre("soumettre", "{{ objet|lower }} à relire", PILOTES),
    "demander_des_corrections": _lettre(
        "demander_des_corrections", "{{ objet|lower }}, des corrections sont demandées", EQUIPE
    ),
    "accepter": _lettre("accepter", "{{ objet|lower }} accepté par les pilotes", EQUIPE),
    "publier": _lettre("publier", "{{ objet|lower }} publié", TOUS),
    "rouvrir": _lettre("rouvrir", "{{ objet|lower }} rouvert pour une nouvelle version", EQUIPE),
}


@receiver(acte_accompli, sender=Livrable, dispatch_uid="lettres_de_restitution")
def ecrire_a_qui_attend(
    *, acte: str, objet: Livrable, par: Agent, donnees: dict[str, Any], **_: object
) -> None:
    if lettre := LETTRES.get(acte):
        lettre.envoyer(objet, par=par, motif=donnees.get("motif", ""))
