"""Tenir les accords-cadres : critères, titulaires, groupements."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Groupement, MembreDeGroupement, Organisation
from etabli.etape2_marche.models import AccordCadre, Critere, Note, Titulaire
from etabli.socle.francais import liste_et
from etabli.socle.journal import inscrire


@transaction.atomic
def creer_un_accord_cadre(
    *, par: Agent | None, acheteurs: Iterable[Organisation] = (), **champs: Any
) -> AccordCadre:
    cadre = AccordCadre(**champs)
    cadre.full_clean()
    cadre.save()
    cadre.acheteurs.set(acheteurs)
    inscrire("creer_un_accord_cadre", cadre, par=par, phrase=f"a créé l'accord-cadre «\u00a0{cadre}\u00a0»")
    return cadre


@transaction.atomic
def modifier_un_accord_cadre(
    cadre: AccordCadre, *, par: Agent, acheteurs: Iterable[Organisation] | None = None, **champs: Any
) -> AccordCadre:
    avant = {nom: str(getattr(cadre, nom)) for nom in champs}
    for nom, valeur in champs.items():
        setattr(cadre, nom, valeur)
    cadre.full_clean()
    cadre.save()
    if acheteurs is not None:
        avant["acheteurs"] = liste_et(cadre.acheteurs.all())
        cadre.acheteurs.set(acheteurs)
        champs["acheteurs"] = liste_et(cadre.acheteurs.all())
    apres = {nom: str(valeur) for nom, valeur in champs.items()}
    inscrire(
        "modifier_un_accord_cadre",
        cadre,
        par=par,
        phrase=f"a modifié l'accord-cadre «\u00a0{cadre}\u00a0»",
        donnees={"avant": avant, "apres": apres},
    )
    return cadre


@transaction.atomic
def fixer_les_criteres(
    cadre: AccordCadre,
    criteres: Iterable[tuple[str, Decimal, bool]],
    *,
    par: Agent | None,
    est_proposition: bool = False,
) -> list[Critere]:
    """Remplace tous les critères (nom, poids en %, est le prix). Refusé dès qu'une offre a été notée."""
    if Note.objects.filter(critere__accord_cadre=cadre).exists():
        raise ValidationError(
            "Des offres ont déjà été notées avec ces critères : ils ne changent plus. "
            "De nouveaux critères demandent un nouvel accord-cadre."
        )
    liste = list(criteres)
    if sum((poids for _, poids, _ in liste), Decimal(0)) != 100:
        raise ValidationError("Les poids doivent faire 100 % au total.")
    if sum(est_prix for _, _, est_prix in liste) != 1 or len(liste) < 2:
        raise ValidationError("Il faut un critère de prix, un seul, et au moins un autre critère.")
    cadre.criteres.all().delete()
    poses = Critere.objects.bulk_create(
        Critere(
            accord_cadre=cadre,
            nom=nom,
            poids=poids,
            est_prix=est_prix,
            ordre=ordre,
            est_proposition=est_proposition,
        )
        for ordre, (nom, poids, est_prix) in enumerate(liste, start=1)
    )
    inscrire(
        "fixer_les_criteres",
        cadre,
        par=par,
        phrase=f"a fixé les critères de l'accord-cadre «\u00a0{cadre}\u00a0»",
        donnees={nom: str(poids) for nom, poids, _ in liste},
    )
    return poses


@transaction.atomic
def creer_un_groupement(
    nom: str,
    membres: Iterable[tuple[Organisation, str]],
    *,
    par: Agent | None,
    source: str = "",
    est_fictif: bool = False,
) -> Groupement:
    """Un groupement et ses membres (organisation, compétences) ; le premier est le mandataire."""
    groupement = Groupement.objects.create(nom=nom, source=source, est_fictif=est_fictif)
    MembreDeGroupement.objects.bulk_create(
        MembreDeGroupement(
            groupement=groupement,
            organisation=organisation,
            competences=competences,
            est_mandataire=rang == 0,
        )
        for rang, (organisation, competences) in enumerate(membres)
    )
    inscrire("creer_un_groupement", groupement, par=par, phrase=f"a saisi le groupement «\u00a0{nom}\u00a0»")
    return groupement


@transaction.atomic
def ajouter_un_titulaire(
    cadre: AccordCadre, groupement: Groupement, *, par: Agent | None, forme: str = ""
) -> Titulaire:
    titulaire = Titulaire.objects.create(
        accord_cadre=cadre,
        groupement=groupement,
        rang=cadre.titulaires.count() + 1,
        forme=forme,
        depuis_le=max(cadre.debut_le, localdate()) if par else None,
    )
    inscrire(
        "ajouter_un_titulaire",
        cadre,
        par=par,
        phrase=f"a ajouté le titulaire «\u00a0{groupement}\u00a0» au cadre",
    )
    return titulaire


@transaction.atomic
def retirer_un_titulaire(titulaire: Titulaire, *, par: Agent, jusqu_au: date, motif: str = "") -> Titulaire:
    """Le titulaire reste dans l'histoire du cadre : il n'est seulement plus consulté après cette date."""
    if jusqu_au < titulaire.accord_cadre.debut_le:
        raise ValidationError({"jusqu_au": "Cette date précède le début de l'accord-cadre."})
    titulaire.jusqu_au, titulaire.motif_de_fin = jusqu_au, motif.strip()
    titulaire.save(update_fields=["jusqu_au", "motif_de_fin"])
    inscrire(
        "retirer_un_titulaire",
        titulaire.accord_cadre,
        par=par,
        phrase=f"a mis fin au titre de «\u00a0{titulaire}\u00a0»",
        donnees={"jusqu_au": str(jusqu_au), "motif": motif},
    )
    return titulaire
