"""Passer la main d'un rôle, avec tout ce qui était confié à l'organisation, d'un seul acte."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.dossier.actions.dossiers import ajouter_un_membre
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, Membre
from etabli.dossier.passations import transmettre
from etabli.dossier.volets import attentes_de
from etabli.socle.courriel import Lettre
from etabli.socle.journal import inscrire


def _agents(organisation: Organisation) -> list[Agent]:
    en_cours = Fonction.objects.en_cours().filter(organisation=organisation, agent__is_active=True)
    return [f.agent for f in en_cours.select_related("agent")]


@transaction.atomic
def passer_la_main_du_role(
    membre: Membre, a: Organisation, *, motif: str, devient: Role | None = None, par: Agent
) -> Membre:
    """`a` prend le rôle et ce qui était confié ; l'organisation sortante quitte le dossier, ou y change de rôle."""
    dossier, sortante, role = membre.dossier, membre.organisation, Role(membre.role)
    if a.pk == sortante.pk:
        raise ValidationError(
            {"choix": "Choisissez une autre organisation que celle qui tient déjà le rôle."}
        )
    if devient == role == Role.PILOTE:
        raise ValidationError(
            {"devient": "Le pilote qui passe la main ne reste pas pilote : choisissez sa suite."}
        )
    nouveau = ajouter_un_membre(dossier, a, role, par=par)
    transmis = transmettre(dossier, sortante, a, par=par)
    if devient is None:
        membre.jusqu_au = localdate()
        membre.save(update_fields=["jusqu_au", "modifie_le"])
    else:
        ajouter_un_membre(dossier, sortante, devient, par=par)
    getattr(dossier, "_prefetched_objects_cache", {}).pop("membres", None)
    inscrire(
        "passer_la_main_du_role",
        dossier,
        par=par,
        phrase=f"a passé la main de {sortante} à {a} ({role.label.lower()})"[:300],
        donnees={"de": sortante.pk, "a": a.pk, "motif": motif, "transmis": transmis},
    )
    for agent in _agents(a):
        _prevenir(dossier, agent, sortante, motif, par)
    return nouveau


def _prevenir(dossier: Dossier, agent: Agent, sortante: Organisation, motif: str, par: Agent) -> None:
    """Celui qui reprend reçoit, avec la nouvelle, la liste de ce qui l'attend."""
    attentes = [a for a in attentes_de([dossier], agent) if not a.de_qui]
    lettre = Lettre(
        "passation",
        "Vous reprenez un dossier : {{ objet }}",
        "dossier/lettres/passation.txt",
        lambda _: [agent.email],
    )
    lettre.envoyer(dossier, sortante=sortante, motif=motif, auteur=par, attentes=attentes)
