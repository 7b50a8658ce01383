"""Ce que le dossier apprend aux étages du dessous : qui un pilote peut inviter, quels dossiers une fiche montre."""

from etabli.annuaire import encarts
from etabli.annuaire.models import Agent, Organisation
from etabli.annuaire.permissions import autoriser_a_inviter
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, Membre


def pilote_un_dossier_dont_elle_est_membre(agent: Agent, organisation: Organisation) -> bool:
    pilotes = Membre.objects.en_cours().filter(organisation_id__in=agent.organisations_ids, role=Role.PILOTE)
    return (
        Membre.objects.en_cours()
        .filter(organisation=organisation, dossier__in=pilotes.values("dossier_id"))
        .exists()
    )


def dossiers_de_l_organisation(organisation: Organisation, agent: Agent) -> list[Dossier]:
    """Ceux que l'agent qui regarde peut ouvrir, et eux seuls."""
    places = Membre.objects.en_cours().filter(organisation=organisation)
    return list(Dossier.objects.visible_to(agent).filter(pk__in=places.values("dossier_id")))


autoriser_a_inviter("dossier", pilote_un_dossier_dont_elle_est_membre)
encarts.enregistrer(
    "dossiers", encarts.Encart("dossier/_dossiers_de_l_organisation.html", dossiers_de_l_organisation)
)
