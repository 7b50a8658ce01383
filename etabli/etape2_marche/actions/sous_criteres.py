"""Partager un critère en sous-critères, notés chacun."""

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape2_marche.models import Critere, Note, SousCritere
from etabli.socle.francais import nombre
from etabli.socle.journal import inscrire


@transaction.atomic
def fixer_les_sous_criteres(
    critere: Critere, sous_criteres: Iterable[tuple[str, Decimal]], *, par: Agent | None
) -> list[SousCritere]:
    """Remplace tous les sous-critères (nom, poids en %) ; leurs poids font celui du critère."""
    liste = list(sous_criteres)
    if Note.objects.filter(critere__accord_cadre=critere.accord_cadre_id).exists():
        raise ValidationError("Des offres ont déjà été notées avec ces critères : ils ne changent plus.")
    if critere.est_prix and liste:
        raise ValidationError("Le prix se note par la règle de l'accord-cadre : il n'a pas de sous-critère.")
    if len(liste) == 1:
        raise ValidationError("Un seul sous-critère ne partage rien : écrivez-en deux, ou aucun.")
    if liste and sum((poids for _, poids in liste), Decimal(0)) != critere.poids:
        raise ValidationError(
            f"Les poids des sous-critères doivent faire {nombre(critere.poids)} % au total."
        )
    critere.sous_criteres.all().delete()
    poses = SousCritere.objects.bulk_create(
        SousCritere(critere=critere, nom=nom, poids=poids, ordre=ordre)
        for ordre, (nom, poids) in enumerate(liste, start=1)
    )
    inscrire(
        "fixer_les_sous_criteres",
        critere.accord_cadre,
        par=par,
        phrase=f"a fixé les sous-critères de «\u00a0{critere}\u00a0»",
        donnees={nom: str(poids) for nom, poids in liste},
    )
    return poses
