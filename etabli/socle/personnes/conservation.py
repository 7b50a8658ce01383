"""Ne rien garder au-delà de son temps : dire ce qui est échu, prévenir, effacer ; le journal en garde le compte."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from etabli.socle.journal import inscrire
from etabli.socle.models import BoutDeChaine
from etabli.socle.personnes.declaration import Traitement, traitements

# On écrit à la personne trente jours avant, quand il y a quelqu'un à qui écrire.
PREAVIS = timedelta(days=30)


@dataclass(frozen=True)
class Echeance:
    """Ce qu'un traitement a d'échu, et pourquoi."""

    traitement: Traitement
    jours: int
    objets: list[Any]

    @property
    def raison(self) -> str:
        return f"{self.traitement.conservation} ({self.jours} jours)"


def duree(traitement: Traitement) -> int:
    """En jours ; zéro : jamais d'office. Le réglage l'emporte sur le défaut du code."""
    return int(settings.CONSERVATION.get(traitement.cle, traitement.jours))


def echeances(maintenant: datetime | None = None) -> Iterator[Echeance]:
    for traitement in traitements():
        jours = duree(traitement)
        if traitement.echus is not None and jours:
            avant = (maintenant or now()) - timedelta(days=jours)
            yield Echeance(traitement, jours, list(traitement.echus(avant)))


def prevenir(maintenant: datetime | None = None) -> int:
    """Les lettres de préavis ; la boîte d'envoi n'en laisse partir qu'une par personne et par échéance."""
    nb = 0
    for traitement in traitements():
        if traitement.prevenir is not None and (jours := duree(traitement)):
            nb += traitement.prevenir((maintenant or now()) - timedelta(days=jours) + PREAVIS)
    return nb


def purger_tout(maintenant: datetime | None = None) -> list[Echeance]:
    """Efface ce qui est échu, un traitement par transaction ; rejouée, ne trouve plus rien."""
    faites = []
    for echeance in echeances(maintenant):
        if not echeance.objets or echeance.traitement.effacer is None:
            continue
        with transaction.atomic():
            for objet in echeance.objets:
                echeance.traitement.effacer(objet)
            bout, _ = BoutDeChaine.objects.get_or_create(cle=1)
            inscrire(
                "purger",
                bout,
                par=None,
                phrase=f"a effacé ce dont la durée de conservation est passée : {echeance.traitement.nom}"[
                    :300
                ],
                donnees={
                    "traitement": echeance.traitement.cle,
                    "jours": echeance.jours,
                    "nb": len(echeance.objets),
                },
            )
        faites.append(echeance)
    return faites
