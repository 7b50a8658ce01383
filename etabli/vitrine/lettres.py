"""Les lettres des alertes, et les liens signés qu'elles portent : chacun ne sert qu'à une chose."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from etabli.socle.courriel import Lettre
from etabli.vitrine.models import Alerte

CONFIRMER, ARRETER = "vitrine.alerte.confirmer", "vitrine.alerte.arreter"


def jeton(alerte: Alerte, usage: str) -> str:
    return signing.dumps(alerte.pk, salt=usage)


def alerte_du_jeton(recu: str, usage: str) -> Alerte | None:
    """L'alerte que ce lien désigne ; rien s'il est faux, trop vieux pour confirmer, ou si elle est effacée."""
    duree = Alerte.DELAI_DE_CONFIRMATION if usage == CONFIRMER else None
    try:
        pk = signing.loads(recu, salt=usage, max_age=duree)
    except signing.BadSignature:
        return None
    return Alerte.objects.filter(pk=pk).first()


def adresse(nom: str, recu: str) -> str:
    return settings.ADRESSE_DU_SITE.rstrip("/") + reverse(nom, args=[recu])


def lien_d_arret(alerte: Alerte) -> str:
    return adresse("vitrine:arreter_une_alerte", jeton(alerte, ARRETER))


def en_tetes(alerte: Alerte) -> dict[str, str]:
    """De quoi se désabonner d'un geste depuis la messagerie (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{lien_d_arret(alerte)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _destinataire(alerte: Alerte) -> list[str]:
    return [alerte.courriel]


def _contexte(alerte: Alerte) -> dict[str, Any]:
    return {
        "confirmer": adresse("vitrine:confirmer_une_alerte", jeton(alerte, CONFIRMER)),
        "arreter": lien_d_arret(alerte),
        "recherche": settings.ADRESSE_DU_SITE.rstrip("/")
        + reverse("vitrine:ateliers")
        + (f"?{alerte.recherche}" if alerte.recherche else ""),
        "site": settings.ADRESSE_DU_SITE.rstrip("/"),
    }


# N'importe qui peut la faire partir à n'importe qui : rien de ce qu'il a tapé n'y est. La page du lien le dira.
A_CONFIRMER = Lettre(
    "vitrine-alerte-a-confirmer",
    "Confirmez votre alerte",
    "vitrine/lettres/alerte_a_confirmer.txt",
    _destinataire,
    _contexte,
)
NOUVEAUTES = Lettre(
    "vitrine-alerte-nouveautes",
    "{{ fiches|length|pluriel:'nouvel atelier,nouveaux ateliers' }} : {{ objet.intitule }}",
    "vitrine/lettres/nouveautes.txt",
    _destinataire,
    _contexte,
)
