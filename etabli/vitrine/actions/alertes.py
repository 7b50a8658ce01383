"""Être prévenu sans compte : demander, confirmer, annoncer, arrêter. L'adresse disparaît avec l'alerte."""

from datetime import datetime, timedelta

from django.db import transaction
from django.http import QueryDict
from django.utils.timezone import now

from etabli.socle.models import LettreSortante
from etabli.vitrine.calcul.catalogue import Fiche, filtrer
from etabli.vitrine.catalogue import Catalogue, catalogue
from etabli.vitrine.filtres import FiltreDAteliers
from etabli.vitrine.lettres import A_CONFIRMER, NOUVEAUTES, en_tetes
from etabli.vitrine.models import Alerte

# Personne ne peut faire écrire sans fin à l'adresse d'un autre.
DEMANDES_PAR_JOUR = 5


@transaction.atomic
def demander_une_alerte(courriel: str, form: FiltreDAteliers) -> Alerte | None:
    """Garde la demande et envoie le lien de confirmation ; la page répond pareil dans tous les cas."""
    courriel, recherche = courriel.strip().lower(), form.adresse.removeprefix("?")
    recentes = Alerte.objects.filter(courriel=courriel, cree_le__gte=now() - timedelta(days=1))
    if recentes.count() >= DEMANDES_PAR_JOUR:
        return None
    alerte, est_neuve = Alerte.objects.get_or_create(
        courriel=courriel, recherche=recherche[:600], defaults={"intitule": form.intitule[:300]}
    )
    if est_neuve:
        A_CONFIRMER.envoyer(
            alerte, occasion=f"{alerte.pk}-{alerte.cree_le:%Y%m%d}", en_tetes=en_tetes(alerte)
        )
    return alerte


@transaction.atomic
def confirmer_une_alerte(alerte: Alerte) -> Alerte:
    """Ce qui est déjà en ligne est déjà connu : seul ce qui arrivera sera annoncé."""
    alerte = Alerte.objects.select_for_update().get(pk=alerte.pk)
    if alerte.confirmee_le is None:
        alerte.confirmee_le = now()
        alerte.connus = [f.cle for f in repondent(alerte, catalogue())]
        alerte.save()
    return alerte


@transaction.atomic
def arreter_une_alerte(alerte: Alerte) -> None:
    """L'adresse est effacée, ici et dans les lettres de l'alerte."""
    slugs = [A_CONFIRMER.slug, NOUVEAUTES.slug]
    courriel = alerte.courriel
    alerte.delete()
    if not Alerte.objects.filter(courriel=courriel).exists():
        LettreSortante.objects.filter(destinataire=courriel, modele__in=slugs).delete()


def effacer_les_alertes_perimees(maintenant: datetime) -> int:
    perimees = list(Alerte.objects.perimees(maintenant))
    for alerte in perimees:
        arreter_une_alerte(alerte)
    return len(perimees)


def repondent(alerte: Alerte, tout: Catalogue) -> list[Fiche]:
    """Les ateliers réels que cette recherche garde ; un contenu fictif n'annonce rien."""
    filtre = FiltreDAteliers(QueryDict(alerte.recherche), tout.fiches).filtre
    return [f for f in filtrer(tout.fiches, filtre) if not f.est_fictif]


def annoncer_les_nouveautes(*, a_blanc: bool = False) -> int:
    """Une lettre par alerte qui a du neuf ; relancée, elle n'en renvoie aucune."""
    tout = catalogue()
    confirmees = list(Alerte.objects.confirmees().values_list("pk", flat=True))
    return sum(_annoncer(pk, tout, a_blanc=a_blanc) for pk in confirmees)


@transaction.atomic
def _annoncer(pk: int, tout: Catalogue, *, a_blanc: bool) -> bool:
    alerte = Alerte.objects.select_for_update().filter(pk=pk).first()
    if alerte is None:
        return False
    connus = set(alerte.connus)
    neuves = [f for f in repondent(alerte, tout) if f.cle not in connus]
    if neuves and not a_blanc:
        alerte.nb_lettres += 1
        alerte.connus = [*alerte.connus, *(f.cle for f in neuves)]
        alerte.save(update_fields=["nb_lettres", "connus", "modifie_le"])
        occasion = f"{alerte.pk}-{alerte.confirmee_le:%Y%m%d}-{alerte.nb_lettres}"
        NOUVEAUTES.envoyer(alerte, occasion=occasion, en_tetes=en_tetes(alerte), fiches=neuves)
    return bool(neuves)
