"""La cohorte de l'année et sa liste d'attente : qui est retenu, qui attend, dans quel ordre."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.actions import passer_a
from etabli.dossier.enums import Etape
from etabli.etape1_candidature.calcul import Capacite, raison_de_deroger
from etabli.etape1_candidature.models import Candidature
from etabli.socle.journal import inscrire


def capacite(candidature: Candidature, annee: int | None = None) -> Capacite:
    """Où en est la cohorte de l'année pour le format du dossier."""
    annee = annee or localdate().year
    format_ = candidature.dossier.format
    nb = Candidature.objects.de_la_cohorte(annee).filter(dossier__format=format_).count()
    return Capacite(annee, nb, format_.capacite_annuelle)


def nb_devant(candidature: Candidature) -> int:
    """Celles qui attendent depuis plus longtemps ; toutes, quand elle n'est pas dans la liste."""
    attente = Candidature.objects.en_attente(candidature.dossier.format).exclude(pk=candidature.pk)
    rang = candidature.rang_d_attente or candidature.rang_quitte
    return attente.filter(rang_d_attente__lt=rang).count() if rang else attente.count()


def a_justifier(candidature: Candidature, annee: int | None = None) -> str:
    """Ce qu'il faut justifier pour la retenir maintenant ; vide quand rien ne s'y oppose."""
    return raison_de_deroger(capacite(candidature, annee), nb_devant(candidature))


def inscrire_dans_la_cohorte(
    candidature: Candidature, *, par: Agent, cohorte: int | None = None, derogation: str = "", **_: Any
) -> None:
    """L'année de la cohorte est celle du jour, sauf si la DGALN en choisit une autre.

    Dépasser la capacité, ou passer devant celles qui attendent, demande une raison : le journal la garde.
    """
    annee = cohorte or localdate().year
    raison = a_justifier(candidature, annee)
    if raison and not derogation.strip():
        raise ValidationError({"derogation": f"{raison} Écrivez pourquoi la retenir quand même."})
    candidature.cohorte = annee
    candidature.save(update_fields=["cohorte"])
    passer_a(candidature.dossier, Etape.MARCHE, par=par)


def prendre_rang(candidature: Candidature, *, par: Agent, **_: Any) -> None:
    """À la suite de celles qui attendent déjà pour ce format."""
    attente = Candidature.objects.en_attente(candidature.dossier.format).exclude(pk=candidature.pk)
    dernier = attente.aggregate(n=Max("rang_d_attente"))["n"] or 0
    candidature.rang_d_attente = dernier + 1
    candidature.save(update_fields=["rang_d_attente"])


@transaction.atomic
def changer_de_rang(candidature: Candidature, rang: int, motif: str, *, par: Agent) -> Candidature:
    """Place la candidature à ce rang ; les autres se décalent, et la raison reste au journal."""
    attente = list(Candidature.objects.select_for_update().en_attente(candidature.dossier.format))
    places = [c.pk for c in attente]
    ancien = places.index(candidature.pk) + 1
    bougee = attente.pop(ancien - 1)
    attente.insert(min(max(rang, 1), len(places)) - 1, bougee)
    for place, autre in enumerate(attente, 1):
        Candidature.objects.filter(pk=autre.pk).update(rang_d_attente=place)
    inscrire(
        "changer_de_rang",
        candidature,
        par=par,
        phrase=f"a placé la candidature au rang {rang} de la liste d'attente",
        donnees={"rang": [ancien, rang], "motif": motif.strip()},
    )
    candidature.rang_d_attente = rang
    return candidature
