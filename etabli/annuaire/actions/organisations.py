"""Inscrire et corriger une organisation ; trouver celle d'un territoire."""

from collections import Counter
from typing import Any

from django.db import transaction

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Organisation
from etabli.socle.journal import inscrire
from etabli.territoires.models import Commune, Epci


@transaction.atomic
def creer_une_organisation(
    *, type: TypeOrganisation, nom: str, par: Agent | None, **champs: Any
) -> Organisation:
    organisation = Organisation.objects.create(type=type, nom=nom, **champs)
    inscrire("creer_une_organisation", organisation, par=par, phrase=f"a inscrit {nom} à l'annuaire")
    return organisation


@transaction.atomic
def modifier_l_organisation(organisation: Organisation, *, par: Agent, **champs: Any) -> Organisation:
    changes = {}
    for nom, valeur in champs.items():
        avant = getattr(organisation, nom)
        if avant != valeur:
            changes[nom] = [str(avant or ""), str(valeur or "")]
            setattr(organisation, nom, valeur)
    if changes:
        organisation.save()
        inscrire(
            "modifier_l_organisation",
            organisation,
            par=par,
            phrase=f"a corrigé la fiche de {organisation}",
            donnees=changes,
        )
    return organisation


def organisation_de_l_epci(epci: Epci, *, par: Agent | None = None) -> Organisation:
    """L'intercommunalité dans l'annuaire, inscrite au premier besoin dans son département principal."""
    if existante := Organisation.objects.filter(epci=epci).first():
        return existante
    presence = Counter(epci.communes.values_list("departement_id", flat=True))
    departement_id = min(presence, key=lambda code: (-presence[code], code)) if presence else None
    return creer_une_organisation(
        type=TypeOrganisation.COLLECTIVITE,
        nom=epci.nom,
        epci=epci,
        departement_id=departement_id,
        par=par,
    )


def organisation_de_la_commune(commune: Commune, *, par: Agent | None = None) -> Organisation:
    if existante := Organisation.objects.filter(commune=commune).first():
        return existante
    return creer_une_organisation(
        type=TypeOrganisation.COLLECTIVITE,
        nom=f"Commune de {commune.nom}",
        commune=commune,
        epci=None,
        departement_id=commune.departement_id,
        par=par,
    )
