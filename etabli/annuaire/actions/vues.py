"""Garder une vue d'une liste, la renommer, la partager, la supprimer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from etabli.annuaire.models import Agent, Organisation, VueEnregistree

TROP_LONG = "Ces filtres sont trop longs pour être gardés : retirez-en quelques-uns."
DEJA_PRIS = "Vous avez déjà une vue de ce nom sur cette liste : donnez-lui un autre nom, ou remplacez-la."
MEME_NOM = "Vous avez déjà une vue de ce nom sur cette liste : donnez-lui un autre nom."

# Celle de la colonne qui les garde.
LONGUEUR_MAXIMALE = 2000


@transaction.atomic
def enregistrer_une_vue(
    nom: str,
    *,
    par: Agent,
    chemin: str,
    liste: str,
    parametres: str,
    organisation: Organisation | None = None,
    remplacer: bool = False,
) -> VueEnregistree:
    """Une préférence, pas un acte de la procédure : le journal n'en dit rien."""
    gardes = QueryDict(parametres, mutable=True)
    gardes.pop("page", None)
    parametres = gardes.urlencode()
    if len(parametres) > LONGUEUR_MAXIMALE:
        raise ValidationError(TROP_LONG)
    miennes = VueEnregistree.objects.filter(agent=par, chemin=chemin, nom=nom)
    if miennes.exists() and not remplacer:
        raise ValidationError({"nom": DEJA_PRIS})
    contenu = {"liste": liste, "parametres": parametres, "organisation": organisation}
    vue, _ = VueEnregistree.objects.update_or_create(agent=par, chemin=chemin, nom=nom, defaults=contenu)
    return vue


@transaction.atomic
def modifier_une_vue(
    vue: VueEnregistree, nom: str, *, par: Agent, organisation: Organisation | None = None
) -> VueEnregistree:
    autres = VueEnregistree.objects.filter(agent_id=vue.agent_id, chemin=vue.chemin, nom=nom)
    if autres.exclude(pk=vue.pk).exists():
        raise ValidationError({"nom": MEME_NOM})
    vue.nom, vue.organisation = nom, organisation
    vue.save(update_fields=["nom", "organisation", "modifie_le"])
    return vue


def supprimer_une_vue(vue: VueEnregistree, *, par: Agent) -> None:
    vue.delete()
