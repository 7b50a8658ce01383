"""L'ordre de la démonstration, et ce qu'elle annonce pendant qu'elle joue."""

from collections.abc import Callable
from datetime import date

from etabli.config.demonstration import candidatures, marches
from etabli.config.demonstration.horloge import horloge
from etabli.config.demonstration.monde import Monde, installer_les_references
from etabli.dossier.models import Dossier

Annonce = Callable[[str], None]


def est_jouee() -> bool:
    """La restitution de Tessy est le dernier acte : s'il est là, tout est là."""
    return Dossier.objects.filter(est_fictif=True, etape="suivi").exists()


def jouer(aujourd_hui: date, annoncer: Annonce) -> None:
    annoncer("Références : territoires, services, programme, accords-cadres")
    installer_les_references()
    annoncer("Organisations et agents fictifs")
    with horloge(aujourd_hui) as h:
        h.il_y_a(900)
        monde = Monde().peupler()
        annoncer("Étape 1 : la candidature de Tessy-Bocage")
        candidature = candidatures.jouer_tessy(monde, h)
        annoncer("Étape 2 : six titulaires consultés, quatre offres, une équipe")
        marches.jouer_tessy(candidature.dossier, monde, h)
        annoncer("Trois autres dossiers, à d'autres moments")
        joues = candidatures.jouer_les_autres(monde, h)
        marches.jouer_bresle(joues["bresle"].dossier, monde, h)
