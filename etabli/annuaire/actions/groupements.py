"""Composer un groupement et garder la trace de qui y est entré ou sorti, et quand."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Groupement, MembreDeGroupement, Organisation
from etabli.socle.journal import inscrire


@transaction.atomic
def creer_un_groupement(
    nom: str,
    *,
    mandataire: Organisation,
    competences: str = "",
    source: str = "",
    est_fictif: bool = False,
    par: Agent | None,
) -> Groupement:
    groupement = Groupement.objects.create(nom=nom, source=source, est_fictif=est_fictif)
    MembreDeGroupement.objects.create(
        groupement=groupement, organisation=mandataire, competences=competences, est_mandataire=True
    )
    inscrire("creer_un_groupement", groupement, par=par, phrase=f"a inscrit {nom}, mandataire {mandataire}")
    return groupement


@transaction.atomic
def modifier_le_groupement(groupement: Groupement, *, nom: str, source: str, par: Agent) -> Groupement:
    avant = [groupement.nom, groupement.source]
    groupement.nom, groupement.source = nom, source
    groupement.save()
    if avant != [nom, source]:
        inscrire(
            "modifier_le_groupement",
            groupement,
            par=par,
            phrase=f"a modifié {nom}",
            donnees={"nom": [avant[0], nom], "source": [avant[1], source]},
        )
    return groupement


@transaction.atomic
def ajouter_au_groupement(
    groupement: Groupement,
    organisation: Organisation,
    *,
    competences: str = "",
    depuis_le: date | None = None,
    par: Agent | None,
) -> MembreDeGroupement:
    if any(m.organisation_id == organisation.pk for m in groupement.membres.all() if m.est_en_cours):
        raise ValidationError(
            {"organisation": f"«\u00a0{organisation}\u00a0» fait déjà partie de ce groupement."}
        )
    membre = MembreDeGroupement.objects.create(
        groupement=groupement,
        organisation=organisation,
        competences=competences,
        depuis_le=depuis_le or localdate(),
    )
    inscrire("ajouter_au_groupement", groupement, par=par, phrase=f"a ajouté {membre} à {groupement}")
    return membre


@transaction.atomic
def retirer_du_groupement(
    membre: MembreDeGroupement, *, le: date | None = None, par: Agent
) -> MembreDeGroupement:
    """Le membre reste dans l'historique ; le mandataire se remplace, il ne se retire pas."""
    if membre.est_mandataire:
        raise ValidationError("Le mandataire ne se retire pas : désignez d'abord son remplaçant.")
    jour = le or localdate()
    if jour < membre.depuis_le:
        raise ValidationError("La sortie ne peut pas précéder l'entrée. Choisissez une autre date.")
    membre.jusqu_au = jour
    membre.save(update_fields=["jusqu_au"])
    inscrire(
        "retirer_du_groupement",
        membre.groupement,
        par=par,
        phrase=f"a sorti {membre.organisation} de {membre.groupement}",
        donnees={"le": jour},
    )
    return membre


@transaction.atomic
def changer_le_mandataire(
    groupement: Groupement, organisation: Organisation, *, competences: str = "", par: Agent
) -> MembreDeGroupement:
    """L'ancien mandataire sort à la date du jour ; un co-traitant promu garde ses compétences."""
    jour = localdate()
    en_cours = [m for m in groupement.membres.select_for_update() if m.est_en_cours]
    for membre in en_cours:
        if membre.est_mandataire and membre.organisation_id == organisation.pk:
            raise ValidationError({"organisation": f"«\u00a0{organisation}\u00a0» est déjà mandataire."})
    for membre in en_cours:
        if membre.est_mandataire or membre.organisation_id == organisation.pk:
            if membre.organisation_id == organisation.pk:
                competences = competences or membre.competences
            membre.jusqu_au = jour
            membre.save(update_fields=["jusqu_au"])
    nouveau = MembreDeGroupement.objects.create(
        groupement=groupement, organisation=organisation, competences=competences, est_mandataire=True
    )
    inscrire(
        "changer_le_mandataire",
        groupement,
        par=par,
        phrase=f"a désigné {organisation} mandataire de {groupement}",
    )
    return nouveau
